"""A graph compiled: what runs after what, and what a script is told of it."""

from __future__ import annotations

import orjson
import pytest

from automaton.errors import InvalidInput
from executions.plan import Plan, compile_plan
from tests.executions.workflows import graph_of, node
from workflows.graph import Graph

START = node("start", "trigger.manual")


def diamond() -> Graph:
    """start -> choose -> (yes | no) -> join -> end, with a leaf behind no."""
    names = ("yes", "no", "leaf", "join", "end")
    choose = node("choose", "flow.if", conditions=[{"left": 1, "right": 1}])
    return graph_of(
        [START, choose, *[node(name, "data.set_fields") for name in names]],
        ("start", "choose"),
        ("choose.true", "yes"),
        ("choose.false", "no"),
        ("no", "leaf"),
        ("yes", "join"),
        ("no", "join"),
        ("join", "end"),
    )


def test_only_what_the_trigger_reaches_is_in_the_plan_but_every_name_is_known() -> None:
    graph = graph_of([START, node("a", "data.set_fields"), node("island", "data.set_fields")], ("start", "a"))

    plan = compile_plan(graph, start="start")

    assert set(plan.nodes) == {"start", "a"}
    assert plan.names == {"Start": "start", "A": "a", "Island": "island"}


def test_equal_graphs_have_equal_hashes_and_a_changed_param_another() -> None:
    same, changed = node("a", "data.set_fields"), node("a", "data.set_fields", keep="all")
    first, second, third = (compile_plan(graph_of([START, one]), start="start") for one in (same, same, changed))

    assert first.hash == second.hash
    assert first.hash != third.hash


def test_a_plan_survives_its_way_through_bytes() -> None:
    plan = compile_plan(diamond(), start="start")

    again = Plan.parse(plan.content)

    assert again == plan
    assert again.hash == plan.hash


def test_a_live_port_is_delivered_alone_when_nothing_is_dead() -> None:
    plan = compile_plan(diamond(), start="start")

    assert orjson.loads(plan.routes("start", ["main"])) == {
        "live": ["choose"],
        "dead": [],
        "nodes": {"choose": [1, "fast", []]},
    }


def test_behind_a_dead_edge_the_script_is_told_everything_that_may_be_skipped() -> None:
    plan = compile_plan(diamond(), start="start")

    routes = orjson.loads(plan.routes("choose", ["true"]))

    assert routes["live"] == ["yes"]
    assert routes["dead"] == ["no"]
    assert routes["nodes"] == {
        "yes": [1, "fast", []],
        "no": [1, "fast", ["leaf", "join"]],
        "leaf": [1, "fast", []],
        "join": [2, "fast", ["end"]],
        "end": [1, "fast", []],
    }


def test_a_disabled_node_is_bridged_from_its_first_input_to_its_first_output() -> None:
    off = node("off", "data.set_fields").model_copy(update={"disabled": True})
    plan = compile_plan(graph_of([START, off, node("a", "data.set_fields")]), start="start")

    assert set(plan.nodes) == {"start", "a"}
    assert plan.nodes["start"].outlets == {"main": ["a"]}
    assert plan.nodes["a"].sources == ("start",)


def test_items_of_one_port_come_in_the_order_of_its_edges() -> None:
    graph = graph_of(
        [START, node("a", "data.set_fields"), node("b", "data.set_fields"), node("join", "data.set_fields")],
        ("start", "b"),
        ("start", "a"),
        ("b", "join"),
        ("a", "join"),
    )

    assert compile_plan(graph, start="start").nodes["join"].sources == ("b", "a")


def test_a_start_that_is_not_there_is_named() -> None:
    with pytest.raises(InvalidInput, match="'nowhere'"):
        compile_plan(diamond(), start="nowhere")
