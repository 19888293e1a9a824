"""The four stores, and the whole platform, as child processes of one command and in one data folder.

Read in this order: ``folder`` (what lies where), ``command``, ``child`` and ``process`` (one child),
``keeper`` (children kept alive), ``server`` and the three files of the stores, ``stack`` (those that the
environment does not give), ``roles`` (the platform's own processes), ``platform`` and ``run`` (``make run``).

Linux only: a child is tied to its parent by the kernel's parent-death signal. Nothing in the product
imports this package; a process that it starts learns the stores' addresses from its environment, as
it does in production.
"""
