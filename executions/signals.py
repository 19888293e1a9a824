"""What the engine tells the rest of its process; nobody else sends, and no state depends on who listens.

``node_status``: a worker is done with an attempt, before that is durable. Sent with ``attempt: Attempt``,
``status: str`` ("stale" when it came too late), ``node_type: str`` and
``began`` (monotonic, s). ``task_events`` listens.
``journal_drained``: events are durable in MongoDB. Sent by the drain with ``updates: Sequence[Update]``, one for each
execution of the batch. ``realtime`` listens.
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
