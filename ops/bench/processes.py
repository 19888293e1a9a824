"""What the processes of a platform cost, read from /proc: CPU time and memory, by the name each was started under."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class _Stat:
    parent: int
    cpu_s: float  # its own, and that of children it has outlived


class Processes:
    """All descendants of ``root`` but those of ``without``, grouped by the marks in a data folder's ``running/``."""

    def __init__(self, root: int, marks: Path, *, without: int) -> None:
        self._root = root
        self._marks = marks
        self._without = without

    def cpu_s(self) -> Mapping[str, float]:
        """CPU time used so far, user and system, by name."""
        used: dict[str, float] = {}
        for name, pid in self.members():
            stat = _stat(pid)
            used[name] = used.get(name, 0.0) + (stat.cpu_s if stat else 0.0)
        return used

    def pss_mb(self) -> Mapping[str, float]:
        """Proportional set size by name: memory that n processes share counts one n-th for each."""
        held: dict[str, float] = {}
        for name, pid in self.members():
            held[name] = held.get(name, 0.0) + _pss_mb(pid)
        return held

    def members(self) -> list[tuple[str, int]]:
        """(name, pid) of every process that lives now."""
        names = self._names()
        found: list[tuple[str, int]] = []
        children = _children()
        todo = [(self._root, names.get(self._root, SUPERVISOR))]
        while todo:
            pid, name = todo.pop()
            if pid == self._without:
                continue
            found.append((name, pid))
            todo.extend((child, names.get(child, name)) for child in children.get(pid, ()))
        return found

    def _names(self) -> Mapping[int, str]:
        names = {}
        for mark in self._marks.glob("*.json"):
            # A mark may go away between being listed and being read.
            with contextlib.suppress(OSError, ValueError):
                names[int(json.loads(mark.read_text())["pid"])] = mark.stem
        return names


class PeakMemory:
    """Watches the memory while the ``with`` block runs; ``mb`` is by name, at the moment the sum was largest."""

    def __init__(self, processes: Processes, *, every_s: float = 0.5) -> None:
        self.mb: Mapping[str, float] = {}
        self._processes = processes
        self._every_s = every_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            now = self._processes.pss_mb()
            if sum(now.values()) > sum(self.mb.values()):
                self.mb = now
            if self._ended.wait(self._every_s):
                return


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> Mapping[str, float]:
    """What was added by name; a process that ended in between counts as nothing."""
    return {name: max(0.0, value - before.get(name, 0.0)) for name, value in after.items()}


def _children() -> Mapping[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        stat = _stat(int(entry.name)) if entry.name.isdigit() else None
        if stat is not None:
            children.setdefault(stat.parent, []).append(int(entry.name))
    return children


def _stat(pid: int) -> _Stat | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()  # the name before it may hold anything
    return _Stat(parent=int(fields[1]), cpu_s=sum(int(ticks) for ticks in fields[11:15]) / _TICKS_PER_S)


def _pss_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
