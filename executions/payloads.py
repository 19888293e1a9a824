"""Items as bytes: what a node put out, encoded once, inline while small and a blob when not.

A payload is JSON ``{"counts": {port: n}, "inline": {port: [item]}}`` or ``{"counts", "ref": sha256, "bytes": n}``.
An item on the wire is ``{"json": {...}, "binary"?: {...}, "from"?: [[node, port, index], ...]}``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from automaton import blobs
from executions.conf import INLINE_BYTES, MAX_OUTPUT_BYTES
from workflows.nodes.base import Address, Item, NodeError, Output

# Nothing is turned into JSON silently: a successor in this process is handed the objects themselves, one elsewhere
# what became of them, and both must see the same.
_JSON = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS

Ports = Mapping[str, Sequence[Item]]


def encode(organization_id: str, output: Output) -> bytes:
    """The payload of ``output``; a large one is durable in the blob store when this returns. Raises NodeError."""
    try:
        inline = orjson.dumps(
            {port: [_wire(item) for item in items] for port, items in output.ports.items()}, option=_JSON
        )
    except (TypeError, AttributeError) as error:
        raise NodeError(f"The node put out something that is not JSON: {error}.", code="BAD_OUTPUT") from error
    if len(inline) > MAX_OUTPUT_BYTES:
        raise NodeError(
            f"The node put out {len(inline):,} bytes; {MAX_OUTPUT_BYTES:,} are allowed. Split the work.",
            code="OUTPUT_TOO_LARGE",
        )
    counts = orjson.dumps({port: len(items) for port, items in output.ports.items()})
    if len(inline) <= INLINE_BYTES:
        return b'{"counts":' + counts + b',"inline":' + inline + b"}"
    digest = blobs.put(organization_id, inline)
    return b'{"counts":' + counts + b',"ref":"' + digest.encode() + b'","bytes":' + str(len(inline)).encode() + b"}"


def decode(organization_id: str, node: str, payload: bytes) -> Ports:
    """Items per port, each with its address at ``node``. b"" (no output) has no ports."""
    if not payload:
        return {}
    ports = items_json(organization_id, orjson.loads(payload))
    return {
        port: [_item(raw, Address(node, port, index)) for index, raw in enumerate(items)]
        for port, items in ports.items()
    }


def addressed(node: str, port: str, items: Sequence[Item]) -> Sequence[Item]:
    """The items as a successor in the same process sees them, without a trip through bytes."""
    return [replace(item, address=Address(node, port, index)) for index, item in enumerate(items)]


def items_json(organization_id: str, payload: Mapping[str, Any]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The wire items of a payload that was read from a document or an event. Raises NotFound."""
    if "inline" in payload:
        inline: Mapping[str, Sequence[Mapping[str, Any]]] = payload["inline"]
        return inline
    loaded: Mapping[str, Sequence[Mapping[str, Any]]] = orjson.loads(blobs.get(organization_id, payload["ref"]))
    return loaded


def _wire(item: Item) -> Mapping[str, Any]:
    wire: dict[str, Any] = {"json": item.json}
    if item.binary:
        wire["binary"] = item.binary
    if item.sources:
        wire["from"] = [tuple(source) for source in item.sources]  # orjson refuses named tuples
    return wire


def _item(raw: Mapping[str, Any], address: Address) -> Item:
    sources = raw.get("from")
    return Item(
        json=raw["json"],
        binary=raw.get("binary") or {},
        address=address,
        sources=tuple(Address(*source) for source in sources) if sources else (),
    )
