"""docs/lifecycle.md shows the transitions that there are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from enum import StrEnum

import pytest

from automaton.env import ROOT
from executions.states import EXECUTION_TRANSITIONS, NODE_TRANSITIONS

Transitions = Mapping[str, Set[str]]


def section(title: str) -> str:
    document = (ROOT / "docs/lifecycle.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {title}\n(.*?)(?=^## )", document, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/lifecycle.md has no section '{title}'"
    return found[1]


def table(text: str) -> Transitions:
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", text, re.MULTILINE)
    return {before: set(re.findall(r"`(\w+)`", after)) for before, after in rows}


def drawing(text: str) -> Transitions:
    arrows = re.findall(r"^    (\w+) --> (\w+)$", text, re.MULTILINE)
    return {before: {after for source, after in arrows if source == before} for before, _ in arrows}


@pytest.mark.parametrize(
    ("title", "transitions"),
    [
        ("States of an execution", EXECUTION_TRANSITIONS),
        ("States of a node execution", NODE_TRANSITIONS),
    ],
)
def test_table_and_drawing_show_the_transitions_there_are(
    title: str, transitions: Mapping[StrEnum, Set[StrEnum]]
) -> None:
    actual = {before.value: {after.value for after in afters} for before, afters in transitions.items()}

    assert table(section(title)) == actual
    assert drawing(section(title)) == {before: afters for before, afters in actual.items() if afters}
