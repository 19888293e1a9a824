"""What the engine tells the rest of the process. ``realtime`` listens; nobody else sends.

``node_status``: a node execution changed on this worker. Sent with ``attempt: Attempt`` and ``status: str``.
``journal_drained``: events are durable in MongoDB. Sent by the drain with ``updates: Sequence[Update]``, one per
execution of the batch, in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.dispatch import Signal

from executions.journal import Event
from executions.states import ExecutionStatus

node_status = Signal()
journal_drained = Signal()


@dataclass(frozen=True, slots=True)
class Update:
    """Consecutive new events of one execution and where they leave it."""

    organization_id: str
    execution_id: str
    workflow_id: str
    status: ExecutionStatus
    status_changed: bool
    seq: int
    events: Sequence[Event]
