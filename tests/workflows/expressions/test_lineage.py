"""$('Node').item finds its way back through what the items were made from."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import pytest

from tests.workflows.memory_context import EXECUTION
from workflows.expressions import ExpressionError, Scope, compile_template
from workflows.nodes.base import MAIN, Address, Item

Nodes = Mapping[str, Mapping[str, Sequence[Item]]]


def item_of(name: str, nodes: Nodes, arriving: Sequence[Item], index: int = 0) -> object:
    scope = Scope(
        execution=EXECUTION,
        items=arriving,
        node_ids={node: f"id-{node}" for node in nodes},
        items_of=nodes.__getitem__,
    )
    return compile_template(f"{{{{ $('{name}').item.json.v }}}}").evaluate(scope, arriving[index])


def at(node: str, index: int, port: str = MAIN) -> Address:
    return Address(f"id-{node}", port, index)


def made(value: object, *sources: Address) -> Item:
    return Item({"v": value}, sources=sources)


def arriving_from(node: str, nodes: Nodes, port: str = MAIN) -> list[Item]:
    return [
        Item(item.json, address=at(node, index, port), sources=item.sources)
        for index, item in enumerate(nodes[node][port])
    ]


START = [made("a"), made("b"), made("c")]


def test_the_node_just_before() -> None:
    nodes: Nodes = {"Start": {MAIN: START}}
    assert item_of("Start", nodes, arriving_from("Start", nodes), 1) == "b"


def test_through_a_filter_and_a_split() -> None:
    nodes: Nodes = {
        "Start": {MAIN: START},
        "If": {"true": [made(0, at("Start", 2))], "false": [made(0, at("Start", 0)), made(0, at("Start", 1))]},
        "Split": {MAIN: [made(1, at("If", 1, "false")), made(2, at("If", 1, "false"))]},
    }
    arriving = arriving_from("Split", nodes)
    assert [item_of("Start", nodes, arriving, index) for index in (0, 1)] == ["b", "b"]


def test_two_ways_back_to_the_same_item_are_one() -> None:
    nodes: Nodes = {
        "Start": {MAIN: START},
        "A": {MAIN: [made(0, at("Start", 1))]},
        "B": {MAIN: [made(0, at("Start", 1))]},
        "Merge": {MAIN: [made(0, at("A", 0), at("B", 0))]},
    }
    assert item_of("Start", nodes, arriving_from("Merge", nodes)) == "b"


def test_a_summary_of_several_items_asks_which() -> None:
    nodes: Nodes = {"Start": {MAIN: START}, "Sum": {MAIN: [made(0, at("Start", 0), at("Start", 2))]}}
    with pytest.raises(ExpressionError, match=r"made from several items of \"Start\"\. Choose one") as raised:
        item_of("Start", nodes, arriving_from("Sum", nodes))
    assert raised.value.code == "EXPRESSION_LINEAGE"


def test_a_node_on_another_branch_is_no_ancestor() -> None:
    nodes: Nodes = {"Start": {MAIN: START}, "Other": {MAIN: START}}
    with pytest.raises(ExpressionError, match="not made from an item"):
        item_of("Other", nodes, arriving_from("Start", nodes))


def test_a_single_item_needs_no_lineage() -> None:
    nodes: Nodes = {"Start": {MAIN: START}, "Token": {MAIN: [made("secret")]}}
    assert item_of("Token", nodes, arriving_from("Start", nodes), 2) == "secret"


def test_lineage_that_points_nowhere_is_an_error_not_a_crash() -> None:
    nodes: Nodes = {"Start": {MAIN: START}}
    with pytest.raises(ExpressionError):
        item_of("Start", nodes, [Item({}, address=at("Start", 99)), Item({}, address=at("Gone", 0))])


def test_a_chain_of_a_thousand_nodes_and_ten_thousand_shared_ancestors_is_walked_once() -> None:
    nodes: dict[str, Mapping[str, Sequence[Item]]] = {"N0": {MAIN: START}}
    for depth in range(1, 1_000):
        nodes[f"N{depth}"] = {MAIN: [made(0, at(f"N{depth - 1}", 1))] * 2}
    nodes["Wide"] = {MAIN: [made(0, at("N999", 0), at("N999", 1)) for _ in range(10_000)]}
    arriving = arriving_from("Wide", nodes)
    scope = Scope(
        execution=EXECUTION,
        items=arriving,
        node_ids={node: f"id-{node}" for node in nodes},
        items_of=nodes.__getitem__,
    )
    template = compile_template("{{ $('N0').item.json.v }}")
    began = time.process_time()
    assert {template.evaluate(scope, item) for item in arriving} == {"b"}
    assert time.process_time() - began < 10  # s of our own CPU; quadratic work takes minutes
