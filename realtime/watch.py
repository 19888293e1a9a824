"""One topic as one socket sees it: which progress is news, which is a repeat, and where something is missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from executions.states import ExecutionStatus
from realtime.messages import Progress
from realtime.topics import Topic


class Missing(Enum):
    """Progress that cannot be shown as it is."""

    HELD = "held"  # the record is being read; what it does not contain comes afterwards
    REPEATED = (
        "repeated"  # nothing new: recorded before the snapshot was read, or the drain repeats itself after a crash
    )
    GAP = "gap"  # events in between did not arrive


@dataclass(slots=True)
class Watch:
    """``seq`` is the last event the client has. While ``is_loading``, progress is held back."""

    topic: Topic
    held_limit_bytes: int
    seq: int = 0
    status: str = ""
    is_loading: bool = False
    is_quiet: bool = True
    _held: list[Progress] = field(default_factory=list)
    _held_bytes: int = 0

    @property
    def is_finished(self) -> bool:
        return bool(self.status) and ExecutionStatus(self.status).is_terminal

    def load(self) -> None:
        """From now on, until :meth:`loaded` or :meth:`lost`, progress is held back."""
        self.is_loading = True

    def loaded(self, snapshot: Mapping[str, Any]) -> list[Progress]:
        """The client has ``snapshot`` now. Answers what was held back and is newer, to be admitted next."""
        self.seq, self.status, self.is_loading = snapshot["seq"], snapshot["status"], False
        return [progress for progress in self._release() if progress.seq > self.seq]

    def lost(self) -> None:
        """The record could not be read. The next progress will count as a gap and cause another try."""
        self.seq, self.is_loading = -1, False
        self._release()

    def admit(self, progress: Progress) -> Progress | Missing:
        """``progress`` without the events that the client already has, or why there is nothing to send."""
        self.is_quiet = False
        if self.is_loading:
            self._hold(progress)
            return Missing.HELD
        if progress.seq <= self.seq:
            return Missing.REPEATED
        if self.seq < 0 or progress.first_seq > self.seq + 1:
            return Missing.GAP
        news = progress.events[self.seq + 1 - progress.first_seq :]
        self.seq, self.status = progress.seq, progress.status
        return replace(progress, events=news)

    def _hold(self, progress: Progress) -> None:
        self._held_bytes += progress.size_bytes
        if self._held_bytes > self.held_limit_bytes:
            self._release()  # leaves a gap, which causes another reading of the record
        else:
            self._held.append(progress)

    def _release(self) -> list[Progress]:
        held, self._held, self._held_bytes = self._held, [], 0
        return held
