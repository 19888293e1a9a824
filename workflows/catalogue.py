"""Everything the editor knows of node types: what stands in the palette and how to draw the forms."""

from __future__ import annotations

import inspect
import sys
from functools import cache
from pathlib import Path
from typing import Any

from automaton.schema import Schema
from workflows.nodes.base import Category, Example, NodeClass, Port
from workflows.registry import AnyNodeType, node_types

_ICONS = Path(__file__).parent / "nodes" / "icons"


class PortDescription(Schema):
    name: str
    label: str


class ExampleDescription(Schema):
    """``items`` and ``output`` are items' JSON per port; ``error`` is the code of a run that fails."""

    title: str
    params: dict[str, Any]
    items: dict[str, list[dict[str, Any]]]
    output: dict[str, list[dict[str, Any]]] | None
    error: str | None


class NodeTypeDescription(Schema):
    """One node type. ``params_schema`` is JSON Schema, ``icon`` the text of an svg in the current colour.

    Fields of the schema add ``widget``, ``unit``, ``showIf`` and ``expression``, as ``param()`` explains them.
    """

    key: str
    version: int
    label: str
    description: str
    category: Category
    node_class: NodeClass
    is_trigger: bool
    has_side_effects: bool
    inputs: tuple[PortDescription, ...]
    outputs: tuple[PortDescription, ...]
    params_schema: dict[str, Any]
    icon: str
    examples: tuple[ExampleDescription, ...]


@cache
def catalogue() -> tuple[NodeTypeDescription, ...]:
    """Every node type in palette order; the same for everybody, and fixed while the process lives."""
    return tuple(_described(node_type) for node_type in node_types().values())


def icon_file(node_type: AnyNodeType) -> Path:
    """The drawing named after the type, or the one of its shelf."""
    own = _ICONS / f"{node_type.key}.svg"
    return own if own.exists() else _ICONS / f"{node_type.category}.svg"


def _described(node_type: AnyNodeType) -> NodeTypeDescription:
    return NodeTypeDescription(
        key=node_type.key,
        version=node_type.version,
        label=node_type.label,
        description=inspect.cleandoc(sys.modules[type(node_type).__module__].__doc__ or ""),
        category=node_type.category,
        node_class=node_type.node_class,
        is_trigger=node_type.is_trigger,
        has_side_effects=node_type.has_side_effects,
        inputs=_ports(node_type.inputs),
        outputs=_ports(node_type.outputs),
        params_schema=node_type.params_model.model_json_schema(by_alias=True),
        icon=icon_file(node_type).read_text(encoding="utf-8"),
        examples=tuple(_example(example) for example in node_type.examples),
    )


def _ports(ports: tuple[Port, ...]) -> tuple[PortDescription, ...]:
    return tuple(PortDescription(name=port.name, label=port.label or port.name.capitalize()) for port in ports)


def _example(example: Example) -> ExampleDescription:
    return ExampleDescription(
        title=example.title,
        params=dict(example.params),
        items=_plain(example.items),
        output=None if example.output is None else _plain(example.output),
        error=example.error,
    )


def _plain(ports: Any) -> dict[str, list[dict[str, Any]]]:
    return {port: [dict(json) for json in items] for port, items in ports.items()}
