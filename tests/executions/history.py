"""The history of executions as MongoDB tells it, checked: what a user can rely on after any fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from automaton.mongo import ObjectId, collection
from executions.journal import Event
from executions.states import Snapshot, fold
from executions.store import EVENTS, EXECUTIONS, snapshot_of
from tests.executions.invariants import commits_are_unique_and_fenced, journal_is_gapless


def statuses(execution_ids: Sequence[str]) -> Counter[str]:
    ids = [ObjectId(execution_id) for execution_id in execution_ids]
    return Counter(document["status"] for document in collection(EXECUTIONS).find({"_id": {"$in": ids}}))


def events_of(execution_id: str) -> list[Event]:
    """Every stored event once, in order; buckets may overlap after a crash."""
    found: dict[int, Any] = {}
    for bucket in collection(EVENTS).find({"executionId": execution_id}):
        for event in bucket["events"]:
            assert found.setdefault(event["seq"], event) == event, f"two events {event['seq']} of {execution_id}"
    return [found[seq] for seq in sorted(found)]


def check_history(execution_ids: Sequence[str]) -> None:
    """Raises AssertionError naming the invariant that one of the executions breaks."""
    for execution_id in execution_ids:
        document = collection(EXECUTIONS).find_one({"_id": ObjectId(execution_id)})
        assert document is not None, f"I1: {execution_id} was accepted and is gone"
        events = events_of(execution_id)
        journal_is_gapless(events)
        commits_are_unique_and_fenced(events)
        assert fold(Snapshot(), events) == snapshot_of(document), f"I8: document and journal of {execution_id} differ"
