"""Recorded journals fold into recorded snapshots; Lua and TypeScript are held to the same two files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic.alias_generators import to_camel

from executions.states import IllegalTransition, NodeSnapshot, Snapshot, fold

CONTRACT = Path(__file__).parents[1] / "contract"

Case = Mapping[str, Any]


def _cases(file_name: str) -> list[Any]:
    cases = orjson.loads((CONTRACT / file_name).read_bytes())
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", _cases("journal_cases.json"))
def test_events_fold_into_the_recorded_snapshot(case: Case) -> None:
    assert _on_the_wire(fold(Snapshot(), case["events"])) == case["snapshot"]


@pytest.mark.parametrize("case", _cases("journal_cases.json"))
def test_events_may_arrive_one_at_a_time(case: Case) -> None:
    snapshot = Snapshot()
    for event in case["events"]:
        snapshot = fold(snapshot, [event])
    assert _on_the_wire(snapshot) == case["snapshot"]


@pytest.mark.parametrize("case", _cases("journal_refusals.json"))
def test_a_journal_that_cannot_be_is_refused(case: Case) -> None:
    with pytest.raises(IllegalTransition):
        fold(Snapshot(), case["events"])


def _on_the_wire(snapshot: Snapshot) -> dict[str, Any]:
    """The snapshot as docs/realtime.md shows it: camelCase, nodes as a list in the order they were reached."""
    return _camel(snapshot) | {"nodes": [_camel(node) for node in snapshot.nodes.values()]}


def _camel(record: Snapshot | NodeSnapshot) -> dict[str, Any]:
    # output_seq says where the items are stored: the server's business
    names = [field.name for field in fields(record) if field.name != "output_seq"]
    return {to_camel(name): getattr(record, name) for name in names}
