"""Small workflows to run for real."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workflows.graph import Edge, Graph, Node


@dataclass(frozen=True)
class SomeVersion:
    """A published version that no table knows: the engine needs no more than this."""

    graph: Graph
    workflow_id: uuid.UUID = field(default_factory=uuid.uuid4)
    workflow_name: str = "Test"
    number: int = 1


def node(node_id: str, node_type: str, **params: Any) -> Node:
    return Node(id=node_id, name=node_id.title(), type=node_type, params=params)


def linear(*nodes: Node) -> SomeVersion:
    """A manual trigger, then ``nodes`` one after another."""
    return SomeVersion(graph_of([node("start", "trigger.manual"), *nodes]))


def graph_of(nodes: Sequence[Node], *edges: tuple[str, str]) -> Graph:
    """Edges written as ("if.true", "merge.a"); without any, the nodes follow one another."""
    pairs = edges or [(before.id, after.id) for before, after in itertools.pairwise(nodes)]
    return Graph(nodes=tuple(nodes), edges=tuple(_edge(number, *pair) for number, pair in enumerate(pairs)))


def _edge(number: int, source: str, target: str) -> Edge:
    source, _, source_port = source.partition(".")
    target, _, target_port = target.partition(".")
    return Edge(
        id=f"e{number}",
        source=source,
        source_port=source_port or "main",
        target=target,
        target_port=target_port or "main",
    )


def set_field(node_id: str, name: str, value: Any) -> Node:
    return node(node_id, "data.set_fields", keep="all", fields=[{"name": name, "value": value}])


def slow_request(node_id: str, url: str) -> Node:
    return node(node_id, "http.request", url=url)
