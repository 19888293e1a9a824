"""What can be wrong with a node by itself: its id, name, type and params."""

from __future__ import annotations

from collections.abc import Iterator

from automaton.errors import Problem
from workflows import registry
from workflows.graph import Node
from workflows.nearest import did_you_mean
from workflows.validation.subject import Subject


def node_problems(subject: Subject) -> Iterator[Problem]:
    ids: set[str] = set()
    names: dict[str, Node] = {}
    for node in subject.graph.nodes:
        if node.id in ids:
            yield Problem("duplicate_node_id", f'Two nodes have the id "{node.id}".', field="id", node=node.id)
            continue
        ids.add(node.id)
        if node.name in names:
            message = f'Two nodes are named "{node.name}"; expressions could not tell them apart.'
            yield Problem("duplicate_node_name", message, field="name", node=node.id)
        names[node.name] = node
        if node.id in subject.types:
            yield from _param_problems(subject, node)
        else:
            yield _type_problem(node)


def _type_problem(node: Node) -> Problem:
    known = [key for key, _ in registry.node_types()]
    versions = [version for key, version in registry.node_types() if key == node.type]
    if not versions:
        message = f'"{node.name}": there is no node type "{node.type}".{did_you_mean(node.type, known)}'
        return Problem("unknown_type", message, field="type", node=node.id)
    listed = ", ".join(str(version) for version in versions)
    message = f'"{node.name}": "{node.type}" has no version {node.type_version}. Known: {listed}.'
    return Problem("unknown_version", message, field="typeVersion", node=node.id)


def _param_problems(subject: Subject, node: Node) -> Iterator[Problem]:
    _, problems = subject.params[node.id]
    for problem in problems:
        yield Problem(
            problem.code,
            f'"{node.name}": {problem.message}',
            field=f"params.{problem.path}",
            node=node.id,
            severity=subject.severity(node.id),
        )
