"""Invariants of the engine as predicates over one execution's journal, its state in Redis and its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from executions.journal import Event
from executions.plan import Plan
from executions.states import NodeStatus, Snapshot, fold

REACHED = {NodeStatus.QUEUED, NodeStatus.RUNNING, NodeStatus.COMPLETED, NodeStatus.FAILED, NodeStatus.CANCELLED}


def check_execution(
    plan: Plan, events: Sequence[Event], dump: Mapping[str, Any], live_ports: Mapping[str, frozenset[str]]
) -> Snapshot:
    """Raises AssertionError naming the invariant (design numbers). ``live_ports``: what each completed node put out."""
    journal_is_gapless(events)
    commits_are_unique_and_fenced(events)
    snapshot = fold(Snapshot(), events)
    _journal_equals_redis(snapshot, dump)
    _joins_are_exact(plan, snapshot, live_ports)
    return snapshot


def journal_is_gapless(events: Sequence[Event]) -> None:
    seqs = [event["seq"] for event in events]
    assert seqs == list(range(1, len(events) + 1)), f"I7: sequence numbers are {seqs}"


def commits_are_unique_and_fenced(events: Sequence[Event]) -> None:
    committed: set[str] = set()
    fences: dict[str, int] = {}
    for event in events:
        node: str = event.get("node", "")
        if event["type"] in ("node_queued", "node_started"):
            is_claim_of_queued = event["type"] == "node_started" and fences.get(node) == event["attempt"]
            assert is_claim_of_queued or event["attempt"] > fences.get(node, 0), f"I4: fence went back at {event}"
            fences[node] = event["attempt"]
        if event["type"] in ("node_completed", "node_failed"):
            assert node not in committed, f"I3: {node} was committed twice"
            assert event["attempt"] == fences[node], f"I4: {event} carries another fence than {fences[node]}"
            committed.add(node)


def _journal_equals_redis(snapshot: Snapshot, dump: Mapping[str, Any]) -> None:
    state = dump["state"]
    assert state["status"] == snapshot.status.value, f"I8: Redis says {state['status']}, journal {snapshot.status}"
    assert int(state["seq"]) == snapshot.seq, "I8: sequence numbers differ"
    records = {node: record.split("|") for node, record in dump["nodes"].items()}
    in_redis = {node: (parts[0], int(parts[1])) for node, parts in records.items() if parts[0] != "pending"}
    in_journal = {node.node: (node.status.value, node.attempt) for node in snapshot.nodes.values()}
    assert in_redis == in_journal, f"I8: Redis has {in_redis}, the journal gives {in_journal}"
    live = sum(status in ("queued", "running") for status, _ in in_redis.values())
    assert int(state["open"]) == live, f"I8: open is {state['open']}, but {live} nodes are live"


def _joins_are_exact(plan: Plan, snapshot: Snapshot, live_ports: Mapping[str, frozenset[str]]) -> None:
    """I5, I6: a node is reached when all its edges are settled and one is live, skipped when all are dead."""
    if snapshot.error is not None or snapshot.status.value == "cancelled":
        return  # an execution that is ending delivers nothing more
    if any(node.status in (NodeStatus.FAILED, NodeStatus.CANCELLED) for node in snapshot.nodes.values()):
        return
    for node in plan.nodes.values():
        edges = [
            _edge(snapshot, live_ports, inlet.source, inlet.port) for ends in node.inlets.values() for inlet in ends
        ]
        status = snapshot.nodes[node.id].status if node.id in snapshot.nodes else NodeStatus.PENDING
        if not edges or None in edges:
            assert node.id == plan.start or status is NodeStatus.PENDING, f"I5: {node.id} is {status} before its edges"
        elif any(edges):
            assert status in REACHED, f"I6: {node.id} has all its edges, but is {status}"
        else:
            assert status is NodeStatus.SKIPPED, f"I6: all edges into {node.id} are dead, but it is {status}"


def _edge(snapshot: Snapshot, live_ports: Mapping[str, frozenset[str]], source: str, port: str) -> bool | None:
    """True: delivered with items; False: delivered dead; None: not delivered yet."""
    status = snapshot.nodes[source].status if source in snapshot.nodes else NodeStatus.PENDING
    if status is NodeStatus.COMPLETED:
        return port in live_ports[source]
    return False if status is NodeStatus.SKIPPED else None
