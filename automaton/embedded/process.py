"""One child process that cannot outlive its parent and leaves a mark to be recognised by.

Each child leads its own session: Ctrl-C in the terminal reaches only the parent, which stops the
children in order, and a child's own children are found again as members of its process group.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from automaton.embedded import child
from automaton.embedded.command import Command
from automaton.embedded.folder import DataFolder
from automaton.embedded.leftovers import forget, remember

LOG_LIMIT_BYTES = 10_000_000


class Process:
    """A running :class:`Command`."""

    def __init__(self, command: Command, folder: DataFolder) -> None:
        self.command = command
        self.log = folder.logs / f"{command.name}.log"
        self.started_at = time.monotonic()
        self._folder = folder
        self._exit_code: int | None = None
        _rotate(self.log)
        self.pid = child.start(command, self.log)
        remember(folder, command.name, self.pid)

    def age_s(self) -> float:
        return time.monotonic() - self.started_at

    def exit_code(self) -> int | None:
        """Exit status, or minus the number of the signal that ended it; None while it runs."""
        if self._exit_code is not None:
            return self._exit_code
        # Looked at but not yet reaped, the dead leader keeps its number from being given to another
        # process, so the rest of its group can be killed without hitting a stranger.
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        self.kill()
        forget(self._folder, self.command.name)
        _, status = os.waitpid(self.pid, 0)
        self._exit_code = os.waitstatus_to_exitcode(status)
        return self._exit_code

    def ask_to_stop(self) -> None:
        """Send the polite signal to the leader, which tells its own children."""
        if self._exit_code is None:
            os.kill(self.pid, self.command.stop_signal)

    def kill(self) -> None:
        """End the whole group at once."""
        if self._exit_code is None:
            os.killpg(self.pid, signal.SIGKILL)


def last_line(log: Path) -> str:
    """What a process said last."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "(nothing)"


def describe_exit(code: int) -> str:
    """An exit code in words: ``exit code 1`` or ``SIGKILL``."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
