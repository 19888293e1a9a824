"""Importing what the roles have in common once, in the process that forks them."""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
from collections.abc import Iterable, Mapping

M_ARENA_MAX = -8  # malloc.h


def preload(modules: Iterable[str], environment: Mapping[str, str]) -> list[str]:
    """Import ``modules`` as a process with ``environment`` would; returns what could not be, with the reason.

    Settings are read at import, so the environment becomes this process's own. A module that fails is no
    reason to stop: the role that needs it fails by itself, with the traceback in its log.
    """
    os.environ.update(environment)
    # Threads of one process share two heaps; by default each gets its own, which never shrinks.
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    problems = []
    gc.disable()
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:  # noqa: BLE001 - code under development may fail in any way
            problems.append(f"{module}: {error!r}")
    gc.enable()
    gc.collect()
    # The collector writes into every object that it visits. Frozen objects are never visited, so their
    # pages stay shared with the children.
    gc.freeze()
    return problems
