"""One path of the API with its methods, mounted as a Django REST framework view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, cast

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView

from automaton.errors import NotAuthenticated, PermissionDenied
from automaton.http.bodies import read_body, read_query
from automaton.http.operations import PUBLIC, SIGNED_IN, Answer, Operation, operation_of
from automaton.schema import Schema

Method = Callable[..., Any]


class Caller(Protocol):
    """An actor, as far as this border is concerned."""

    @property
    def permissions(self) -> frozenset[str]: ...


class OnlyJson(BaseContentNegotiation):
    """There is one representation, so there is nothing to negotiate."""

    def select_parser(self, request: Request, parsers: Any) -> Any:  # noqa: ARG002 - the interface
        return None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:  # noqa: ARG002 - the interface
        return renderers[0], "application/json"


class Endpoint(APIView):
    """Base of what ``endpoint`` makes."""

    operations: ClassVar[Mapping[str, Operation]] = {}
    content_negotiation_class = OnlyJson
    metadata_class = None


def endpoint(
    *,
    get: Method | None = None,
    post: Method | None = None,
    put: Method | None = None,
    patch: Method | None = None,
    delete: Method | None = None,
) -> Callable[..., HttpResponseBase]:
    """A view for Django's ``path``. Refuses functions that do not name a permission."""
    given = {"get": get, "post": post, "put": put, "patch": patch, "delete": delete}
    operations = {method: operation_of(function) for method, function in given.items() if function is not None}
    is_public = {found.permission is PUBLIC for found in operations.values()}
    if len(is_public) > 1:
        raise TypeError("public and other operations do not share a path: a bad token would close the public one")
    members: dict[str, Any] = {method: _handler(found) for method, found in operations.items()}
    members |= {"operations": operations, "http_method_names": [*operations, *(["head"] if get else [])]}
    if is_public == {True}:
        members["authentication_classes"] = ()
    made: type[Endpoint] = type("Endpoint", (Endpoint,), members)
    return made.as_view()


def _handler(found: Operation) -> Callable[..., HttpResponse]:
    """The method of the view: permission, then input, then the work, then the answer."""
    wants_actor, wants_request = "actor" in found.takes, "request" in found.takes

    def handle(self: Endpoint, request: Request, **path: Any) -> HttpResponse:  # noqa: ARG001 - a method
        arguments: dict[str, Any] = path
        if found.permission is not PUBLIC:
            caller = _allowed(request, found)
            if wants_actor:
                arguments["actor"] = caller
        if found.body is not None:
            arguments["body"] = read_body(request._request, found.body)
        if found.query is not None:
            arguments["query"] = read_query(request._request, found.query)
        if wants_request:
            arguments["request"] = request
        return _respond(found.run(**arguments), found.status)

    return handle


def _allowed(request: Request, found: Operation) -> Caller:
    caller = cast(Caller | None, request.user)
    if caller is None:
        raise NotAuthenticated("Send an access token: Authorization: Bearer <token>.")
    if found.permission is not SIGNED_IN and found.permission not in caller.permissions:
        raise PermissionDenied(
            f"This needs the permission {found.permission.value}, which your role does not include; ask an admin."
        )
    return caller


def _respond(result: Schema | Answer[Schema | None] | None, status: int) -> HttpResponse:
    headers: Mapping[str, str] = {}
    if isinstance(result, Answer):
        headers, status = result.headers, result.status or status
        result = result.body
    if result is None:
        return HttpResponse(status=status, headers=headers)
    content = result.__pydantic_serializer__.to_json(result, by_alias=True)
    return HttpResponse(content, status=status, headers=headers, content_type="application/json")
