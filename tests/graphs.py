"""Graphs in wire form that tests begin from."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def node(node_id: str, node_type: str = "data.set_fields", **params: Any) -> Json:
    return {"id": node_id, "name": node_id.upper(), "type": node_type, "params": params}


def edge(source: str, target: str) -> Json:
    return {"id": f"{source}-{target}", "source": source, "target": target}


def runnable() -> Json:
    """A manual trigger and one node behind it."""
    return {"nodes": [node("start", "trigger.manual"), node("end")], "edges": [edge("start", "end")]}


def webhook(path: str = "orders", methods: tuple[str, ...] = ("POST",)) -> Json:
    """A webhook and one node behind it."""
    trigger = node("hook", "trigger.webhook", path=path, methods=list(methods))
    return {"nodes": [trigger, node("end")], "edges": [edge("hook", "end")]}
