"""One child process that cannot outlive its parent and leaves a mark to be recognised by.

Each child leads its own session: Ctrl-C in the terminal reaches only the parent, which stops the
children in order, and a child's own children are found again as members of its process group.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.leftovers import forget, remember

LOG_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to start, and how it wants to be stopped."""

    name: str
    argv: tuple[str, ...]
    working_directory: Path
    environment: Mapping[str, str] = field(repr=False)
    privileges: tuple[str, ...] = ()
    """Options of setpriv(1) that give up rights before the program starts."""
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within_s: float = 10.0
    death_signal: signal.Signals = signal.SIGKILL
    """What the kernel sends when the parent dies; anything but KILL must be sure to end it."""


class Process:
    """A running :class:`Command`."""

    def __init__(self, command: Command, folder: DataFolder) -> None:
        # The parent-death signal follows the thread that started the child, not the process: a thread
        # that ends would take the child with it.
        assert threading.current_thread() is threading.main_thread()  # noqa: S101 - a bug of ours, not an input
        self.command = command
        self.log = folder.logs / f"{command.name}.log"
        self.started_at = time.monotonic()
        self._folder = folder
        _rotate(self.log)
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                [*tied_to_parent(command.death_signal, *command.privileges), *command.argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=command.working_directory,
                env=dict(command.environment),
                start_new_session=True,
            )
        remember(folder, command.name, self._child.pid)

    @property
    def pid(self) -> int:
        return self._child.pid

    def age_s(self) -> float:
        return time.monotonic() - self.started_at

    def exit_code(self) -> int | None:
        """Exit status, or minus the number of the signal that ended it; None while it runs."""
        if self._child.returncode is not None:
            return self._child.returncode
        # Looked at but not yet reaped, the dead leader keeps its number from being given to another
        # process, so the rest of its group can be killed without hitting a stranger.
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        self.kill()
        forget(self._folder, self.command.name)
        return self._child.wait()

    def ask_to_stop(self) -> None:
        """Send the polite signal to the leader, which tells its own children."""
        if self._child.returncode is None:
            self._child.send_signal(self.command.stop_signal)

    def kill(self) -> None:
        """End the whole group at once."""
        if self._child.returncode is None:
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


def tied_to_parent(death_signal: signal.Signals, *privileges: str) -> list[str]:
    """The words before a command that make the kernel send it ``death_signal`` when its parent dies."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedError(
            "The program setpriv, which ties child processes to this one, was not found in PATH; "
            "install it (Debian and Ubuntu: apt-get install util-linux)."
        )
    return [setpriv, "--pdeathsig", death_signal.name.removeprefix("SIG"), *privileges, "--"]


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
