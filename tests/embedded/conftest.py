from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from automaton.embedded.testing import STORE_VARIABLES


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder with a path short enough for sockets, which pytest's own is not always."""
    with tempfile.TemporaryDirectory(prefix="automaton-test-") as path:
        yield Path(path)


@pytest.fixture(autouse=True)
def _no_given_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stack of the whole test run must not replace the ones that these tests start."""
    forget_stores(monkeypatch)


def forget_stores(patch: pytest.MonkeyPatch) -> None:
    for variable in (*STORE_VARIABLES, "BLOB_DIR", "SECRET_KEY"):
        patch.delenv(variable, raising=False)
