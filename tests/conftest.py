"""The stores of a test run: started before Django reads its settings, stopped at the end."""

from __future__ import annotations

import os
from contextlib import ExitStack

import django
import pytest

from automaton.embedded.testing import embedded_stack, own_databases

_stores = ExitStack()
if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the addresses
    os.environ.update(_stores.enter_context(embedded_stack()))
os.environ["DJANGO_SETTINGS_MODULE"] = "automaton.settings.test"
django.setup()


def pytest_unconfigure() -> None:
    _stores.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list) -> None:  # type: ignore[type-arg]  # execnet has no types
    for spec in specs:
        spec.env.update(own_databases(os.environ, spec.id))
