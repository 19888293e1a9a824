"""Cancelling an execution: from the answer on nothing of it starts, and nothing of it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from automaton.accounts.access import Actor
from automaton.errors import Conflict, NotFound
from automaton.mongo import collection
from executions import engine, queries
from executions.cancel import cancel_execution
from executions.start import Accepted, execute_workflow
from executions.states import ExecutionStatus
from executions.store import EVENTS
from tests.executions.fleet import Fleet, fleet_of
from tests.executions.gate import Gate, gate
from tests.executions.workflows import SomeVersion, linear, set_field, slow_request
from tests.waiting import eventually

Ended = Callable[..., Mapping[str, Any]]


@pytest.fixture
def door() -> Iterator[Gate]:
    """A server that answers when the test lets it."""
    with gate() as opened:
        yield opened


@pytest.fixture
def fleet(folder: Path, door: Gate, django_db_setup: None) -> Iterator[Fleet]:
    with fleet_of(folder, "engine", "worker-fast1", "worker-io", OUTBOUND_ALLOW=door.allowance) as running:
        yield running


def waits_then_sets(door: Gate) -> SomeVersion:
    return linear(slow_request("wait", door.url), set_field("after", "reached", True))


def node_status(actor: Actor, accepted: Accepted, node: str) -> str | None:
    nodes = queries.get_execution(actor, accepted.execution_id)["nodeExecutions"]
    return next((one["status"] for one in nodes if one["node"] == node), None)


def test_a_running_node_is_cancelled_and_its_late_outcome_discarded(
    fleet: Fleet, door: Gate, actor: Actor, ended: Ended
) -> None:
    accepted = execute_workflow(actor=actor, version=waits_then_sets(door), input={})
    door.wait_for_somebody()

    assert cancel_execution(actor=actor, execution_id=accepted.execution_id) is ExecutionStatus.CANCELLED
    document = ended(accepted)
    door.open()
    eventually(lambda: '"status":"stale"' in fleet.log("worker-io"), what="the worker hears that it is late")

    assert document["status"] == "cancelled"
    assert queries.get_execution(actor, accepted.execution_id) == document
    assert node_status(actor, accepted, "wait") == "cancelled"
    assert node_status(actor, accepted, "after") is None


def test_nothing_starts_after_the_cancellation_in_the_journal(
    fleet: Fleet, door: Gate, actor: Actor, ended: Ended
) -> None:
    accepted = execute_workflow(actor=actor, version=waits_then_sets(door), input={})
    door.wait_for_somebody()
    cancel_execution(actor=actor, execution_id=accepted.execution_id, reason="no longer wanted")
    ended(accepted)

    buckets = collection(EVENTS).find({"executionId": accepted.execution_id}).sort("firstSeq", 1)
    events = [event for bucket in buckets for event in bucket["events"]]
    assert [event["type"] for event in events[-2:]] == ["node_cancelled", "execution_cancelled"]
    assert events[-1]["reason"] == "no longer wanted"


def test_an_execution_nobody_works_on_is_cancelled_all_the_same(actor: Actor, folder: Path, ended: Ended) -> None:
    """No worker runs, so its first node stays queued."""
    accepted = execute_workflow(actor=actor, version=linear(set_field("one", "a", 1)), input={})

    cancel_execution(actor=actor, execution_id=accepted.execution_id)

    with fleet_of(folder, "engine"):
        assert ended(accepted)["status"] == "cancelled"


def test_an_accepted_execution_that_never_started_is_cancelled(
    actor: Actor, folder: Path, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process died between MongoDB and Redis."""
    with monkeypatch.context() as patch:
        patch.setattr("executions.start.bring_to_life", lambda *_, **__: None)
        accepted = execute_workflow(actor=actor, version=linear(set_field("one", "a", 1)), input={})

    cancel_execution(actor=actor, execution_id=accepted.execution_id)

    with fleet_of(folder, "engine"):
        assert ended(accepted)["status"] == "cancelled"


def test_one_that_has_ended_is_left_alone_and_the_answer_says_how_it_ended(
    fleet: Fleet, actor: Actor, ended: Ended
) -> None:
    accepted = execute_workflow(actor=actor, version=linear(set_field("one", "a", 1)), input={})
    document = ended(accepted)

    with pytest.raises(Conflict, match="it is completed"):
        cancel_execution(actor=actor, execution_id=accepted.execution_id)
    assert queries.get_execution(actor, accepted.execution_id) == document


def test_cancelling_twice_says_that_it_is_cancelled(actor: Actor) -> None:
    accepted = execute_workflow(actor=actor, version=linear(set_field("one", "a", 1)), input={})
    cancel_execution(actor=actor, execution_id=accepted.execution_id)

    with pytest.raises(Conflict, match="it is cancelled"):
        cancel_execution(actor=actor, execution_id=accepted.execution_id)


def test_another_organization_cannot_cancel_it_or_learn_that_it_exists(actor: Actor) -> None:
    accepted = execute_workflow(actor=actor, version=linear(set_field("one", "a", 1)), input={})

    with pytest.raises(NotFound) as refused:
        cancel_execution(actor=Actor.system(uuid4()), execution_id=accepted.execution_id)
    with pytest.raises(NotFound) as unknown:
        cancel_execution(actor=Actor.system(uuid4()), execution_id="6b03fe997e3243022fa9d54e")

    assert refused.value.detail.replace(accepted.execution_id, "X") == unknown.value.detail.replace(
        "6b03fe997e3243022fa9d54e", "X"
    )
    organization_id = str(actor.organization_id)
    assert engine.dump(organization_id, accepted.execution_id)["state"]["status"] == "running"
