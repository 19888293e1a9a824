"""The OpenAPI 3.1 document, printed from the mounted operations: pydantic's JSON Schema is its schema language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from automaton.http.endpoints import Endpoint
from automaton.http.operations import PUBLIC, SIGNED_IN, Operation
from automaton.http.problems import ProblemDocument
from automaton.schema import Schema

_REFERENCE = "#/components/schemas/{model}"
_CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
_FORMATS: Mapping[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
    "str": {"type": "string"},
    "slug": {"type": "string"},
    "path": {"type": "string"},
}


@dataclass(frozen=True, slots=True)
class Mounted:
    """An operation where Django's URL configuration has it."""

    method: str
    route: str  # Django's: api/v1/workflows/<uuid:workflow_id>
    operation: Operation

    @property
    def path(self) -> str:
        return "/" + _CONVERTER.sub(r"{\2}", self.route)

    @property
    def parameters(self) -> list[dict[str, Any]]:
        return [
            {"name": name, "in": "path", "required": True, "schema": _FORMATS.get(kind or "str", {"type": "string"})}
            for kind, name in _CONVERTER.findall(self.route)
        ]


def mounted(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[Mounted]:
    """Every operation below ``patterns``, in their order."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from mounted(pattern.url_patterns, route)
            continue
        view = getattr(pattern.callback, "cls", None)
        if isinstance(view, type) and issubclass(view, Endpoint):
            for method, operation in view.operations.items():
                yield Mounted(method, route, operation)


def document(found: Sequence[Mounted]) -> dict[str, Any]:
    """The whole document as JSON-like data."""
    references, definitions = _schemas(found)
    paths: dict[str, dict[str, Any]] = {}
    for each in found:
        paths.setdefault(each.path, {})[each.method] = _operation(each, references, definitions)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Automaton", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


References = Mapping[tuple[type[Schema], JsonSchemaMode], dict[str, Any]]
Definitions = Mapping[str, dict[str, Any]]


def _operation(each: Mounted, references: References, definitions: Definitions) -> dict[str, Any]:
    operation = each.operation
    success: dict[str, Any] = {"description": operation.summary}
    if operation.response is not None:
        success["content"] = {"application/json": {"schema": references[operation.response, "serialization"]}}
    problem = {"application/problem+json": {"schema": references[ProblemDocument, "serialization"]}}
    printed: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [each.route.removeprefix("api/v1/").partition("/")[0]],
        "summary": operation.summary,
        "parameters": each.parameters + _query_parameters(operation, references, definitions),
        "responses": {str(operation.status): success, "default": {"description": "Refused", "content": problem}},
    }
    if operation.description:
        printed["description"] = operation.description
    if operation.body is not None:
        is_required = any(field.is_required() for field in operation.body.model_fields.values())
        schema = references[operation.body, "validation"]
        printed["requestBody"] = {"required": is_required, "content": {"application/json": {"schema": schema}}}
    if operation.permission is not PUBLIC:
        printed["security"] = [{"bearer": []}]
    if operation.permission not in (PUBLIC, SIGNED_IN):
        printed["x-permission"] = operation.permission.value
    return printed


def _query_parameters(operation: Operation, references: References, definitions: Definitions) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    name = references[operation.query, "validation"]["$ref"].rpartition("/")[2]
    schema = definitions[name]
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]


def _schemas(found: Sequence[Mounted]) -> tuple[References, Definitions]:
    asked: dict[tuple[type[Schema], JsonSchemaMode], None] = {(ProblemDocument, "serialization"): None}
    for each in found:
        for brought in (each.operation.body, each.operation.query):
            if brought is not None:
                asked[brought, "validation"] = None
        if each.operation.response is not None:
            asked[each.operation.response, "serialization"] = None
    references, top = models_json_schema(list(asked), ref_template=_REFERENCE, schema_generator=_Readable)
    return references, top.get("$defs", {})  # type: ignore[return-value]  # keyed by what was asked for


class _Readable(GenerateJsonSchema):
    """Fields without the titles that pydantic makes of their names: they only make generated types longer."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - the interface
        return False
