"""The drawing of a workflow: nodes, edges and the pure questions one asks of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from automaton.schema import Schema

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
PortName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]

MAIN = "main"
MAX_NODES = 1_000
MAX_EDGES = 5_000


class Position(Schema):
    """Where a node stands on the canvas, in canvas pixels."""

    x: float = 0
    y: float = 0


class Node(Schema):
    """An instance of a node type. ``params`` is raw: it may hold ``{{ expressions }}``."""

    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=120)]
    type: Annotated[str, Field(min_length=1, max_length=120)]
    type_version: Annotated[int, Field(ge=1)] = 1
    params: dict[str, Any] = {}
    position: Position = Position()
    disabled: bool = False
    notes: Annotated[str, Field(max_length=10_000)] = ""


class Edge(Schema):
    """From an output port of one node to an input port of another."""

    id: Identifier
    source: Identifier
    source_port: PortName = MAIN
    target: Identifier
    target_port: PortName = MAIN


class Graph(Schema):
    """Nodes and edges of one scope. Edges may dangle and ids repeat: ``validation`` is what refuses them."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def by_name(self) -> Mapping[str, Node]:
        return {node.name: node for node in self.nodes}

    @cached_property
    def outgoing(self) -> Mapping[str, Sequence[Edge]]:
        """Node id -> edges that leave it, in drawing order."""
        return _grouped(self.edges, lambda edge: edge.source)

    @cached_property
    def incoming(self) -> Mapping[str, Sequence[Edge]]:
        """Node id -> edges that enter it, in drawing order; items of one port arrive in this order."""
        return _grouped(self.edges, lambda edge: edge.target)

    def reachable_from(self, starts: Iterable[str]) -> frozenset[str]:
        """The starts and everything an edge path leads to from them."""
        seen = set(starts)
        todo = deque(seen)
        while todo:
            for edge in self.outgoing.get(todo.popleft(), ()):
                if edge.target not in seen:
                    seen.add(edge.target)
                    todo.append(edge.target)
        return frozenset(seen)

    def cycle(self) -> tuple[str, ...]:
        """Node ids that lie on or behind a cycle, in drawing order; empty when the graph is acyclic."""
        missing = {node.id: 0 for node in self.nodes}
        for edge in self.edges:
            if edge.source in missing and edge.target in missing:
                missing[edge.target] += 1
        ready = deque(node_id for node_id, count in missing.items() if count == 0)
        while ready:
            node_id = ready.popleft()
            del missing[node_id]
            for edge in self.outgoing.get(node_id, ()):
                if edge.target in missing:
                    missing[edge.target] -= 1
                    if missing[edge.target] == 0:
                        ready.append(edge.target)
        return tuple(missing)


def _grouped(edges: Iterable[Edge], key: Any) -> Mapping[str, Sequence[Edge]]:
    groups: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        groups[key(edge)].append(edge)
    return dict(groups)
