"""What can be wrong with an edge by itself: its ends, its ports, its being there twice."""

from __future__ import annotations

from collections.abc import Iterator

from automaton.errors import Problem
from workflows.graph import Edge
from workflows.nodes.base import Port
from workflows.validation.subject import Subject


def edge_problems(subject: Subject) -> Iterator[Problem]:
    ids: set[str] = set()
    joined: set[tuple[str, str, str, str]] = set()
    for edge in subject.graph.edges:
        if edge.id in ids:
            yield Problem("duplicate_edge_id", f'Two edges have the id "{edge.id}".', field="id", edge=edge.id)
        ids.add(edge.id)
        ends = (edge.source, edge.source_port, edge.target, edge.target_port)
        if ends in joined:
            message = f"{subject.name(edge.source)} and {subject.name(edge.target)} are joined twice at the same ports."
            yield Problem("duplicate_edge", message, node=edge.target, edge=edge.id)
        joined.add(ends)
        if edge.source == edge.target:
            message = f"{subject.name(edge.source)} is joined to itself."
            yield Problem("self_loop", message, node=edge.source, edge=edge.id)
        yield from _source_problems(subject, edge)
        yield from _target_problems(subject, edge)


def _source_problems(subject: Subject, edge: Edge) -> Iterator[Problem]:
    if edge.source not in subject.graph.by_id:
        message = f'An edge leaves "{edge.source}", which is not there.'
        yield Problem("edge_source_missing", message, field="source", edge=edge.id)
    elif edge.source in subject.types:
        ports = subject.types[edge.source].outputs
        if not _has(ports, edge.source_port):
            message = f'{subject.name(edge.source)} has no output "{edge.source_port}". {_known(ports)}'
            yield Problem("unknown_output_port", message, field="sourcePort", node=edge.source, edge=edge.id)


def _target_problems(subject: Subject, edge: Edge) -> Iterator[Problem]:
    if edge.target not in subject.graph.by_id:
        message = f'An edge enters "{edge.target}", which is not there.'
        yield Problem("edge_target_missing", message, field="target", edge=edge.id)
    elif edge.target in subject.types:
        node_type = subject.types[edge.target]
        if node_type.is_trigger:
            message = f"{subject.name(edge.target)} starts the workflow; nothing can lead into it."
            yield Problem("edge_into_trigger", message, field="target", node=edge.target, edge=edge.id)
        elif not _has(node_type.inputs, edge.target_port):
            message = f'{subject.name(edge.target)} has no input "{edge.target_port}". {_known(node_type.inputs)}'
            yield Problem("unknown_input_port", message, field="targetPort", node=edge.target, edge=edge.id)


def _has(ports: tuple[Port, ...], name: str) -> bool:
    return any(port.name == name for port in ports)


def _known(ports: tuple[Port, ...]) -> str:
    return f"It has {', '.join(port.name for port in ports)}." if ports else "It has none."
