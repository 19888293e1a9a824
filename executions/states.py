"""States of executions and node executions, which change may follow which, and events -> snapshot.

    execution:  pending ──> running ──> completed | failed | cancelled      (waiting: all live nodes suspended)
    node:       queued ──> running ──> completed | failed | cancelled
                  ^           │
                  └── lost ───┘         skipped: reached by dead edges only

A terminal state never changes. The reducer is pure; Lua keeps the same states in Redis and TypeScript folds
the same events in the browser, and all three are held to the same recorded cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from executions.journal import Event, EventType


class ExecutionStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    WAITING = "waiting"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        return self in EXECUTION_TERMINAL


class NodeStatus(StrEnum):
    PENDING = "pending"
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        return self in NODE_TERMINAL


E, N = ExecutionStatus, NodeStatus
EXECUTION_TERMINAL = frozenset({E.COMPLETED, E.FAILED, E.CANCELLED})
NODE_TERMINAL = frozenset({N.COMPLETED, N.FAILED, N.SKIPPED, N.CANCELLED})

EXECUTION_TRANSITIONS: Mapping[ExecutionStatus, frozenset[ExecutionStatus]] = {
    E.PENDING: frozenset({E.RUNNING, E.CANCELLED}),
    E.RUNNING: frozenset({E.WAITING}) | EXECUTION_TERMINAL,
    E.WAITING: frozenset({E.RUNNING}) | EXECUTION_TERMINAL,
    **{status: frozenset() for status in EXECUTION_TERMINAL},
}
NODE_TRANSITIONS: Mapping[NodeStatus, frozenset[NodeStatus]] = {
    N.PENDING: frozenset({N.QUEUED, N.RUNNING, N.SKIPPED, N.CANCELLED}),
    N.QUEUED: frozenset({N.RUNNING, N.CANCELLED}),
    N.RUNNING: frozenset({N.QUEUED, N.WAITING, N.COMPLETED, N.FAILED, N.CANCELLED}),
    N.WAITING: frozenset({N.QUEUED, N.RUNNING, N.COMPLETED, N.FAILED, N.CANCELLED}),
    **{status: frozenset() for status in NODE_TERMINAL},
}


class IllegalTransition(Exception):
    """The journal says something that cannot follow what it said before: a bug or a damaged store."""


@dataclass(frozen=True, slots=True)
class NodeSnapshot:
    """One node execution. Times are ms since 1970; ``counts`` are items per output port."""

    node: str
    status: NodeStatus = NodeStatus.PENDING
    attempt: int = 0
    queued_at: int | None = None
    started_at: int | None = None
    completed_at: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    output_seq: int | None = None
    error: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An execution as it stands after ``seq``. ``nodes`` keeps the order in which nodes were first reached."""

    status: ExecutionStatus = ExecutionStatus.PENDING
    seq: int = 0
    started_at: int | None = None
    completed_at: int | None = None
    error: Mapping[str, Any] | None = None
    output: Mapping[str, Any] | None = None
    nodes: Mapping[str, NodeSnapshot] = field(default_factory=dict)


def fold(snapshot: Snapshot, events: Iterable[Event]) -> Snapshot:
    """The snapshot after ``events``. Those up to ``snapshot.seq`` are ignored; a gap raises IllegalTransition."""
    draft = _Draft(snapshot)
    for event in events:
        draft.apply(event)
    return draft.snapshot()


_EXECUTION_STATUS = {
    EventType.EXECUTION_STARTED: E.RUNNING,
    EventType.EXECUTION_COMPLETED: E.COMPLETED,
    EventType.EXECUTION_FAILED: E.FAILED,
    EventType.EXECUTION_CANCELLED: E.CANCELLED,
}

_NODE_STATUS = {
    EventType.NODE_QUEUED: N.QUEUED,
    EventType.NODE_STARTED: N.RUNNING,
    EventType.NODE_COMPLETED: N.COMPLETED,
    EventType.NODE_FAILED: N.FAILED,
    EventType.NODE_SKIPPED: N.SKIPPED,
    EventType.NODE_CANCELLED: N.CANCELLED,
}


class _Draft:
    """A snapshot being folded; mutable so that a long journal costs one copy of the nodes, not one per event."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base
        self._nodes = dict(base.nodes)

    def snapshot(self) -> Snapshot:
        return replace(self._base, nodes=self._nodes)

    def apply(self, event: Event) -> None:
        seq = event["seq"]
        if seq <= self._base.seq:
            return
        if seq != self._base.seq + 1:
            raise IllegalTransition(f"event {seq} follows {self._base.seq}: events in between are missing")
        if self._base.status.is_terminal:
            raise IllegalTransition(f"event {seq} ({event['type']}) follows the end of the execution")
        if "node" in event:
            self._apply_to_node(event)
        else:
            self._apply_to_execution(event)
        self._base = replace(self._base, seq=seq)

    def _apply_to_execution(self, event: Event) -> None:
        before, status = self._base.status, _EXECUTION_STATUS[event["type"]]
        if status not in EXECUTION_TRANSITIONS[before]:
            raise IllegalTransition(f"event {event['seq']}: execution is {before}, cannot become {status}")
        if status is E.RUNNING:
            self._base = replace(self._base, status=status, started_at=event["at"])
        else:
            self._base = replace(self._base, status=status, completed_at=event["at"], error=event.get("error"))

    def _apply_to_node(self, event: Event) -> None:
        if event["type"] == EventType.ATTEMPT_LOST:
            return  # what becomes of the node is the next event's news: queued again, or failed
        name = event["node"]
        before, status = self._nodes.get(name) or NodeSnapshot(node=name), _NODE_STATUS[event["type"]]
        if status not in NODE_TRANSITIONS[before.status]:
            raise IllegalTransition(f"event {event['seq']}: node {name} is {before.status}, cannot become {status}")
        self._nodes[name] = _node_after(before, status, event)
        if event.get("leaf"):
            self._base = replace(self._base, output=event.get("output"))


def _node_after(before: NodeSnapshot, status: NodeStatus, event: Event) -> NodeSnapshot:
    at, attempt = event["at"], event.get("attempt", before.attempt)
    if status is N.QUEUED:
        return replace(before, status=status, attempt=attempt, queued_at=at, started_at=None)
    if status is N.RUNNING:
        return replace(before, status=status, attempt=attempt, started_at=at)
    output = event.get("output")
    return replace(
        before,
        status=status,
        attempt=attempt,
        completed_at=at,
        counts=output["counts"] if output else {},
        output_seq=event["seq"] if output else None,
        error=event.get("error"),
    )
