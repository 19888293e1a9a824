from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from automaton.accounts.access import Actor
from executions.queries import get_execution
from executions.start import Accepted
from tests.stores import empty_engine
from tests.waiting import eventually


@pytest.fixture
def folder() -> Iterator[Path]:
    """For logs and blobs of processes."""
    with tempfile.TemporaryDirectory(prefix="automaton-test-") as path:
        yield Path(path)


@pytest.fixture
def actor() -> Actor:
    """The platform at work for an organization that nobody else has."""
    return Actor.system(uuid.uuid4())


@pytest.fixture(autouse=True)
def _new_engine() -> None:
    empty_engine()


@pytest.fixture
def ended(actor: Actor) -> Callable[..., Mapping[str, Any]]:
    """Waits for the end of an execution and returns its document."""

    def wait(accepted: Accepted, within_s: float = 20) -> Mapping[str, Any]:
        def has_ended() -> bool:
            return get_execution(actor, accepted.execution_id)["completedAt"] is not None

        eventually(has_ended, within_s=within_s, what=f"execution {accepted.execution_id} ends")
        return get_execution(actor, accepted.execution_id)

    return wait
