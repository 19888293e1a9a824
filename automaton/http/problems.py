"""Errors as RFC 9457 problem documents: ours, Django REST framework's and Django's."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Literal

import structlog
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException
from structlog.contextvars import get_contextvars

from automaton.errors import (
    AutomatonError,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    RateLimited,
    StaleRevision,
    TooLarge,
    Unavailable,
)
from automaton.errors import Problem as ErrorProblem
from automaton.schema import Schema

logger = structlog.get_logger()


class Problem(Schema):
    """One thing that is wrong, addressed so that a form or a canvas can point at it."""

    code: str
    message: str
    field: str | None = None
    node: str | None = None
    edge: str | None = None
    severity: Literal["error", "warning"] = "error"

    @classmethod
    def of(cls, problem: ErrorProblem) -> Problem:
        return cls(
            code=problem.code,
            message=problem.message,
            field=problem.field,
            node=problem.node,
            edge=problem.edge,
            severity=problem.severity,
        )


class ProblemDocument(Schema):
    """What every refusal looks like (RFC 9457). ``code`` is stable; ``detail`` is for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None
    current_revision: int | None = None
    problems: tuple[Problem, ...] = ()


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:  # noqa: ARG001 - DRF's hook
    """For Django REST framework: the document for an error on purpose; None leaves it to ``server_error``."""
    known = _known(error)
    return None if known is None else problem_response(known)


def problem_response(error: AutomatonError) -> HttpResponse:
    headers = {}
    if isinstance(error, RateLimited):
        headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return _response(
        ProblemDocument(
            type=f"urn:automaton:problem:{error.code}",
            title=error.title,
            status=error.status,
            detail=error.detail,
            code=error.code,
            request_id=get_contextvars().get("request_id"),
            current_revision=error.current_revision if isinstance(error, StaleRevision) else None,
            problems=tuple(Problem.of(problem) for problem in error.problems),
        ),
        headers,
    )


# ---------------------------------------------------------------- Django's own pages


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - the interface
    return problem_response(InvalidInput("The request cannot be understood."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - the interface
    return problem_response(PermissionDenied("This is not allowed."))


@csrf_exempt  # also mounted as a view, and a POST to nowhere is nowhere before it is anything else
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - the interface
    return problem_response(NotFound("There is nothing at this address; see /api/v1/openapi.json for what there is."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the interface
    return problem_response(PermissionDenied("The form is too old or came from another site; load it again."))


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the interface
    return problem_response(AutomatonError("This is our mistake and it was written down; quote the request id."))


# ---------------------------------------------------------------- other people's errors


_DJANGO: Mapping[type[Exception], Callable[[], AutomatonError]] = {
    Http404: lambda: NotFound("There is nothing at this address."),
    DjangoPermissionDenied: lambda: PermissionDenied("This is not allowed."),
    RequestDataTooBig: lambda: TooLarge("The body is too large."),
    SuspiciousOperation: lambda: InvalidInput("The request cannot be understood."),
    DataError: lambda: InvalidInput("A value cannot be stored: it is out of range, or holds a NUL character."),
    BadRequest: lambda: InvalidInput("The request cannot be understood."),
}


def _known(error: Exception) -> AutomatonError | None:
    if isinstance(error, AutomatonError):
        return error
    if isinstance(error, APIException):
        return _from_rest_framework(error)
    if isinstance(error, OperationalError | InterfaceError):
        logger.error("store_unavailable", store="postgresql", error=str(error).strip())
        return Unavailable("The database does not answer; nothing was done, try again in a moment.")
    return next((make() for kind, make in _DJANGO.items() if isinstance(error, kind)), None)


def _from_rest_framework(error: APIException) -> AutomatonError:
    known = AutomatonError(str(error.detail))
    known.status, known.code = error.status_code, str(error.default_code)  # type: ignore[misc]  # of this instance
    known.title = HTTPStatus(error.status_code).phrase  # type: ignore[misc]  # of this instance
    return known


def _response(document: ProblemDocument, headers: Mapping[str, str]) -> HttpResponse:
    content = document.model_dump_json(exclude_none=True)
    return HttpResponse(content, status=document.status, headers=headers, content_type="application/problem+json")
