"""What a crash left behind: recognised by marks in ``running/`` and ended before the next start.

A mark holds a child's pid and when the kernel started it. The two together name one process for as
long as the machine is up; a command line does not, since several servers rewrite theirs.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder

GIVE_UP_AFTER_S = 5.0


def remember(folder: DataFolder, name: str, pid: int) -> None:
    """Leave a mark of the child ``name``."""
    mark = folder.running / f"{name}.json"
    draft = mark.with_suffix(".new")
    draft.write_text(json.dumps({"pid": pid, "started": _started(pid), "boot": _boot()}), encoding="utf-8")
    draft.replace(mark)


def forget(folder: DataFolder, name: str) -> None:
    (folder.running / f"{name}.json").unlink(missing_ok=True)


def clean_up(folder: DataFolder) -> None:
    """End every marked process group that still lives. Call only while holding the folder's lock."""
    marks = sorted(folder.running.glob("*.json"))
    groups = [group for mark in marks if (group := _group(mark)) is not None]
    end_all(lambda: [pid for group in groups for pid in _members(group)], what=f"an earlier run on {folder.path}")
    for mark in marks:
        mark.unlink()


def end_all(find: Callable[[], list[int]], *, what: str) -> None:
    """Kill what ``find`` finds until it finds nothing more."""
    deadline = time.monotonic() + GIVE_UP_AFTER_S
    while pids := find():
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"Processes {', '.join(map(str, pids))} of {what} do not end; stop them with kill -9 and try again."
            )
        for pid in pids:
            # It may end by itself between being found and being killed.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def running(program: Path, *, inside: Path) -> list[int]:
    """Processes that run ``program`` with ``inside`` as their working directory."""
    found = []
    for entry in Path("/proc").iterdir():
        # Processes of other users, and those that have just ended, do not let themselves be read.
        with contextlib.suppress(OSError):
            is_inside = entry.name.isdigit() and (entry / "cwd").readlink() == inside.resolve()
            if is_inside and (entry / "exe").readlink() == program.resolve():
                found.append(int(entry.name))
    return found


def _group(mark: Path) -> int | None:
    """The marked process group if any of it still lives."""
    try:
        content = json.loads(mark.read_text(encoding="utf-8"))
        pid, started, boot = int(content["pid"]), content["started"], content["boot"]
    except (ValueError, KeyError):
        return None  # damaged when the power went: nothing of that boot lives
    if boot != _boot() or started is None:
        return None
    # Alive, it must have the start time of the mark. Dead, its number stays taken for as long as its
    # group has a member, so the group's members are its own children.
    if _started(pid) not in (None, started):
        return None
    return pid if _members(pid) else None


def _members(group: int) -> list[int]:
    return [pid for pid, fields in _processes() if int(fields[2]) == group and fields[0] != "Z"]


def _processes() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))) is not None:
            yield int(entry.name), fields


def _started(pid: int) -> str | None:
    """Start time in clock ticks since boot (field 22 of proc_pid_stat(5))."""
    fields = _stat(pid)
    return fields[19] if fields else None


def _stat(pid: int) -> list[str] | None:
    """Fields of /proc/PID/stat from the third on: state, parent, process group, session, ..."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The second field is the program's name in brackets and may itself hold brackets and spaces.
    return line.rpartition(")")[2].split()


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
