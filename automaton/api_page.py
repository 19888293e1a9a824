"""The reference page of the API, printed from the mounted operations: ``python -m automaton.api_page``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from automaton import errors
from automaton.errors import AutomatonError

if TYPE_CHECKING:
    from automaton.http.openapi import Mounted

_OPENING = """# REST API

Printed by `python -m automaton.api_page > docs/api.md`; a test keeps it true.

Every path begins with `/api/v1`. Bodies and answers are JSON, names in camelCase, unknown fields refused. The whole
contract, with all schemas, is the OpenAPI 3.1 document at `GET /api/v1/openapi.json`. How to use it is shown in the
[README](../README.md), the websocket in [realtime.md](realtime.md), roles in [operations.md](operations.md).

Send `Authorization: Bearer <access token>`. *anybody* needs none, *signed in* takes any token, everything else asks
for the permission that stands there. Another organization's id is answered 404.
"""

_PROBLEMS = """## Problems

Every refusal is a problem document (RFC 9457, `application/problem+json`): `type`, `title`, `status`, `detail` for
people, `code` for programs, `requestId`, and `problems` with what is wrong where.

| code | status | title |
|---|---|---|"""

_EXPECTED = """
Any operation may answer `internal_error` and `unavailable`; one that needs a token `not_authenticated`, one that needs
a permission `permission_denied`, one with an id `not_found`, one with a body `invalid_input` and `too_large`. A thing
whose state does not allow what was asked answers `conflict`, `stale_revision` or `invalid_graph`."""


def page() -> str:
    """Markdown: a table of operations for each first part of a path, then the problems."""
    # Not at import: the URLs need Django to be set up.
    from automaton.http.openapi import mounted  # noqa: PLC0415 - as above
    from automaton.urls import urlpatterns  # noqa: PLC0415 - as above

    lines = [_OPENING]
    for subject, operations in _by_subject(mounted(urlpatterns)).items():
        lines += [f"## {subject}\n", "| operation | path | does | permission | success |", "|---|---|---|---|---|"]
        lines += [*map(_row, operations), ""]
    return "\n".join([*lines, _PROBLEMS, *_problem_rows(), _EXPECTED]) + "\n"


def _by_subject(operations: Iterable[Mounted]) -> Mapping[str, Sequence[Mounted]]:
    """Under the first word of their path, in the order in which they are mounted."""
    found: dict[str, list[Mounted]] = {}
    for each in operations:
        found.setdefault(each.path.removeprefix("/api/v1/").partition("/")[0], []).append(each)
    return found


def _row(each: Mounted) -> str:
    operation = each.operation
    permission = {"PUBLIC": "*anybody*", "SIGNED_IN": "*signed in*"}.get(
        operation.permission.name, f"`{operation.permission.value}`"
    )
    path = each.path.removeprefix("/api/v1")
    return (
        f"| `{operation.name}` | `{each.method.upper()} {path}` | {operation.summary} "
        f"| {permission} | {operation.status} |"
    )


def _problem_rows() -> Iterator[str]:
    for error in _tree(AutomatonError):
        yield f"| `{error.code}` | {error.status} | {error.title} |"


def _tree(root: type[AutomatonError]) -> Sequence[type[AutomatonError]]:
    """The errors of ``automaton.errors``, in the order in which they stand there."""
    return [found for found in vars(errors).values() if isinstance(found, type) and issubclass(found, root)]


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automaton.settings.test")
    django.setup()
    sys.stdout.write(page())
