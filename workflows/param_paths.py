"""Where in raw params the templates are, and which field of the params model governs each place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from workflows.expressions import is_template
from workflows.nodes.base import NodeParams

ParamPath = tuple[str | int, ...]
MAX_DEPTH = 64  # deeper params are nothing a form can show, and recursion stays far from the interpreter's limit


@dataclass(frozen=True, slots=True)
class TemplatePlace:
    """A text with an expression in it. ``use`` says what the field makes of it."""

    path: ParamPath
    text: str
    use: Literal["evaluate", "forbidden", "verbatim"]


def template_places(model: type[NodeParams], raw: Mapping[str, Any]) -> tuple[TemplatePlace, ...]:
    """Every text in ``raw`` that holds an expression, in order. ``raw`` is at most ``MAX_DEPTH`` deep."""
    return tuple(TemplatePlace(path, text, _use(model, path)) for path, text in _texts(raw, ()) if is_template(text))


def depth(value: Any) -> int:
    """How deep lists and objects are nested in each other; stops counting past the limit."""
    levels, level = 0, [value]
    while level and levels <= MAX_DEPTH + 1:
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        levels += 1
    return levels - 1


def written(path: ParamPath) -> str:
    """The path as people write it: ``conditions[0].left``."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        elif key.isidentifier():
            text += f".{key}" if text else key
        else:
            text += f'["{key}"]'
    return text


def real_path(location: Sequence[str | int], raw: Any) -> ParamPath:
    """A pydantic location without the tags of union members, which are no keys of ``raw``.

    The last part always stays: it is the key that is missing or too much.
    """
    path: list[str | int] = []
    here = raw
    for position, key in enumerate(location):
        is_last = position == len(location) - 1
        inside = _inside(here, key)
        if inside is not _ABSENT:
            here = inside
            path.append(key)
        elif is_last and isinstance(here, dict) and isinstance(key, str):
            path.append(key)
    return tuple(path)


_ABSENT = object()


def _inside(value: Any, key: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(key, _ABSENT)
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return _ABSENT


def _texts(value: Any, path: ParamPath) -> Iterator[tuple[ParamPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts(entry, (*path, key))
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from _texts(element, (*path, index))


def _use(model: type[BaseModel], path: ParamPath) -> Literal["evaluate", "forbidden", "verbatim"]:
    """A field that forbids expressions forbids them in everything below it."""
    models: tuple[type[BaseModel], ...] = (model,)
    for key in path:
        fields = [field for candidate in models if (field := _field(candidate, key)) is not None]
        if not fields:
            continue  # an index, or a key of a free object: the field above governs
        for field in fields:
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            if extra.get("widget") == "code":
                return "verbatim"
            if extra.get("expression") is False:
                return "forbidden"
        models = tuple(inner for field in fields for inner in _models_in(field.annotation))
    return "evaluate"


def _field(model: type[BaseModel], key: str | int) -> FieldInfo | None:
    for name, field in model.model_fields.items():
        if key in (field.alias, name):
            return field
    return None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that ``annotation`` holds: itself, or as members of its unions and containers."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for argument in get_args(annotation):
        yield from _models_in(argument)
