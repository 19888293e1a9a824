"""The workflows that are measured. A no-op is a "Set fields" that sets none and keeps all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflows.graph import MAX_NODES

Workflow = Mapping[str, Any]

# The peers pass the same object: 220 bytes of JSON.
PAYLOAD: Mapping[str, Any] = {
    "order_id": "A-1029384756",
    "customer": {"id": 4711, "name": "Ada Lovelace", "mail": "ada@example.org"},
    "amount": 129.95,
    "currency": "EUR",
    "tags": ["new", "priority", "web"],
    "note": "x" * 40,
}
MOST_PARALLEL = MAX_NODES - 2


def linear(length: int) -> Workflow:
    """A manual trigger and no-ops one after another; ``length`` counts all of them."""
    nodes = [_trigger(), *(_no_op(f"n{number}") for number in range(1, length))]
    return _workflow(f"{length} in a row", nodes, itertools.pairwise(node["id"] for node in nodes))


def fan(width: int) -> Workflow:
    """A trigger, ``width`` no-ops side by side, and one that waits for all of them."""
    middle = [_no_op(f"n{number}") for number in range(1, width + 1)]
    edges = [*(("start", node["id"]) for node in middle), *((node["id"], "join") for node in middle)]
    return _workflow(f"{width} side by side", [_trigger(), *middle, _no_op("join")], edges)


def fetch(url: str) -> Workflow:
    """A trigger and one HTTP request."""
    node = {"id": "get", "name": "Get", "type": "http.request", "params": {"url": url}}
    return _workflow("One request", [_trigger(), node], [("start", "get")])


def _trigger() -> dict[str, Any]:
    return {"id": "start", "name": "Start", "type": "trigger.manual"}


def _no_op(node_id: str) -> dict[str, Any]:
    params = {"keep": "all", "fields": []}
    return {"id": node_id, "name": node_id.title(), "type": "data.set_fields", "params": params}


def _workflow(name: str, nodes: Sequence[Mapping[str, Any]], edges: Iterable[tuple[str, str]]) -> Workflow:
    drawn = [{"id": f"e{number}", "source": source, "target": target} for number, (source, target) in enumerate(edges)]
    return {"name": f"Bench: {name}", "nodes": list(nodes), "edges": drawn}
