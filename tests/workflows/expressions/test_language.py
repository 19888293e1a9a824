"""What can be written between {{ and }}, and what it means."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.workflows.memory_context import EXECUTION, arrived
from workflows.expressions import ExpressionError, Scope, compile_template
from workflows.nodes.base import MAIN, Item

DATA: dict[str, Any] = {
    "name": "Ada",
    "a b": 1,
    "list": [{"x": 10}, {"x": 20}],
    "deep": {"er": {"est": True}},
    "0": "zero",
    "none": None,
    "text": "h\u00e9llo \U0001f600",
}
FETCHED = [Item({"id": 1}), Item({"id": 2})]


def evaluate(text: str, data: dict[str, Any] = DATA, **scope: Any) -> Any:
    items = arrived([{"first": True}, data, {"last": True}])
    named = {"node_ids": {"Fetch": "f"}, "items_of": {"Fetch": {MAIN: FETCHED}}.__getitem__, **scope}
    return compile_template(text, parameter="url").evaluate(
        Scope(execution=EXECUTION, items=items, node="Here", now=datetime(2026, 11, 23, 8, 5, tzinfo=UTC), **named),
        items[1],
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ $json.name }}", "Ada"),
        ("{{$json.name}}", "Ada"),
        ("{{ $json['a b'] }}", 1),
        ('{{ $json["a b"] }}', 1),
        ("{{ $json.list[1].x }}", 20),
        ("{{ $json.list[9].x }}", None),
        ("{{ $json.list.length }}", 2),
        ("{{ $json.list['1'].x }}", 20),
        ("{{ $json.text.length }}", 8),
        ("{{ $json.text[1] }}", "\u00e9"),
        ("{{ $json[0] }}", "zero"),
        ("{{ $json.deep?.er?.est }}", True),
        ("{{ $json.deep?.['er'].est }}", True),
        ("{{ $json.missing.and.more }}", None),
        ("{{ $json.none.x }}", None),
        ("{{ $json.name.x }}", None),
        ("{{ $json }}", DATA),
        ("{{ $input.first().json.first }}", True),
        ("{{ $input.last().json.last }}", True),
        ("{{ $input.item.json.name }}", "Ada"),
        ("{{ $input.all().length }}", 3),
        ("{{ $input.all()[2].json.last }}", True),
        ("{{ $('Fetch').first().json.id }}", 1),
        ("{{ $('Fetch').last().json.id }}", 2),
        ("{{ $( 'Fetch' ).all()[1].json.id }}", 2),
        ("{{ $('Fetch').all('main').length }}", 2),
        ("{{ $('Fetch').isExecuted }}", True),
        ("{{ $('Fetch').first() }}", {"json": {"id": 1}, "binary": {}}),
        ("{{ $execution.id }}", "exec-1"),
        ("{{ $execution.mode }}", "manual"),
        ("{{ $execution.startedAt }}", "2026-11-23T09:30:00.000Z"),
        ("{{ $workflow.id }} {{ $workflow.name }}", "wf-1 Orders"),
        ("{{ $itemIndex }}", 1),
        ("{{ $now }}", "2026-11-23T08:05:00.000Z"),
        ("{{ $today }}", "2026-11-23T00:00:00.000Z"),
        ("{{ 12 }}", 12),
        ("{{ -1.5e3 }}", -1500.0),
        ("{{ true }}", True),
        ("{{ null }}", None),
        ("{{ undefined }}", None),
        (r"{{ 'it\'s }} \u00e9\n' }}", "it's }} \u00e9\n"),
        ('{{ "{{" }} stays', "{{ stays"),
        ("no expression", "no expression"),
        ("", ""),
        ("}} alone", "}} alone"),
    ],
)
def test_an_expression_means_what_javascript_means(text: str, value: Any) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "<>"),
        (True, "<true>"),
        (1.0, "<1>"),
        (0.1, "<0.1>"),
        (1e21, "<1e+21>"),
        (123456789012345680000.0, "<123456789012345683968>"),
        (1.5e-5, "<0.000015>"),
        (1.5e-7, "<1.5e-7>"),
        (-0.0, "<0>"),
        ({"a": [1, "\u00e9"]}, '<{"a":[1,"\u00e9"]}>'),
        ([], "<[]>"),
    ],
)
def test_among_other_text_a_value_becomes_text(value: Any, text: str) -> None:
    assert evaluate("<{{ $json.v }}>", {"v": value}) == text


@pytest.mark.parametrize(
    ("text", "position", "part"),
    [
        ("{{ $jsn.a }}", 3, 'Did you mean "$json"?'),
        ("{{ json.a }}", 3, 'Did you mean "$json"?'),
        ("x {{ $json.a + 1 }}", 13, "no operators"),
        ("{{ $json.a.trim() }}", 15, "no functions"),
        ("{{ $json.a", 10, "not closed"),
        ("{{ $json.a }", 11, "plain path"),
        ("{{ }}", 3, "nothing between"),
        ("{{ $json. }}", 9, "Behind a dot"),
        ("{{ $json[a] }}", 9, "In brackets"),
        ("{{ $json[-1] }}", 9, "In brackets"),
        ("{{ $input }}", 9, "Say which item"),
        ("{{ $input.one() }}", 10, 'no "one"'),
        ("{{ $('Fetch') }}", 13, "Say which item"),
        ("{{ $('Fetch').item.id }}", 18, "Did you mean .item.json.id?"),
        ("{{ $('Fetch').first().id }}", 21, "Did you mean .first().json.id?"),
        ("{{ $('Fetch').first }}", 20, "is called"),
        ("{{ $(Fetch).item }}", 5, "in quotes"),
        ("{{ $execution.resumeUrl }}", 14, "it has id, mode, startedAt"),
        ("{{ 1e999 }}", 8, "too large"),
        ("{{ 'unclosed }}", 3, "plain path"),
        ("{{ $json.__proto__.constructor('x')() }}", 30, "no functions"),
    ],
)
def test_a_mistake_is_told_with_its_place_before_anything_runs(text: str, position: int, part: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_template(text, parameter="url")
    assert part in raised.value.reason
    assert raised.value.position == position
    assert 'parameter "url"' in raised.value.message


def test_an_unknown_node_is_named_with_the_nearest_known_one() -> None:
    with pytest.raises(ExpressionError) as raised:
        evaluate("a {{ $('Fetsh').first().json.id }}")
    assert raised.value.code == "EXPRESSION_NODE"
    assert raised.value.data["node"] == "Here"
    assert raised.value.data["item"] == 1
    assert 'No node is named "Fetsh". Did you mean "Fetch"?' in raised.value.message
    assert 'node "Here", parameter "url", item 1, position 2' in raised.value.message


def test_a_node_that_did_not_run_is_an_error_and_can_be_asked_for() -> None:
    skipped: dict[str, Any] = {"items_of": {"Fetch": {}}.__getitem__}
    assert evaluate("{{ $('Fetch').isExecuted }}", **skipped) is False
    with pytest.raises(ExpressionError, match="skipped, or has not run"):
        evaluate("{{ $('Fetch').first().json.id }}", **skipped)


def test_a_node_that_ran_without_items_has_no_first_one() -> None:
    assert evaluate("{{ $('Fetch').first().json.id }}", items_of={"Fetch": {MAIN: []}}.__getitem__) is None


def test_a_port_is_chosen_by_name() -> None:
    split: dict[str, Any] = {"items_of": {"Fetch": {"true": [], "false": FETCHED}}.__getitem__}
    assert evaluate("{{ $('Fetch').first('false').json.id }}", **split) == 1
    assert evaluate("{{ $('Fetch').first('true').json.id }}", **split) is None
    with pytest.raises(ExpressionError, match='no output port "tru"'):
        evaluate("{{ $('Fetch').all('tru') }}", **split)


def test_outputs_of_other_nodes_are_asked_for_once_and_only_when_named() -> None:
    asked: list[str] = []

    def items_of(name: str) -> dict[str, list[Item]]:
        asked.append(name)
        return {MAIN: FETCHED}

    items = arrived([{}] * 100)
    scope = Scope(execution=EXECUTION, items=items, node_ids={"Fetch": "f"}, items_of=items_of)
    template = compile_template("{{ $json.x }} {{ $('Fetch').first().json.id }}")
    assert asked == []
    assert {template.evaluate(scope, item) for item in items} == {" 1"}
    assert asked == ["Fetch"]


def test_without_items_everything_of_the_item_is_null() -> None:
    scope = Scope(execution=EXECUTION)
    texts = ["{{ $json.a }}", "{{ $input.item.json.a }}", "{{ $input.first().json.a }}", "{{ $itemIndex }}"]
    assert [compile_template(text).evaluate(scope, None) for text in texts] == [None] * 4
