"""The reference page of node types, printed from the catalogue: ``python -m workflows.catalogue_page``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.catalogue import ExampleDescription, NodeTypeDescription, catalogue

_OPENING = """# Node types

Printed by `python -m workflows.catalogue_page > docs/node-types.md`; a test keeps it true.
"""


def page() -> str:
    """Markdown, one section per node type in palette order."""
    sections = [_OPENING, *("\n".join(_section(node_type)) for node_type in catalogue())]
    return "\n".join(sections)


def _section(node_type: NodeTypeDescription) -> Iterator[str]:
    yield f"## {node_type.label}\n"
    yield f"`{node_type.key}`, version {node_type.version}\n"
    yield f"{node_type.description}\n"
    for title, ports in (("Inputs", node_type.inputs), ("Outputs", node_type.outputs)):
        yield f"{title}: {', '.join(f'`{port.name}`' for port in ports) or 'none'}.\n"
    if rows := list(_rows(node_type.params_schema)):
        yield "| Parameter | Label | Default | Values |\n|---|---|---|---|"
        yield from rows
        yield ""
    for example in node_type.examples:
        yield from _example(example)


def _rows(schema: Mapping[str, Any], prefix: str = "", outer: Mapping[str, Any] | None = None) -> Iterator[str]:
    """One row per field; fields of the objects in a list stand below it as ``list[].field``."""
    definitions = (outer or schema).get("$defs", {})
    for name, field in schema.get("properties", {}).items():
        whole = _whole(field, definitions)
        default = "required" if name in schema.get("required", ()) else f"`{json.dumps(whole.get('default'))}`"
        values = ", ".join(f"`{value}`" for value in whole.get("enum", ())) or whole.get("description", "")
        yield f"| `{prefix}{name}` | {whole['title']} | {default} | {values.replace('|', '/')} |"
        inner = _whole(whole.get("items", {}), definitions)
        yield from _rows(inner, f"{prefix}{name}[].", outer or schema)


def _whole(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The field with what it refers to; what it says itself wins."""
    return {**definitions.get(field.get("$ref", "").removeprefix("#/$defs/"), {}), **field}


def _example(example: ExampleDescription) -> Iterator[str]:
    yield f"**{example.title}**\n\n```json"
    shown: dict[str, Any] = {"params": example.params, "items": example.items}
    shown |= {"error": example.error} if example.error is not None else {"output": example.output}
    yield from (f"{key}: {json.dumps(value)}" for key, value in shown.items())
    yield "```\n"


if __name__ == "__main__":
    sys.stdout.write(page())
