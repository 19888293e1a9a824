"""What travels through the channel layer: progress of executions, addressed to one topic.

Events are encoded to JSON once, by the process that announces them; the sockets copy the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PROGRESS = "topic.progress"  # Channels calls the consumer's method topic_progress
SETTLED = "topic.settled"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an execution stands at ``seq`` and the consecutive events that led there, the last one being ``seq``.

    ``events`` is empty in the topic of an organization, and when they are too many to carry.
    """

    execution_id: str
    workflow_id: str
    status: str
    seq: int
    events: tuple[bytes, ...] = ()

    @property
    def first_seq(self) -> int:
        return self.seq - len(self.events) + 1

    @property
    def size_bytes(self) -> int:
        return 200 + sum(len(event) for event in self.events)  # 200: the frame around the events


def progress_message(room: str, progress: Iterable[Progress]) -> dict[str, Any]:
    steps = [[p.execution_id, p.workflow_id, p.status, p.seq, list(p.events)] for p in progress]
    return {"type": PROGRESS, "room": room, "steps": steps}


def read_progress(message: Mapping[str, Any]) -> list[Progress]:
    return [
        Progress(execution_id, workflow_id, status, seq, tuple(events))
        for execution_id, workflow_id, status, seq, events in message["steps"]
    ]
