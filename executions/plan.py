"""A graph compiled for running: who follows whom, how many edges to wait for, which workers run it.

Pure and content-addressed: the same graph started at the same trigger gives the same plan and the same
hash, so workers keep plans in memory and a running execution keeps its plan to the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from automaton.errors import InvalidInput
from workflows import registry
from workflows.graph import Edge, Graph

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Inlet:
    """An edge seen from its target: items come from ``port`` of ``source``."""

    source: str
    port: str


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One node, with all that a worker needs to run it and a script needs to pass it by."""

    id: str
    name: str
    type: str
    type_version: int
    node_class: str
    params: Mapping[str, Any]
    inlets: Mapping[str, Sequence[Inlet]]  # input port -> edges into it, in drawing order
    outlets: Mapping[str, Sequence[str]]  # output port -> target of each edge out of it

    @property
    def in_degree(self) -> int:
        return sum(len(inlets) for inlets in self.inlets.values())

    @property
    def sources(self) -> tuple[str, ...]:
        """Nodes whose outputs this one reads, each once, in the order of its inlets."""
        return tuple(dict.fromkeys(inlet.source for inlets in self.inlets.values() for inlet in inlets))


@dataclass(frozen=True)
class Plan:
    """What one start trigger makes of a graph: the nodes it can reach, compiled.

    ``names`` maps the name of every node of the graph to its id: expressions may also name one that is not reached.
    """

    start: str
    nodes: Mapping[str, PlanNode]
    names: Mapping[str, str]

    @cached_property
    def content(self) -> bytes:
        """Canonical JSON: what is stored, and what the hash is of."""
        body = {
            "format": FORMAT,
            "start": self.start,
            "nodes": [_node_json(node) for node in self.nodes.values()],
            "names": self.names,
        }
        return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:32]

    @classmethod
    def parse(cls, content: bytes) -> Plan:
        """The plan that ``content`` was made from."""
        body = orjson.loads(content)
        if body["format"] != FORMAT:
            raise InvalidInput(f"Plan format {body['format']} is not known here; this version reads {FORMAT}.")
        nodes = {raw["id"]: _node_from(raw) for raw in body["nodes"]}
        return cls(start=body["start"], nodes=nodes, names=body["names"])

    @cached_property
    def _routes(self) -> dict[tuple[str, frozenset[str]], bytes]:
        return {}

    def routes(self, node_id: str, live_ports: Iterable[str]) -> bytes:
        """What ``complete.lua`` must know to deliver the edges of a node whose ``live_ports`` carry items.

        JSON ``{"live": [targets], "dead": [targets], "nodes": {id: [in_degree, class, [targets]]}}``. ``nodes``
        holds the direct targets and, since a skipped node spreads on, all that lies behind a dead edge.
        """
        key = (node_id, frozenset(live_ports))
        if key not in self._routes:
            self._routes[key] = self._build_routes(*key)
        return self._routes[key]

    def _build_routes(self, node_id: str, live_ports: frozenset[str]) -> bytes:
        live: list[str] = []
        dead: list[str] = []
        for port, targets in self.nodes[node_id].outlets.items():
            (live if port in live_ports else dead).extend(targets)
        behind = self._behind(dead)
        known = dict.fromkeys([*live, *behind])
        nodes = {
            target: (
                self.nodes[target].in_degree,
                self.nodes[target].node_class,
                [after for targets in self.nodes[target].outlets.values() for after in targets]
                if target in behind
                else [],
            )
            for target in known
        }
        return orjson.dumps({"live": live, "dead": dead, "nodes": nodes})

    def _behind(self, targets: Iterable[str]) -> dict[str, None]:
        """``targets`` and everything that edges lead to from them, in the order found."""
        found: dict[str, None] = {}
        todo = list(targets)
        while todo:
            target = todo.pop(0)
            if target not in found:
                found[target] = None
                todo.extend(after for afters in self.nodes[target].outlets.values() for after in afters)
        return found


def compile_plan(graph: Graph, *, start: str) -> Plan:
    """Compile what ``start`` (a trigger's node id) can reach. The graph must be valid; disabled nodes are bridged."""
    names = {node.name: node.id for node in graph.nodes}
    edges = _bridge_disabled(graph)
    graph = Graph(nodes=tuple(node for node in graph.nodes if not node.disabled), edges=tuple(edges))
    if start not in graph.by_id:
        raise InvalidInput(f"Cannot start at node '{start}': it is not in the graph, or it is disabled.")
    reachable = graph.reachable_from([start])
    return Plan(
        start=start,
        nodes={node.id: _compile_node(graph, node.id, reachable) for node in graph.nodes if node.id in reachable},
        names=names,
    )


def _compile_node(graph: Graph, node_id: str, reachable: frozenset[str]) -> PlanNode:
    node = graph.by_id[node_id]
    node_type = registry.get(node.type, node.type_version)
    inlets: dict[str, list[Inlet]] = {}
    for edge in graph.incoming.get(node_id, ()):
        if edge.source in reachable:
            inlets.setdefault(edge.target_port, []).append(Inlet(edge.source, edge.source_port))
    outlets: dict[str, list[str]] = {}
    for edge in graph.outgoing.get(node_id, ()):
        outlets.setdefault(edge.source_port, []).append(edge.target)
    return PlanNode(
        id=node.id,
        name=node.name,
        type=node.type,
        type_version=node.type_version,
        node_class=node_type.node_class.value,
        params=node.params,
        inlets={port: tuple(ends) for port, ends in inlets.items()},
        outlets=outlets,
    )


def _bridge_disabled(graph: Graph) -> list[Edge]:
    """Edges without the disabled nodes: what would enter one's first input leaves by its first output instead."""
    edges = list(graph.edges)
    for node in graph.nodes:
        if not node.disabled:
            continue
        node_type = registry.find(node.type, node.type_version)
        entry, exit_ = (node_type.inputs[:1], node_type.outputs[:1]) if node_type else ((), ())
        into = [edge for edge in edges if edge.target == node.id]
        out_of = [edge for edge in edges if edge.source == node.id]
        bridges = [
            before.model_copy(
                update={
                    "id": f"{before.id}~{after.id}"[-64:],
                    "target": after.target,
                    "target_port": after.target_port,
                }
            )
            for before in into
            for after in out_of
            if entry and exit_ and before.target_port == entry[0].name and after.source_port == exit_[0].name
        ]
        edges = [edge for edge in edges if node.id not in (edge.source, edge.target)] + bridges
    return edges


def _node_json(node: PlanNode) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": node.name,
        "type": node.type,
        "typeVersion": node.type_version,
        "class": node.node_class,
        "params": node.params,
        "inlets": {port: [[i.source, i.port] for i in inlets] for port, inlets in node.inlets.items()},
        "outlets": node.outlets,
    }


def _node_from(raw: Mapping[str, Any]) -> PlanNode:
    return PlanNode(
        id=raw["id"],
        name=raw["name"],
        type=raw["type"],
        type_version=raw["typeVersion"],
        node_class=raw["class"],
        params=raw["params"],
        inlets={port: tuple(Inlet(*inlet) for inlet in inlets) for port, inlets in raw["inlets"].items()},
        outlets=raw["outlets"],
    )
