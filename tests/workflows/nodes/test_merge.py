"""Keys that repeat, are missing or only look alike."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.memory_context import jsons, run_node
from workflows.nodes.base import Address, NodeError
from workflows.nodes.flow import merge
from workflows.nodes.flow.merge import Merge


def merged(a: list[dict[str, Any]], b: list[dict[str, Any]], **params: Any) -> list[Any]:
    return jsons(run_node(Merge(), params, {"a": a, "b": b}))


def by_id(a: list[dict[str, Any]], b: list[dict[str, Any]], **params: Any) -> list[Any]:
    return merged(a, b, mode="by_key", keys=[{"a": "id"}], **params)


def test_a_repeated_key_gives_every_pair() -> None:
    pairs = by_id([{"id": 1, "x": 1}, {"id": 1, "x": 2}], [{"id": 1, "y": 3}, {"id": 1, "y": 4}])
    assert [(pair["x"], pair["y"]) for pair in pairs] == [(1, 3), (1, 4), (2, 3), (2, 4)]


def test_nothing_is_not_equal_to_nothing() -> None:
    assert by_id([{"x": 1}, {"id": None}], [{"y": 1}, {"id": None}]) == []
    assert len(by_id([{"x": 1}], [{"y": 1}], join="outer")) == 2


def test_a_text_is_not_a_number_but_one_is_one_point_nought() -> None:
    assert by_id([{"id": 1}], [{"id": "1"}]) == []
    assert by_id([{"id": 1}], [{"id": True}]) == []
    assert by_id([{"id": 1}], [{"id": 1.0, "y": 2}]) == [{"id": 1.0, "y": 2}]


def test_keys_may_be_paths_several_and_named_otherwise() -> None:
    keys = [{"a": "user.id", "b": "uid"}, {"a": "day"}]
    left = [{"user": {"id": 1}, "day": "mon"}, {"user": {"id": 1}, "day": "tue"}]
    right = [{"uid": 1, "day": "tue", "y": 1}]
    assert merged(left, right, mode="by_key", keys=keys) == [{"user": {"id": 1}, "day": "tue", "uid": 1, "y": 1}]


def test_left_keeps_all_of_a_in_its_order() -> None:
    assert [item["id"] for item in by_id([{"id": 3}, {"id": 1}], [{"id": 1}, {"id": 2}], join="left")] == [3, 1]


def test_the_preferred_side_wins_a_clash() -> None:
    assert by_id([{"id": 1, "v": "a"}], [{"id": 1, "v": "b"}])[0]["v"] == "b"
    assert by_id([{"id": 1, "v": "a"}], [{"id": 1, "v": "b"}], prefer="a")[0]["v"] == "a"


def test_a_branch_not_taken_contributes_nothing() -> None:
    assert merged([], [{"n": 1}]) == [{"n": 1}]
    assert merged([], [{"n": 1}], mode="by_position") == []
    assert merged([], [{"n": 1}], mode="by_position", join="outer") == [{"n": 1}]


def test_a_pair_descends_from_both() -> None:
    output = run_node(Merge(), {"mode": "by_position"}, {"a": [{}], "b": [{}]})
    assert output.ports["main"][0].sources == (Address("before-a", "main", 0), Address("before-b", "main", 0))


def test_a_key_that_repeats_on_both_sides_does_not_eat_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "MAX_ITEMS", 1_000)
    same = [{"id": 1}] * 1_000
    with pytest.raises(NodeError) as raised:
        by_id(same, same)
    assert raised.value.code == "TOO_MANY_ITEMS"
