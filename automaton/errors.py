"""Every error the product raises on purpose, and what the API answers for it.

    AutomatonError                     500  internal_error
    ├── InvalidInput                   400  invalid_input         the request names a thing that is wrong
    │   └── InvalidGraph               400  invalid_graph         a workflow that cannot run, with all its problems
    ├── NotAuthenticated               401  not_authenticated     no token, or one that is wrong or expired
    ├── PermissionDenied               403  permission_denied     the actor's role lacks the permission
    ├── NotFound                       404  not_found             absent, or another organization's
    ├── Conflict                       409  conflict              the state of the thing forbids it
    │   └── StaleRevision              412  stale_revision        somebody saved in between
    ├── TooLarge                       413  too_large             above a documented limit
    ├── RateLimited                    429  rate_limited          try again after ``retry_after_s``
    └── Unavailable                    503  unavailable           a store is away; nothing was done

An error carries a sentence for people (``detail``: names the thing, what is wrong, what to do) and data
for programs (``problems``). ``automaton.http`` turns it into an RFC 9457 problem document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, addressed so that a form or a canvas can point at it.

    An ``error`` forbids what was asked for; a ``warning`` is told and forbids nothing.
    """

    code: str
    message: str
    field: str | None = None
    node: str | None = None
    edge: str | None = None
    severity: Literal["error", "warning"] = "error"


class AutomatonError(Exception):
    """Base of all deliberate errors; ``detail`` may be shown to the caller."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, detail: str, *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problems = tuple(problems)


class InvalidInput(AutomatonError):
    status = 400
    code = "invalid_input"
    title = "The request is not valid"


class InvalidGraph(InvalidInput):
    code = "invalid_graph"
    title = "The workflow is not valid"


class NotAuthenticated(AutomatonError):
    status = 401
    code = "not_authenticated"
    title = "Sign in first"


class PermissionDenied(AutomatonError):
    status = 403
    code = "permission_denied"
    title = "Your role does not allow this"


class NotFound(AutomatonError):
    status = 404
    code = "not_found"
    title = "Not found"


class Conflict(AutomatonError):
    status = 409
    code = "conflict"
    title = "The current state does not allow this"


class StaleRevision(Conflict):
    status = 412
    code = "stale_revision"
    title = "Somebody saved in between"

    def __init__(self, detail: str, *, current_revision: int) -> None:
        super().__init__(detail)
        self.current_revision = current_revision


class TooLarge(AutomatonError):
    status = 413
    code = "too_large"
    title = "Too large"


class RateLimited(AutomatonError):
    status = 429
    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, detail: str, *, retry_after_s: float) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class Unavailable(AutomatonError):
    status = 503
    code = "unavailable"
    title = "Temporarily unavailable"
