"""Each thing that can be wrong with a graph is found, with its code and its place."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

import workflows.validation
from automaton.errors import InvalidGraph, Problem
from workflows.graph import MAX_NODES, Edge, Graph, Node
from workflows.validation import MAX_PARAMS_BYTES, MAX_PROBLEMS, require_runnable, validate_graph

MANUAL = {"id": "start", "name": "Start", "type": "trigger.manual"}
HTTP = {"id": "http", "name": "Fetch", "type": "http.request", "params": {"url": "https://example.com"}}
SET = {"id": "set", "name": "Set", "type": "data.set_fields"}
STOP = {"id": "stop", "name": "Stop", "type": "flow.stop_with_error", "params": {"message": "no"}}
IF = {
    "id": "if",
    "name": "If",
    "type": "flow.if",
    "params": {"conditions": [{"left": "{{ $json.ok }}", "operator": "is_true"}]},
}
MERGE = {"id": "merge", "name": "Merge", "type": "flow.merge"}


def hook(node_id: str, **params: Any) -> dict[str, Any]:
    return {"id": node_id, "name": node_id.title(), "type": "trigger.webhook", "params": params}


def setting(value: Any, **more: Any) -> dict[str, Any]:
    return {**SET, "params": {"fields": [{"name": "x", "value": value}]}, **more}


def drawn(nodes: list[dict[str, Any]], *edges: str) -> Graph:
    """Edges as ``"source:port > target:port"``, ports left out where they are main; ids are e0, e1, ..."""
    return Graph(
        nodes=tuple(Node.model_validate(node) for node in nodes),
        edges=tuple(_edge(index, text) for index, text in enumerate(edges)),
    )


def _edge(index: int, text: str) -> Edge:
    (source, _, source_port), (target, _, target_port) = (end.strip().partition(":") for end in text.split(">"))
    ports = {"sourcePort": source_port or "main", "targetPort": target_port or "main"}
    return Edge.model_validate({"id": f"e{index}", "source": source, "target": target, **ports})


def found(graph: Graph, *, for_publish: bool = True) -> list[tuple[str, str | None, str | None, str | None, str]]:
    return [
        (problem.code, problem.node, problem.edge, problem.field, problem.severity)
        for problem in validate_graph(graph, for_publish=for_publish)
    ]


def test_a_sound_graph_has_no_problems() -> None:
    graph = drawn(
        [MANUAL, HTTP, IF, setting("{{ $('Fetch').item.json.id }}"), MERGE],
        "start > http",
        "http > if",
        "if:true > set",
        "set > merge:a",
        "if:false > merge:b",
    )
    assert found(graph) == []
    require_runnable(graph)


CASES: dict[str, tuple[Graph, tuple[str | None, str | None, str | None, str]]] = {
    "duplicate_node_id": (drawn([MANUAL, {**MANUAL, "name": "B"}]), ("start", None, "id", "error")),
    "duplicate_node_name": (
        drawn([MANUAL, HTTP, {**SET, "name": "Fetch"}], "start > http", "start > set"),
        ("set", None, "name", "error"),
    ),
    "unknown_type": (drawn([MANUAL, {**SET, "type": "data.set_field"}], "start > set"), ("set", None, "type", "error")),
    "unknown_version": (
        drawn([MANUAL, {**SET, "typeVersion": 9}], "start > set"),
        ("set", None, "typeVersion", "error"),
    ),
    "missing_param": (drawn([MANUAL, {**HTTP, "params": {}}], "start > http"), ("http", None, "params.url", "error")),
    "bad_param": (
        drawn([MANUAL, {**HTTP, "params": {"url": "x", "timeoutS": -1}}], "start > http"),
        ("http", None, "params.timeoutS", "error"),
    ),
    "unknown_param": (
        drawn([MANUAL, {**HTTP, "params": {"url": "x", "timeout": 1}}], "start > http"),
        ("http", None, "params.timeout", "error"),
    ),
    "expression_invalid": (
        drawn([MANUAL, setting("{{ $json.a + 1 }}")], "start > set"),
        ("set", None, "params.fields[0].value", "error"),
    ),
    "expression_not_allowed": (
        drawn([hook("hook", path="{{ $json.x }}")]),
        ("hook", None, "params.path", "error"),
    ),
    "unknown_node_reference": (
        drawn([MANUAL, setting("{{ $('Strat').first().json.x }}")], "start > set"),
        ("set", None, "params.fields[0].value", "error"),
    ),
    "reference_not_upstream": (
        drawn([MANUAL, setting("{{ $('Fetch').first().json.x }}"), HTTP], "start > set", "set > http"),
        ("set", None, "params.fields[0].value", "error"),
    ),
    "reference_to_disabled": (
        drawn(
            [MANUAL, {**HTTP, "disabled": True}, setting("{{ $('Fetch').item.json.x }}")], "start > http", "http > set"
        ),
        ("set", None, "params.fields[0].value", "error"),
    ),
    "duplicate_edge": (drawn([MANUAL, HTTP], "start > http", "start > http"), ("http", "e1", None, "error")),
    "edge_source_missing": (drawn([MANUAL, HTTP], "start > http", "gone > http"), (None, "e1", "source", "error")),
    "edge_target_missing": (drawn([MANUAL], "start > gone"), (None, "e0", "target", "error")),
    "unknown_output_port": (
        drawn([MANUAL, IF, SET], "start > if", "if > set", "if:true > set"),
        ("if", "e1", "sourcePort", "error"),
    ),
    "unknown_input_port": (
        drawn([MANUAL, MERGE], "start > merge", "start > merge:a"),
        ("merge", "e0", "targetPort", "error"),
    ),
    "edge_into_trigger": (
        drawn([MANUAL, hook("hook")], "start > hook"),
        ("hook", "e0", "target", "error"),
    ),
    "self_loop": (drawn([MANUAL, SET], "start > set", "set > set"), ("set", "e1", None, "error")),
    "cycle": (
        drawn([MANUAL, SET, HTTP, STOP], "start > set", "set > http", "http > set", "http > stop"),
        ("set", None, None, "error"),
    ),
    "no_trigger": (drawn([SET]), (None, None, None, "error")),
    "unreachable_node": (
        drawn([MANUAL, HTTP, MERGE], "start > merge:a", "http > merge:b"),
        ("http", None, None, "error"),
    ),
    "duplicate_webhook": (
        drawn([hook("one", path="a", methods=["GET", "POST"]), hook("two", path="a")]),
        ("two", None, "params.path", "error"),
    ),
    "params_too_large": (
        drawn([MANUAL, setting("x" * MAX_PARAMS_BYTES)], "start > set"),
        ("set", None, "params", "error"),
    ),
    "definition_too_large": (
        drawn([{**setting("x" * 250_000), "id": f"n{i}", "name": f"N{i}"} for i in range(9)]),
        (None, None, None, "error"),
    ),
    "too_many_nodes": (
        drawn([{**SET, "id": f"n{i}", "name": f"N{i}"} for i in range(MAX_NODES + 1)]),
        (None, None, None, "error"),
    ),
    "too_many_edges": (drawn([MANUAL], *["a > b"] * 5_001), (None, None, None, "error")),
}


@pytest.mark.parametrize("code", CASES)
def test_each_problem_is_found_alone_and_in_its_place(code: str) -> None:
    graph, place = CASES[code]
    assert found(graph) == [(code, *place)]
    with pytest.raises(InvalidGraph) as raised:
        require_runnable(graph)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_two_edges_with_one_id() -> None:
    edges = (Edge(id="e", source="start", target="set"), Edge(id="e", source="start", target="http"))
    graph = Graph(nodes=tuple(Node.model_validate(node) for node in (MANUAL, SET, HTTP)), edges=edges)
    assert found(graph) == [("duplicate_edge_id", None, "e", "id", "error")]


def test_params_without_end() -> None:
    nested: Any = []
    for _ in range(10_000):
        nested = [nested]
    graph = Graph(nodes=(Node.model_construct(id="a", name="A", type="t", params={"x": nested}),))
    assert found(graph) == [("params_too_deep", "a", None, "params", "error")]


def test_the_table_of_codes_is_whole() -> None:
    listed = set(re.findall(r"^    ([a-z]+_[a-z_]+|cycle) ", workflows.validation.__doc__ or "", flags=re.MULTILINE))
    assert listed == {*CASES, "duplicate_edge_id", "params_too_deep", "too_many_problems"}


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("unknown_type", 'Did you mean "data.set_fields"?'),
        ("unknown_version", "Known: 1."),
        ("unknown_output_port", "It has true, false."),
        ("unknown_input_port", "It has a, b."),
        ("unknown_node_reference", 'Did you mean "Start"?'),
        ("expression_invalid", "position 11"),
        ("cycle", '"Set", "Fetch". To repeat'),
        ("duplicate_webhook", '"Two" and "One" both answer POST a.'),
    ],
)
def test_the_message_says_what_to_do(code: str, part: str) -> None:
    (problem,) = validate_graph(CASES[code][0], for_publish=True)
    assert part in problem.message


def test_in_a_draft_what_is_unfinished_is_a_warning() -> None:
    unfinished = drawn([{**HTTP, "params": {}}])
    assert [problem[-1] for problem in found(unfinished, for_publish=False)] == ["warning", "warning"]
    assert [problem[-1] for problem in found(unfinished)] == ["error", "error"]


def test_nodes_parked_on_the_canvas_do_not_forbid_publishing() -> None:
    parked = {**HTTP, "params": {}}
    assert found(drawn([MANUAL, parked])) == [
        ("missing_param", "http", None, "params.url", "warning"),
        ("unreachable_node", "http", None, None, "warning"),
    ]
    require_runnable(drawn([MANUAL, parked]))
    require_runnable(drawn([MANUAL, {**parked, "disabled": True}], "start > http"))


def test_a_disabled_trigger_leaves_its_branch_asleep_without_complaint() -> None:
    graph = drawn(
        [MANUAL, {**hook("hook"), "disabled": True}, SET, MERGE], "start > merge:a", "hook > set", "set > merge:b"
    )
    assert found(graph) == []


def test_only_disabled_triggers_start_nothing() -> None:
    assert [problem[0] for problem in found(drawn([{**MANUAL, "disabled": True}]))] == ["no_trigger"]


def test_webhooks_meet_only_on_the_same_method_and_a_path_of_their_own() -> None:
    assert found(drawn([hook("one", path="a", methods=["GET"]), hook("two", path="a")])) == []
    assert found(drawn([hook("one"), hook("two")])) == []


def test_an_expression_is_accepted_where_the_value_is_a_number() -> None:
    timeout = {**HTTP, "params": {"url": "x", "timeoutS": "{{ $json.patience }}"}}
    assert found(drawn([MANUAL, timeout], "start > http")) == []


def test_a_list_of_problems_ends() -> None:
    nodes = [{**SET, "id": f"n{i}", "name": f"N{i}", "params": {f"x{j}": 1 for j in range(5)}} for i in range(900)]
    problems = validate_graph(drawn([MANUAL, *nodes]), for_publish=True)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].code == "too_many_problems"


def worst(kind: str) -> Graph:
    """Definitions near two megabytes, each made to be slow to examine."""
    size = MAX_NODES - 1
    named: dict[str, Callable[[int], Any]] = {
        "unknown names": lambda i: ["{{ $('" + f"X{i}-{j}" + "').item.json.a }}" for j in range(50)],
        "unknown variables": lambda i: [f"{{{{ $a{i}b{j} }}}}" for j in range(90)],
        "right names": lambda i: ["{{ $('N0').item.json.a }}"] * 50 if i else "",
        "nothing wrong": lambda _: "x" * 1_350,
    }
    nodes = [{**setting(named[kind](i)), "id": f"n{i}", "name": f"N{i}"} for i in range(size)]
    edges = [f"n{i} > n{j}" for i in range(size) for j in range(i + 1, min(i + 6, size))]
    return drawn([MANUAL, *nodes], "start > n0", *edges[:4_990])


@pytest.mark.parametrize("kind", ["unknown names", "unknown variables", "right names", "nothing wrong"])
def test_the_worst_two_megabytes_are_examined_in_seconds(kind: str) -> None:
    graph = worst(kind)
    began = time.process_time()
    problems = validate_graph(graph, for_publish=True)
    assert time.process_time() - began < 15  # three at most on a busy machine; quadratic work takes minutes
    assert bool(problems) is kind.startswith("unknown")
    assert all(isinstance(problem, Problem) for problem in problems)
