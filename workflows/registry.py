"""Node types by key and version: the one place where the rest of the product finds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from automaton.errors import InvalidInput
from workflows.nodes import BUILT_IN
from workflows.nodes.base import NodeType

AnyNodeType = NodeType[Any]


@cache
def node_types() -> Mapping[tuple[str, int], AnyNodeType]:
    """(key, version) -> the instance that runs it; instances hold no state."""
    return _indexed(node_type() for node_type in BUILT_IN)


def find(key: str, version: int) -> AnyNodeType | None:
    return node_types().get((key, version))


def get(key: str, version: int) -> AnyNodeType:
    """As ``find``, for graphs that were validated. Raises InvalidInput."""
    node_type = find(key, version)
    if node_type is None:
        raise InvalidInput(f"Node type '{key}' version {version} is not installed here.")
    return node_type


def _indexed(types: Iterable[AnyNodeType]) -> Mapping[tuple[str, int], AnyNodeType]:
    index: dict[tuple[str, int], AnyNodeType] = {}
    for node_type in types:
        identity = (node_type.key, node_type.version)
        if identity in index:
            raise ValueError(f"node type {identity} is registered twice: {index[identity]!r} and {node_type!r}")
        index[identity] = node_type
    return index
