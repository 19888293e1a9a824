"""The graph under examination, with what several checks ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from workflows import registry
from workflows.graph import Graph
from workflows.params import CompiledParams, ParamProblem, check_params


@dataclass(frozen=True)
class Subject:
    """Everything is keyed by node id; of nodes that share one, the last counts (and the others are reported)."""

    graph: Graph

    @cached_property
    def types(self) -> Mapping[str, registry.AnyNodeType]:
        """Types of the nodes whose type is known."""
        found = {node.id: registry.find(node.type, node.type_version) for node in self.graph.by_id.values()}
        return {node_id: node_type for node_id, node_type in found.items() if node_type is not None}

    @cached_property
    def params(self) -> Mapping[str, tuple[CompiledParams[Any], tuple[ParamProblem, ...]]]:
        return {
            node_id: check_params(node_type, self.graph.by_id[node_id].params)
            for node_id, node_type in self.types.items()
        }

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return tuple(node_id for node_id, node_type in self.types.items() if node_type.is_trigger)

    @cached_property
    def led_to(self) -> frozenset[str]:
        """Nodes that some trigger leads to, be it disabled for now."""
        return self.graph.reachable_from(self.triggers)

    @cached_property
    def running(self) -> frozenset[str]:
        """Nodes that can run. Without any trigger all count, for then the trigger is what is missing."""
        enabled = {node.id for node in self.graph.by_id.values() if not node.disabled}
        starts = [node_id for node_id in self.triggers if node_id in enabled]
        return frozenset(enabled) & self.graph.reachable_from(starts) if starts else frozenset(enabled)

    def severity(self, node_id: str) -> Literal["error", "warning"]:
        """Of a problem that shows only when the node runs."""
        return "error" if node_id in self.running else "warning"

    def name(self, node_id: str) -> str:
        """The node as people know it, in quotes."""
        node = self.graph.by_id.get(node_id)
        return f'"{node.name if node is not None else node_id}"'
