"""Waiting for the world to change, with an end."""

from __future__ import annotations

import time
from collections.abc import Callable


def eventually(condition: Callable[[], object], *, within_s: float = 10.0, what: str = "") -> None:
    """Return as soon as ``condition`` holds; fail when it does not in time."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {within_s:g} s: {what or condition}")
        time.sleep(0.01)
