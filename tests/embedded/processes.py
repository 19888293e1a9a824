"""Looking at the processes that a data folder's marks name."""

from __future__ import annotations

import json
from pathlib import Path

import psutil


def pid_of(folder: Path, name: str) -> int:
    """The pid of the child ``name``, from the mark it leaves; 0 while it does not run."""
    try:
        return int(json.loads((folder / "running" / f"{name}.json").read_text(encoding="utf-8"))["pid"])
    except FileNotFoundError:
        return 0


def all_pids(folder: Path) -> list[int]:
    """Every marked child and everything below it."""
    children = [psutil.Process(pid_of(folder, mark.stem)) for mark in (folder / "running").glob("*.json")]
    return [process.pid for child in children for process in (child, *child.children(recursive=True))]


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
