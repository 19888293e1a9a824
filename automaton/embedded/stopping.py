"""Being asked to stop: by Ctrl-C, by a signal, or by the terminal that closes."""

from __future__ import annotations

import os
import signal
import time
from types import FrameType

# One Ctrl-C may arrive twice at once: from the terminal and from the make that started this process.
IMPATIENT_AFTER_S = 1.0


class StopRequest:
    """Remembers that somebody asked; looked at between two ticks, so nothing is torn in the middle."""

    def __init__(self) -> None:
        self._made_at: float | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._remember)

    def __bool__(self) -> bool:
        return self._made_at is not None

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        if self._made_at is None:
            self._made_at = time.monotonic()
        elif time.monotonic() - self._made_at > IMPATIENT_AFTER_S:
            # Asked again: leave now. The kernel ends the children with their parent.
            os._exit(128 + number)
