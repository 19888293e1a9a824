"""Keeps processes alive: notices an exit within a tenth of a second and starts the process again."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from automaton.embedded.command import Command
from automaton.embedded.folder import DataFolder
from automaton.embedded.process import Process

TICK_S = 0.1
SETTLED_AFTER_S = 10.0
LONGEST_PAUSE_S = 10.0


@dataclass(frozen=True, slots=True)
class Exit:
    """A process that ended without being asked to."""

    name: str
    code: int
    log: Path
    restart_in_s: float


@dataclass(slots=True)
class _Kept:
    command: Command
    process: Process | None = None
    failures: int = 0
    start_at: float = 0.0


class Keeper:
    """A set of processes that run until :meth:`stop`; single-threaded, driven by :meth:`tick`."""

    def __init__(self, folder: DataFolder, *, on_exit: Callable[[Exit], None]) -> None:
        self._folder = folder
        self._on_exit = on_exit
        self._kept: dict[str, _Kept] = {}

    def start(self, command: Command) -> None:
        self._kept[command.name] = _Kept(command, Process(command, self._folder))

    def failures(self, name: str) -> int:
        """How often in a row ``name`` ended soon after its start."""
        return self._kept[name].failures

    def pid(self, name: str) -> int | None:
        process = self._kept[name].process
        return process.pid if process else None

    def tick(self) -> None:
        """Reap what ended and start what is due."""
        for kept in self._kept.values():
            if kept.process is not None:
                self._look_after(kept, kept.process)
            elif time.monotonic() >= kept.start_at:
                kept.process = Process(kept.command, self._folder)

    def tick_until(self, condition: Callable[[], bool], *, within_s: float) -> bool:
        """Keep everything alive until ``condition`` holds; False when it does not in time."""
        deadline = time.monotonic() + within_s
        # Short at first, so that a start in milliseconds is not rounded up to a whole tick.
        pause_s = TICK_S / 20
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(pause_s)
            pause_s = min(TICK_S, pause_s * 1.2)
            self.tick()
        return True

    def stop(self, names: Iterable[str] | None = None) -> None:
        """Stop ``names`` (default: all) side by side, each within its own time, and forget them."""
        chosen = list(self._kept if names is None else names)
        processes = [kept.process for name in chosen if (kept := self._kept.pop(name, None)) and kept.process]
        for process in processes:
            process.ask_to_stop()
        asked_at = time.monotonic()
        while processes := [process for process in processes if process.exit_code() is None]:
            for process in processes:
                if time.monotonic() - asked_at > process.command.stop_within_s:
                    process.kill()
            time.sleep(TICK_S / 10)

    def _look_after(self, kept: _Kept, process: Process) -> None:
        code = process.exit_code()
        if code is None:
            return
        # kill -9 comes from outside and says nothing about whether it can run.
        settled_after_s = 1.0 if code == -signal.SIGKILL else SETTLED_AFTER_S
        has_settled = process.age_s() >= settled_after_s
        kept.failures = 0 if has_settled else kept.failures + 1
        # At once the first time: a store that was killed should be missed as briefly as possible.
        pause_s = 0.0 if kept.failures <= 1 else min(LONGEST_PAUSE_S, 0.25 * 2 ** (kept.failures - 2))
        kept.process = None
        kept.start_at = time.monotonic() + pause_s
        self._on_exit(Exit(kept.command.name, code, process.log, pause_s))
