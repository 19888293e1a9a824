"""Being asked to stop: by Ctrl-C, by a signal, or by the terminal that closes."""

from __future__ import annotations

import signal
from types import FrameType


class StopRequest:
    """Remembers that somebody asked; looked at between two ticks, so nothing is torn in the middle."""

    def __init__(self) -> None:
        self._is_made = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember)

    def __bool__(self) -> bool:
        return self._is_made

    def _remember(self, _number: int, _frame: FrameType | None) -> None:
        self._is_made = True
