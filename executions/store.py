"""Execution documents, event buckets and log lines in MongoDB: their shapes and their indexes.

executions   one document per execution, the seed's fields: workflowId, organizationId, status, startedAt,
             completedAt, duration (ms), input, output, error, nodeExecutions, metadata. Beside them: createdAt,
             plan, epoch, appliedSeq (the journal is folded in up to here), openSince (while not terminal).
events       buckets of consecutive journal events: executionId, organizationId, epoch, firstSeq, lastSeq, events.
             Two buckets may overlap after a crash; equal (epoch, seq) is the same event.
execution_logs   one document per line: executionId, timestamp, level, message, data; organizationId, node, attempt.
plans        see ``plans``
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from automaton.mongo import ASCENDING, DESCENDING, BulkWriteError, IndexModel, ObjectId, collection
from executions.states import ExecutionStatus, NodeSnapshot, NodeStatus, Snapshot

EXECUTIONS, EVENTS, LOGS = "executions", "events", "execution_logs"
LOG_TTL_S = 30 * 86_400
_DUPLICATE_KEY = 11_000


def ensure_indexes() -> None:
    """Create what is missing; safe to repeat. Every index that serves people begins with the organization."""
    collection(EXECUTIONS).create_indexes(
        [
            IndexModel([("organizationId", ASCENDING), ("createdAt", DESCENDING)]),
            IndexModel([("organizationId", ASCENDING), ("workflowId", ASCENDING), ("createdAt", DESCENDING)]),
            IndexModel(
                [("organizationId", ASCENDING), ("metadata.idempotencyKey", ASCENDING)],
                unique=True,
                partialFilterExpression={"metadata.idempotencyKey": {"$exists": True}},
            ),
            IndexModel([("openSince", ASCENDING)], sparse=True),
        ]
    )
    collection(EVENTS).create_indexes([IndexModel([("executionId", ASCENDING), ("firstSeq", ASCENDING)])])
    collection(LOGS).create_indexes(
        [
            IndexModel([("executionId", ASCENDING), ("timestamp", ASCENDING)]),
            IndexModel([("timestamp", ASCENDING)], expireAfterSeconds=LOG_TTL_S),
        ]
    )


def insert_new(name: str, documents: Sequence[Mapping[str, Any]]) -> None:
    """Insert those whose ``_id`` is not there yet: a batch that comes twice is the same batch. Raises PyMongoError."""
    try:
        collection(name).insert_many(documents, ordered=False)
    except BulkWriteError as error:
        if any(problem["code"] != _DUPLICATE_KEY for problem in error.details["writeErrors"]):
            raise


def snapshot_of(document: Mapping[str, Any]) -> Snapshot:
    """The reducer's snapshot that a document holds."""
    return Snapshot(
        status=ExecutionStatus(document["status"]),
        seq=document["appliedSeq"],
        started_at=ms(document["startedAt"]),
        completed_at=ms(document["completedAt"]),
        error=document["error"],
        output=document["output"],
        nodes={raw["node"]: _node_snapshot(raw) for raw in document["nodeExecutions"]},
    )


def change(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """The MongoDB update that turns a document holding ``before`` into one holding ``after``."""
    values: dict[str, Any] = {"status": after.status.value, "appliedSeq": after.seq}
    if after.started_at != before.started_at:
        values["startedAt"] = as_datetime(after.started_at)
    if after.output is not before.output:
        values["output"] = after.output
    if not before.nodes:
        values["nodeExecutions"] = [node_document(node) for node in after.nodes.values()]
    else:
        # Nodes keep the order in which they were first reached, so a place in the array never moves.
        for index, node in enumerate(after.nodes.values()):
            if before.nodes.get(node.node) != node:
                values[f"nodeExecutions.{index}"] = node_document(node)
    update: dict[str, Any] = {"$set": values}
    if after.status.is_terminal:
        values["completedAt"] = as_datetime(after.completed_at)
        values["error"] = after.error
        values["duration"] = (after.completed_at or 0) - (after.started_at or after.completed_at or 0)
        update["$unset"] = {"openSince": ""}
    return update


def node_document(node: NodeSnapshot) -> dict[str, Any]:
    return {
        "node": node.node,
        "status": node.status.value,
        "attempt": node.attempt,
        "queuedAt": as_datetime(node.queued_at),
        "startedAt": as_datetime(node.started_at),
        "completedAt": as_datetime(node.completed_at),
        "counts": dict(node.counts),
        "outputSeq": node.output_seq,
        "error": node.error,
    }


def bucket(organization_id: str, execution_id: str, epoch: int, events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """An event bucket; its id makes writing the same one again harmless."""
    first, last = events[0]["seq"], events[-1]["seq"]
    return {
        "_id": f"{execution_id}:{epoch}:{first}:{last}",
        "executionId": execution_id,
        "organizationId": organization_id,
        "epoch": epoch,
        "firstSeq": first,
        "lastSeq": last,
        "events": events,
    }


def new_document(
    *,
    execution_id: ObjectId,
    organization_id: str,
    workflow_id: str,
    plan: str,
    input_payload: Mapping[str, Any],
    metadata: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """An accepted execution that nothing has happened to yet."""
    return {
        "_id": execution_id,
        "workflowId": workflow_id,
        "organizationId": organization_id,
        "status": ExecutionStatus.PENDING.value,
        "startedAt": None,
        "completedAt": None,
        "duration": None,
        "input": input_payload,
        "output": None,
        "error": None,
        "nodeExecutions": [],
        "metadata": metadata,
        "createdAt": now,
        "openSince": now,
        "plan": plan,
        "epoch": 0,
        "appliedSeq": 0,
    }


def as_datetime(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


def ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _node_snapshot(raw: Mapping[str, Any]) -> NodeSnapshot:
    return NodeSnapshot(
        node=raw["node"],
        status=NodeStatus(raw["status"]),
        attempt=raw["attempt"],
        queued_at=ms(raw["queuedAt"]),
        started_at=ms(raw["startedAt"]),
        completed_at=ms(raw["completedAt"]),
        counts=raw["counts"],
        output_seq=raw["outputSeq"],
        error=raw["error"],
    )
