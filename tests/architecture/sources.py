"""The files that the house rules are about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from automaton.env import ROOT

PRODUCT = ("automaton", "workflows", "executions", "realtime", "ai")
EVERYTHING = (*PRODUCT, "tests", "ops", "examples", "frontend/src")


def files(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    """Source files below ``folders``, as paths from the root; migrations are generated and left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and not {"migrations", "node_modules"} & set(path.parts):
                yield path.relative_to(ROOT)


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
