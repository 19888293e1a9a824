"""Dotted names, types, and that nobody else's item changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.memory_context import jsons, run_node
from workflows.nodes.base import NodeError
from workflows.nodes.data.set_fields import SetFields


def with_fields(json: dict[str, Any], *fields: dict[str, Any], keep: str = "all", **params: Any) -> Any:
    return jsons(run_node(SetFields(), {"fields": list(fields), "keep": keep, **params}, {"main": [json]}))[0]


def test_a_dotted_name_changes_a_copy() -> None:
    original: dict[str, Any] = {"a": {"b": {"c": 1}, "kept": [1]}, "list": [{"x": 1}, {"x": 2}]}
    changed = with_fields(original, {"name": "a.b.d", "value": 2}, {"name": "list.1.x", "value": 9})
    assert changed == {"a": {"b": {"c": 1, "d": 2}, "kept": [1]}, "list": [{"x": 1}, {"x": 9}]}
    assert original == {"a": {"b": {"c": 1}, "kept": [1]}, "list": [{"x": 1}, {"x": 2}]}


def test_dots_can_be_part_of_a_name() -> None:
    assert with_fields({}, {"name": "a.b", "value": 1}, dotNotation=False) == {"a.b": 1}


def test_a_field_of_a_text_is_refused_rather_than_the_text_lost() -> None:
    with pytest.raises(NodeError, match='"b" would be a field of string') as raised:
        with_fields({"a": "text"}, {"name": "a.b", "value": 1})
    assert raised.value.code == "FIELD_PATH"


def test_null_makes_way_for_an_object() -> None:
    assert with_fields({"a": None}, {"name": "a.b", "value": 1}) == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("type_", "value", "result"),
    [
        ("auto", "5", "5"),
        ("auto", {"a": [1]}, {"a": [1]}),
        ("string", 5, "5"),
        ("string", {"a": 1}, '{"a":1}'),
        ("number", " 12.5 ", 12.5),
        ("number", "7", 7),
        ("number", True, 1),
        ("number", "-99999999999999999999", -1e20),
        ("boolean", "TRUE", True),
        ("boolean", 0, False),
        ("object", '{"a": 1}', {"a": 1}),
        ("array", "[1, 2]", [1, 2]),
        ("number", None, None),
    ],
)
def test_a_value_becomes_what_was_asked_for(type_: str, value: Any, result: Any) -> None:
    field = {"name": "x", "type": type_, "value": "{{ $json.v }}"}
    found = with_fields({"v": value}, field, keep="only_set")["x"]
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("number", "1_000"),
        ("number", "NaN"),
        ("number", "1e999"),
        ("number", "9" * 5_000),
        ("boolean", "yes"),
        ("object", "[1]"),
        ("object", "[" * 100_000),
        ("array", 5),
    ],
)
def test_what_it_cannot_become_is_an_error(type_: str, value: Any) -> None:
    with pytest.raises(NodeError) as raised:
        with_fields({"v": value}, {"name": "x", "type": type_, "value": "{{ $json.v }}"})
    assert raised.value.code == "FIELD_TYPE"
    assert len(raised.value.message) < 300
