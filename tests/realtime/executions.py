"""Executions that happen event by event, through the record and the signal of the drain but without an engine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from automaton.mongo import ObjectId, collection
from executions.journal import Event
from executions.signals import Update, journal_drained
from executions.states import Snapshot, fold
from executions.store import EXECUTIONS, change, new_document, snapshot_of

WORKFLOW_ID = "5a0e1c9e-3b1f-4f43-9a53-0d1b6a9a7a10"
_AT = 1_760_000_000_000


class FakeRun:
    """One execution. ``record`` is the drain's first half (MongoDB), ``announce`` its second (whoever watches)."""

    def __init__(self, organization_id: str) -> None:
        document = new_document(
            execution_id=ObjectId(),
            organization_id=organization_id,
            workflow_id=WORKFLOW_ID,
            plan="plan",
            input_payload={"counts": {"main": 1}, "inline": {"main": [{"json": {}}]}},
            metadata={"mode": "api"},
            now=datetime.now(UTC),
        )
        collection(EXECUTIONS).insert_one(document)
        self.organization_id = organization_id
        self.id = str(document["_id"])
        self.snapshot: Snapshot = snapshot_of(document)

    def record(self, *events: dict[str, Any]) -> Update:
        """Number ``events`` on from the last one and fold them into the document."""
        numbered: list[Event] = [
            {"seq": self.snapshot.seq + place, "at": _AT + self.snapshot.seq + place, **event}
            for place, event in enumerate(events, start=1)
        ]
        before, self.snapshot = self.snapshot, fold(self.snapshot, numbered)
        collection(EXECUTIONS).update_one({"_id": ObjectId(self.id)}, change(before, self.snapshot))
        return Update(
            organization_id=self.organization_id,
            execution_id=self.id,
            workflow_id=WORKFLOW_ID,
            status=self.snapshot.status,
            status_changed=before.status is not self.snapshot.status,
            seq=self.snapshot.seq,
            events=numbered,
        )

    def happen(self, *events: dict[str, Any]) -> Update:
        update = self.record(*events)
        announce(update)
        return update


def announce(*updates: Update) -> None:
    journal_drained.send(sender=None, updates=updates)


def started() -> dict[str, Any]:
    return {"type": "execution_started", "trigger": "start"}


def queued(node: str) -> dict[str, Any]:
    return {"type": "node_queued", "node": node, "attempt": 1, "nodeClass": "fast"}


def running(node: str) -> dict[str, Any]:
    return {"type": "node_started", "node": node, "attempt": 1, "session": "s"}


def completed(node: str, text: str = "") -> dict[str, Any]:
    output = {"counts": {"main": 1}, "inline": {"main": [{"json": {"text": text}}]}}
    return {"type": "node_completed", "node": node, "attempt": 1, "output": output}


def ended() -> dict[str, Any]:
    return {"type": "execution_completed"}
