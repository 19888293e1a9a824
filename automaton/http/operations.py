"""One thing the API can do: a plain function whose signature is its contract, and the permission it asks for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from automaton.schema import Schema

T_co = TypeVar("T_co", bound=Schema | None, covariant=True)
F = TypeVar("F", bound=Callable[..., Any])


class Open(Enum):
    """What an operation names instead of a permission when none is needed. Always said, never assumed."""

    PUBLIC = "public"  # anybody
    SIGNED_IN = "signed in"  # any actor


PUBLIC = Open.PUBLIC
SIGNED_IN = Open.SIGNED_IN

# Parameter names with a meaning; every other parameter comes from the path.
GIVEN = frozenset({"actor", "body", "query", "request"})


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """A result with more to say than its body."""

    body: T_co
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None  # the operation's own when None


@dataclass(frozen=True, slots=True)
class Operation:
    """What the decorator read off a function; the endpoint runs it, the OpenAPI document prints it."""

    run: Callable[..., Any]
    name: str
    summary: str
    description: str
    permission: StrEnum | Open
    status: int
    body: type[Schema] | None
    query: type[Schema] | None
    response: type[Schema] | None
    takes: frozenset[str]
    path_parameters: frozenset[str]


def operation(*, permission: StrEnum | Open, status: int | None = None) -> Callable[[F], F]:
    """Mark a function as an operation of the API.

    Its parameters say what it needs: ``actor``, ``body`` (a Schema, from JSON), ``query`` (a Schema, from the
    query string), ``request``; all others come from the path. It returns a Schema, an ``Answer`` around one, or
    None (204). ``status`` is that of success: 200 unless told, 204 without a body.
    """
    if not isinstance(permission, StrEnum | Open):
        raise TypeError(f"an operation names its permission, PUBLIC or SIGNED_IN; {permission!r} is none of them")

    def mark(function: F) -> F:
        function.operation = _read(function, permission, status)  # type: ignore[attr-defined]  # endpoint() looks here
        return function

    return mark


def operation_of(function: Callable[..., Any]) -> Operation:
    """Raises TypeError for a function that names no permission: it cannot be mounted."""
    found = getattr(function, "operation", None)
    if not isinstance(found, Operation):
        raise TypeError(f"{function.__qualname__} has no @operation, so nobody said who may call it")
    return found


def _read(function: Callable[..., Any], permission: StrEnum | Open, status: int | None) -> Operation:
    hints = get_type_hints(function)
    takes = frozenset(inspect.signature(function).parameters)
    if "actor" in takes and permission is PUBLIC:
        raise TypeError(f"{function.__qualname__} is public, so there is no actor to hand over")
    response = _schema(hints.get("return"))
    summary, _, description = inspect.cleandoc(function.__doc__ or "").partition("\n")
    if not summary:
        raise TypeError(f"{function.__qualname__} needs a docstring: it is the text in the API's documentation")
    return Operation(
        run=function,
        name=re.sub(r"_(\w)", lambda match: match[1].upper(), function.__name__),
        summary=summary,
        description=description.strip(),
        permission=permission,
        status=status or (200 if response else 204),
        body=_schema(hints.get("body")),
        query=_schema(hints.get("query")),
        response=response,
        takes=takes & GIVEN,
        path_parameters=takes - GIVEN,
    )


def _schema(hint: Any) -> type[Schema] | None:
    if get_origin(hint) is Answer:
        hint = get_args(hint)[0]
    if hint is None or hint is type(None):
        return None
    if isinstance(hint, type) and issubclass(hint, Schema):
        return hint
    raise TypeError(f"{hint!r} is not a Schema, and only those cross the border")
