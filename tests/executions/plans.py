"""Plans made by hand: for the engine, which never looks at what a node is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from executions.plan import Inlet, Plan, PlanNode


class Wire(NamedTuple):
    """An edge of a test plan: from ``port`` of ``source`` to ``target``."""

    source: str
    port: str
    target: str


def plan_of(wires: Iterable[Wire], *, start: str = "n0", classes: Mapping[str, str] | None = None) -> Plan:
    """A plan with these edges; nodes are ``fast`` unless ``classes`` says otherwise."""
    wires = list(wires)
    names = dict.fromkeys([start, *(end for wire in wires for end in (wire.source, wire.target))])
    nodes = {name: _node(name, wires, (classes or {}).get(name, "fast")) for name in names}
    return Plan(start=start, nodes=nodes, names={name: name for name in names})


def linear(length: int) -> Plan:
    return plan_of([Wire(f"n{i}", "main", f"n{i + 1}") for i in range(length - 1)])


def _node(name: str, wires: list[Wire], node_class: str) -> PlanNode:
    inlets = tuple(Inlet(wire.source, wire.port) for wire in wires if wire.target == name)
    outlets: dict[str, list[str]] = {}
    for wire in wires:
        if wire.source == name:
            outlets.setdefault(wire.port, []).append(wire.target)
    return PlanNode(
        id=name,
        name=name,
        type="test.node",
        type_version=1,
        node_class=node_class,
        params={},
        inlets={"main": inlets} if inlets else {},
        outlets=outlets,
    )
