"""What to start, and how it wants to be stopped."""

from __future__ import annotations

import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One program with all that a process of it needs."""

    name: str
    argv: tuple[str, ...]
    working_directory: Path
    environment: Mapping[str, str] = field(repr=False)
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within_s: float = 10.0
    death_signal: signal.Signals = signal.SIGKILL
    """What the kernel sends when the parent dies; anything but KILL must be sure to end it."""
    is_preloaded: bool = False
    """The parent has imported what this Python program needs: run it in the forked process itself."""

    def __post_init__(self) -> None:
        if self.is_preloaded and self.argv[0] != sys.executable:
            raise ValueError(f"{self.name}: only a Python program can be preloaded")
