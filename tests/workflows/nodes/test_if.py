"""How conditions compare what people really have: numbers as texts, missing fields, mixed kinds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.memory_context import jsons, run_node
from workflows.nodes.base import NodeError
from workflows.nodes.flow.if_ import If


def holds(left: Any, operator: str, right: Any = None, **more: Any) -> bool:
    condition = {"left": "{{ $json.left }}", "operator": operator, "right": "{{ $json.right }}"}
    item = {"left": left, "right": right}
    output = run_node(If(), {"conditions": [condition], **more}, {"main": [item]})
    assert jsons(output, "true") + jsons(output, "false") == [item]
    return bool(jsons(output, "true"))


@pytest.mark.parametrize(
    ("left", "operator", "right"),
    [
        (5, "equals", 5.0),
        (5, "equals", "5"),
        ("5", "equals", 5),
        (True, "equals", "true"),
        (None, "equals", None),
        ([1, {"a": 2}], "equals", [1.0, {"a": 2}]),
        ({"a": 1, "b": 2}, "equals", {"b": 2, "a": 1}),
        (1, "not_equals", True),
        ("", "not_equals", None),
        (0, "not_equals", ""),
        (10, "gt", "9"),
        ("10", "gt", "9"),
        ("2026-02-01", "gt", "2026-01-31"),
        (3, "gte", 3),
        (-1, "lt", 0),
        ("0.5", "lte", 0.5),
        ("hello", "contains", "ell"),
        ([1, "2"], "contains", "1"),
        (["a"], "not_contains", "b"),
        (None, "not_contains", "b"),
        ("hello", "starts_with", "he"),
        (1234, "ends_with", 34),
        (0, "exists", None),
        (None, "not_exists", None),
        ("", "is_empty", None),
        ({}, "is_empty", None),
        (0, "is_not_empty", None),
        (True, "is_true", None),
        ("false", "is_false", None),
    ],
)
def test_a_condition_holds(left: Any, operator: str, right: Any) -> None:
    assert holds(left, operator, right)


@pytest.mark.parametrize(
    ("left", "operator", "right"),
    [
        (1, "equals", True),
        ("", "equals", None),
        ([], "equals", ""),
        (None, "gt", 1),
        (1, "lt", None),
        ("9", "gt", "10"),
        (None, "contains", ""),
        ("Hello", "contains", "hello"),
        (1, "is_true", None),
        (None, "is_false", None),
    ],
)
def test_a_condition_does_not_hold(left: Any, operator: str, right: Any) -> None:
    assert not holds(left, operator, right)


def test_case_can_be_ignored() -> None:
    assert holds("Stra\u00dfe", "equals", "STRASSE", ignoreCase=True)
    assert holds(["Gold"], "contains", "gold", ignoreCase=True)


@pytest.mark.parametrize(
    ("left", "operator", "right"),
    [({}, "gt", 1), ("x", "lt", 1), ([], "starts_with", "a"), ({"a": 1}, "contains", "a")],
)
def test_what_cannot_be_compared_is_an_error_and_no_branch(left: Any, operator: str, right: Any) -> None:
    with pytest.raises(NodeError) as raised:
        holds(left, operator, right)
    assert raised.value.code == "NOT_COMPARABLE"
