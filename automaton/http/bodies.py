"""What a request brings: JSON bodies and query strings, into Schemas or into problems with field paths."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rest_framework.exceptions import UnsupportedMediaType

from automaton.errors import InvalidInput, Problem, TooLarge
from automaton.http.conf import http_settings
from automaton.schema import Schema

S = TypeVar("S", bound=Schema)

MAX_PROBLEMS = 50
MAX_DISCARDED_BYTES = 8_000_000

# pydantic's names of what people do wrong most, in our words; the others are passed on.
_CODES = {"extra_forbidden": "unknown_field", "missing": "required", "json_invalid": "malformed_json"}
_MESSAGES = {"extra_forbidden": "There is no such field.", "missing": "This field is required."}


def read_body(request: HttpRequest, schema: type[S]) -> S:
    """The JSON body as ``schema``; none at all is an empty object.

    Raises TooLarge, UnsupportedMediaType, InvalidInput.
    """
    content = raw_body(request, max_bytes=http_settings().max_body_bytes)
    if content and request.content_type != "application/json":
        raise UnsupportedMediaType(
            request.content_type or "", "The body must be JSON: send it with Content-Type: application/json."
        )
    try:
        # Strict: 0 is no false and "5" no number, as the published schema says.
        return schema.model_validate_json(content or b"{}", strict=True)
    except ValidationError as error:
        raise _invalid(error, "body") from None


def raw_body(request: HttpRequest, *, max_bytes: int) -> bytes:
    """The bytes of the body; refuses by the announced length, before any of it is kept. Raises TooLarge."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise InvalidInput("Content-Length must be a number.") from None
    if length > max_bytes:
        _discard(request, length)
        raise TooLarge(f"The body has {length} bytes; at most {max_bytes} are taken.")
    return request.read(length) if length > 0 else b""


def _discard(request: HttpRequest, length: int) -> None:
    """Read a refused body away while that is cheap: else the server closes the connection under the next request."""
    if length <= MAX_DISCARDED_BYTES:
        while length > 0 and (chunk := request.read(min(length, 65_536))):
            length -= len(chunk)


def read_query(request: HttpRequest, schema: type[S]) -> S:
    """The query string as ``schema``; the last of repeated names counts. Raises InvalidInput."""
    try:
        return schema.model_validate(request.GET.dict())
    except ValidationError as error:
        raise _invalid(error, "query string") from None


def _invalid(error: ValidationError, place: str) -> InvalidInput:
    # Without the input: it may hold a password.
    details = error.errors(include_url=False, include_input=False, include_context=False)
    problems = [_problem(detail) for detail in details[:MAX_PROBLEMS]]
    if details[0]["type"] == "json_invalid":
        return InvalidInput(f"The {place} is not JSON.", problems=problems)
    named = ", ".join(problem.field or place for problem in problems[:5])
    return InvalidInput(f"The {place} is not valid; see: {named}.", problems=problems)


def _problem(detail: ErrorDetails) -> Problem:
    kind = detail["type"]
    return Problem(
        code=_CODES.get(kind, kind),
        message=_MESSAGES.get(kind, detail["msg"].removeprefix("Value error, ")),
        field=".".join(str(part) for part in detail["loc"]) or None,
    )
