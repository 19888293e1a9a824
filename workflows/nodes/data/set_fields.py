"""Sets fields of each item: new ones, changed ones, or only those that should stay.

A name with dots, such as customer.name, reaches into objects and makes them where they are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from workflows.nodes.base import (
    MAIN,
    Category,
    Context,
    Example,
    Item,
    NodeError,
    NodeParams,
    NodeType,
    Output,
    Params,
    as_number,
    as_text,
    kind_of,
    param,
    parse_json,
)


class FieldType(StrEnum):
    AUTO = "auto"
    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    OBJECT = "object"
    ARRAY = "array"


class Keep(StrEnum):
    """Which of the fields that came in stay."""

    ALL = "all"
    ONLY_SET = "only_set"


class FieldToSet(NodeParams):
    name: str = param(label="Name", min_length=1, max_length=500)
    type: FieldType = param(FieldType.AUTO, label="Type", help="Auto leaves the value what it is.", expression=False)
    value: Any = param(None, label="Value")


class SetFieldsParams(NodeParams):
    fields: tuple[FieldToSet, ...] = param((), label="Fields", max_length=500)
    keep: Keep = param(
        Keep.ONLY_SET, label="Keep", help="All fields that came in, or only those set here.", expression=False
    )
    dot_notation: bool = param(True, label="Dots reach into objects", expression=False)


class SetFields(NodeType[SetFieldsParams]):
    key = "data.set_fields"
    label = "Set fields"
    category = Category.DATA
    params_model = SetFieldsParams
    examples = (
        Example(
            title="Only what the next node needs",
            params={"fields": [{"name": "customer.name", "value": "{{ $json.name }}"}]},
            items={MAIN: [{"name": "Ada", "phone": "555"}]},
            output={MAIN: [{"customer": {"name": "Ada"}}]},
        ),
        Example(
            title="Texts that become numbers and truths, beside what came in",
            params={
                "keep": "all",
                "fields": [
                    {"name": "total", "type": "number", "value": "{{ $json.total }}"},
                    {"name": "paid", "type": "boolean", "value": "true"},
                ],
            },
            items={MAIN: [{"id": 1, "total": "12.50"}]},
            output={MAIN: [{"id": 1, "total": 12.5, "paid": True}]},
        ),
        Example(
            title="A text that is no number",
            params={"fields": [{"name": "total", "type": "number", "value": "{{ $json.total }}"}]},
            items={MAIN: [{"total": "a lot"}]},
            error="FIELD_TYPE",
        ),
    )

    def run(self, params: Params[SetFieldsParams], items: Sequence[Item], ctx: Context) -> Output:
        changed: list[Item] = []
        for item in items:
            ctx.checkpoint()
            changed.append(item.derive(_with_fields(item.json, params.of(item))))
        return Output.main(changed)


def _with_fields(data: Mapping[str, Any], params: SetFieldsParams) -> Mapping[str, Any]:
    result: Mapping[str, Any] = data if params.keep is Keep.ALL else {}
    for field in params.fields:
        path = field.name.split(".") if params.dot_notation else [field.name]
        result = _with_value(result, path, _as_type(field), field.name)
    return result


def _with_value(container: Any, path: Sequence[str], value: Any, name: str) -> Any:
    """A copy of ``container`` with ``value`` at ``path``; what the path does not touch is shared with the original."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(container, list) and key.isascii() and key.isdigit() and int(key) < len(container):
        elements = list(container)
        elements[int(key)] = _with_value(elements[int(key)], rest, value, name)
        return elements
    if container is not None and not isinstance(container, Mapping):
        raise NodeError(
            f'Cannot set "{name}": "{key}" would be a field of {kind_of(container)}, and only objects have fields',
            code="FIELD_PATH",
        )
    known = container or {}
    return {**known, key: _with_value(known.get(key), rest, value, name)}


def _as_type(field: FieldToSet) -> Any:
    """The value as the type the author asked for; null stays null."""
    value = field.value
    if value is None or field.type in (FieldType.AUTO, kind_of(value)):
        return value
    converted = _converted(value, field.type)
    if converted is None:
        raise NodeError(
            f'Field "{field.name}" should be {field.type}, but {kind_of(value)} came: {as_text(value)[:80]}',
            code="FIELD_TYPE",
        )
    return converted


def _converted(value: Any, to: FieldType) -> Any:
    match to:
        case FieldType.STRING:
            return as_text(value)
        case FieldType.NUMBER:
            return int(value) if isinstance(value, bool) else as_number(value)
        case FieldType.BOOLEAN:
            return {"true": True, "1": True, "false": False, "0": False}.get(as_text(value).strip().lower())
        case _:
            return _parsed(value, to)


def _parsed(value: Any, to: FieldType) -> Any:
    if not isinstance(value, str):
        return None
    try:
        parsed = parse_json(value)
    except ValueError:
        return None
    return parsed if kind_of(parsed) == to else None
