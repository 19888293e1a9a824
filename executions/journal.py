"""The lines of the journal: what can happen to an execution, as the scripts write it.

Every script that changes an execution appends its events to a Redis stream in the same atomic step.
``drain`` moves them to MongoDB, ``states`` folds them into a snapshot, the browser does the same.

An event is a JSON object. Always there: ``seq`` (1, 2, 3 ... within execution and epoch), ``type``,
``at`` (Redis server time, ms since 1970). Beside these, by type:

    execution_started      trigger
    node_queued            node, attempt, nodeClass
    node_started           node, attempt, session
    node_completed         node, attempt, output, leaf?     leaf: no live edge leaves it
    node_failed            node, attempt, error
    node_skipped           node                             every edge into it is dead
    node_cancelled         node, attempt
    attempt_lost           node, attempt, reason            its process died or was drained
    execution_completed
    execution_failed       error
    execution_cancelled    reason

``output`` is what ``payloads`` made of the node's items: counts per port, and either the items (``inline``)
or where they are (``ref``). ``error`` is ``{code, message, node?, retryable?, data?}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson


class EventType(StrEnum):
    EXECUTION_STARTED = "execution_started"
    NODE_QUEUED = "node_queued"
    NODE_STARTED = "node_started"
    NODE_COMPLETED = "node_completed"
    NODE_FAILED = "node_failed"
    NODE_SKIPPED = "node_skipped"
    NODE_CANCELLED = "node_cancelled"
    ATTEMPT_LOST = "attempt_lost"
    EXECUTION_COMPLETED = "execution_completed"
    EXECUTION_FAILED = "execution_failed"
    EXECUTION_CANCELLED = "execution_cancelled"


Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One stream entry: the consecutive events that one script call wrote for one execution."""

    entry_id: str
    organization_id: str
    execution_id: str
    epoch: int
    events: tuple[Event, ...]

    @property
    def first_seq(self) -> int:
        return int(self.events[0]["seq"])

    @property
    def last_seq(self) -> int:
        return int(self.events[-1]["seq"])


def without_items(event: Event) -> Event:
    """The event as it may be sent to everybody who watches: how many items, not the items."""
    output = event.get("output")
    return {**event, "output": {"counts": output["counts"]}} if output else event


def parse_entry(entry_id: bytes, fields: Mapping[bytes, bytes]) -> Entry:
    """Read what the scripts' ``journal`` fragment wrote."""
    return Entry(
        entry_id=entry_id.decode(),
        organization_id=fields[b"organization"].decode(),
        execution_id=fields[b"execution"].decode(),
        epoch=int(fields[b"epoch"]),
        events=tuple(orjson.loads(fields[b"events"])),
    )
