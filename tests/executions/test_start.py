"""Accepting: durable before it is answered, started once whatever dies in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from automaton.accounts.access import Actor
from automaton.errors import InvalidGraph, InvalidInput, TooLarge
from automaton.mongo import ObjectId, collection
from executions import engine, plans, start
from executions.queries import node_execution
from executions.start import Accepted, execute_workflow
from executions.store import EXECUTIONS
from tests.executions.fleet import fleet_of
from tests.executions.history import check_history
from tests.executions.workflows import SomeVersion, graph_of, linear, node, set_field

Ended = Callable[..., Mapping[str, Any]]
ONE = linear(set_field("one", "a", 1))


def document_of(accepted: Accepted) -> Mapping[str, Any]:
    found = collection(EXECUTIONS).find_one({"_id": ObjectId(accepted.execution_id)})
    assert found is not None
    return found


def test_an_accepted_execution_is_in_mongodb_before_the_answer(actor: Actor) -> None:
    accepted = execute_workflow(actor=actor, version=ONE, input={"a": 1})

    document = document_of(accepted)
    assert document["status"] == "pending"
    assert document["organizationId"] == str(actor.organization_id)
    assert document["input"]["inline"]["main"] == [{"json": {"a": 1}}]


def test_one_that_was_accepted_and_never_started_is_started_by_the_engine(
    actor: Actor, folder: Path, ended: Ended, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process dies between MongoDB and Redis."""
    with monkeypatch.context() as patch:
        patch.setattr(start, "bring_to_life", lambda *_, **__: None)
        accepted = execute_workflow(actor=actor, version=ONE, input={})

    with fleet_of(folder, "engine", "worker-fast1"):
        assert ended(accepted)["status"] == "completed"
    check_history([accepted.execution_id])


def test_starting_again_after_the_end_changes_nothing(actor: Actor, folder: Path, ended: Ended) -> None:
    """A reconciler that read MongoDB before the execution ran comes late."""
    accepted = execute_workflow(actor=actor, version=ONE, input={})
    read_before = document_of(accepted)
    with fleet_of(folder, "engine", "worker-fast1"):
        document = ended(accepted)
        plan = plans.load(str(actor.organization_id), read_before["plan"])

        again = start.bring_to_life(read_before, plan, not_after_ms=start.start_deadline_ms())

    assert again is not None
    assert again.answer == "exists"
    assert document_of(accepted) == document


def test_a_start_that_comes_too_late_is_refused_even_when_nothing_remembers_the_execution(actor: Actor) -> None:
    accepted = execute_workflow(actor=actor, version=ONE, input={})
    document = document_of(accepted)
    plan = plans.load(str(actor.organization_id), document["plan"])
    stranger = {**document, "_id": ObjectId()}

    late = start.bring_to_life(stranger, plan, not_after_ms=engine.server_ms() - 1)

    assert late is not None
    assert late.answer == "late"
    assert not engine.dump(str(actor.organization_id), str(stranger["_id"]))["state"]


def test_one_idempotency_key_is_one_execution(actor: Actor) -> None:
    first, again = (execute_workflow(actor=actor, version=ONE, input={}, idempotency_key="k") for _ in range(2))

    assert (first.is_new, again.is_new) == (True, False)
    assert first.execution_id == again.execution_id


def test_two_organizations_may_use_the_same_key(actor: Actor) -> None:
    ours = execute_workflow(actor=actor, version=ONE, input={}, idempotency_key="k")
    theirs = execute_workflow(actor=Actor.system(uuid4()), version=ONE, input={}, idempotency_key="k")

    assert theirs.is_new
    assert ours.execution_id != theirs.execution_id


def test_what_cannot_start_is_refused_before_anything_is_written(actor: Actor) -> None:
    no_trigger = SomeVersion(graph_of([set_field("one", "a", 1)]))
    broken_draft = SomeVersion(graph_of([node("start", "trigger.manual"), node("x", "no.such")]), number=None)  # type: ignore[arg-type]  # a draft

    with pytest.raises(InvalidInput, match="no enabled trigger"):
        execute_workflow(actor=actor, version=no_trigger, input={})
    with pytest.raises(InvalidInput, match="'one' is not a trigger"):
        execute_workflow(actor=actor, version=ONE, input={}, trigger="one")
    with pytest.raises(InvalidGraph):
        execute_workflow(actor=actor, version=broken_draft, input={})
    with pytest.raises(TooLarge):
        execute_workflow(actor=actor, version=ONE, input={"x": "y" * 1_100_000})

    assert collection(EXECUTIONS).count_documents({}) == 0


def test_a_large_output_goes_through_the_blob_store_to_the_next_node(actor: Actor, folder: Path, ended: Ended) -> None:
    large = "x" * 100_000
    version = linear(set_field("big", "text", large), node("count", "data.summarize"), set_field("after", "a", 1))
    accepted = execute_workflow(actor=actor, version=version, input={})

    with fleet_of(folder, "engine", "worker-fast1"):
        document = ended(accepted)

    assert document["status"] == "completed"
    assert document["output"]["inline"]["main"][0]["json"] == {"count": 1, "a": 1}
    output = node_execution(actor, accepted.execution_id, "big")["output"]
    assert output["items"]["main"][0]["json"] == {"text": large}
