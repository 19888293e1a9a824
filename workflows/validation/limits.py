"""Sizes, looked at before anything else: what is too large is not examined further."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic_core import to_json

from automaton.errors import Problem
from workflows.graph import MAX_EDGES, MAX_NODES, Graph
from workflows.param_paths import MAX_DEPTH, depth

MAX_DEFINITION_BYTES = 2_000_000
MAX_PARAMS_BYTES = 256 * 1024


def size_problems(graph: Graph) -> Iterator[Problem]:
    if len(graph.nodes) > MAX_NODES:
        yield Problem("too_many_nodes", f"{len(graph.nodes)} nodes; a workflow has at most {MAX_NODES}.")
        return
    if len(graph.edges) > MAX_EDGES:
        yield Problem("too_many_edges", f"{len(graph.edges)} edges; a workflow has at most {MAX_EDGES}.")
        return
    deep = [node for node in graph.nodes if depth(node.params) > MAX_DEPTH]
    for node in deep:
        message = f'The params of "{node.name}" are nested more than {MAX_DEPTH} levels deep.'
        yield Problem("params_too_deep", message, field="params", node=node.id)
    if deep:  # their size cannot be taken: the serializer stops at its own limit
        return
    for node in graph.nodes:
        size = len(to_json(node.params))
        if size > MAX_PARAMS_BYTES:
            message = f'The params of "{node.name}" take {size:,} bytes; {MAX_PARAMS_BYTES:,} are allowed.'
            yield Problem("params_too_large", message, field="params", node=node.id)
    size = len(to_json(graph))
    if size > MAX_DEFINITION_BYTES:
        yield Problem(
            "definition_too_large", f"The workflow takes {size:,} bytes; {MAX_DEFINITION_BYTES:,} are allowed."
        )
