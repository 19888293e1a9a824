"""A node's world without stores: for the tests of node types and params."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from workflows.expressions import Scope
from workflows.nodes.base import MAIN, Address, Example, ExecutionInfo, HttpClient, Item, NodeError, NodeType, Output
from workflows.params import compile_params

EXECUTION = ExecutionInfo(
    id="exec-1",
    workflow_id="wf-1",
    workflow_name="Orders",
    mode="manual",
    started_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
)


class NoHttp:
    """For node types that have no business in the network."""

    def request(self, method: str, url: str, **_options: Any) -> Any:
        raise AssertionError(f"nobody expected {method} {url}")


@dataclass
class MemoryContext:
    """Holds the items of the other ports, remembers what was logged, and lets the deadline pass when told."""

    others: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    http: HttpClient = field(default_factory=NoHttp)
    execution: ExecutionInfo = EXECUTION
    node_id: str = "node-1"
    attempt: int = 1
    idempotency_key: str = "key-1"
    checkpoints_left: int | None = None  # None: no deadline
    logged: list[tuple[str, str]] = field(default_factory=list)

    def items_at(self, port: str) -> Sequence[Item]:
        return self.others.get(port, ())

    def log(self, level: str, message: str, **_data: Any) -> None:
        self.logged.append((level, message))

    def remaining_s(self) -> float:
        return 60 if self.checkpoints_left is None else 0

    def checkpoint(self) -> None:
        if self.checkpoints_left is None:
            return
        if self.checkpoints_left == 0:
            raise NodeError("Time is up", code="DEADLINE")
        self.checkpoints_left -= 1


def arrived(jsons: Sequence[Mapping[str, Any]], node: str = "before", port: str = MAIN) -> list[Item]:
    """Items as the engine hands them over: at an address of the node before."""
    return [Item(json=json, address=Address(node, port, index)) for index, json in enumerate(jsons)]


def run_node(
    node_type: NodeType[Any],
    params: Mapping[str, Any],
    items: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    **context: Any,
) -> Output:
    """Compile, bind and run, as the engine does it."""
    ports = {port: arrived(jsons, node=f"before-{port}") for port, jsons in (items or {MAIN: [{}]}).items()}
    first = ports.get(node_type.inputs[0].name if node_type.inputs else MAIN, [])
    scope = Scope(execution=EXECUTION, items=first, node="Here")
    output = node_type.run(compile_params(node_type, params).bind(scope), first, MemoryContext(others=ports, **context))
    assert isinstance(output, Output)
    return output


def jsons(output: Output, port: str = MAIN) -> list[Mapping[str, Any]]:
    return [item.json for item in output.ports.get(port, ())]


def run_example(node_type: NodeType[Any], example: Example, **context: Any) -> Output:
    return run_node(node_type, example.params, example.items, **context)
