"""What every answer carries, and the one line that every request leaves in the log."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from tests.people import Api, make_person

pytestmark = pytest.mark.django_db

LogLines = list[MutableMapping[str, Any]]


def request_line(lines: LogLines) -> Mapping[str, Any]:
    [line] = [line for line in lines if line["event"] == "request"]
    return line


def test_a_request_leaves_one_line_that_says_who_asked_for_what() -> None:
    person = make_person()
    workflow = person.api.post("workflows", {"name": "Payroll"}).json()

    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        person.api.get(f"workflows/{workflow['id']}?search=secret", **{"X-Request-ID": "from-the-proxy"})

    line = request_line(lines)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/workflows/<uuid:workflow_id>", 200)
    assert (line["organization"], line["user"]) == (str(person.organization.id), str(person.user.id))
    assert line["request_id"] == "from-the-proxy"
    assert line["duration_ms"] > 0


def test_the_line_holds_no_password_no_token_and_no_query() -> None:
    person = make_person(email="ada@example.org")

    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        Api().post("auth/token", {"email": "ada@example.org", "password": "hunter2-hunter2"})
        person.api.get("workflows?search=confidential")

    written = repr(lines)
    assert not [secret for secret in ("hunter2", person.token, "confidential", "ada@") if secret in written]


def test_nobody_is_on_the_line_of_a_request_without_a_token() -> None:
    make_person().api.get("auth/me")

    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        Api().get("auth/me")

    assert "user" not in request_line(lines)


def test_the_request_id_of_the_proxy_is_kept_and_a_strange_one_replaced() -> None:
    assert Api().get("/healthz", **{"X-Request-ID": "abcdef-123"}).headers["X-Request-ID"] == "abcdef-123"
    assert len(Api().get("/healthz", **{"X-Request-ID": 'x"; drop'}).headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/workflows", "/api/v1/nowhere", "/admin/login/"])
def test_every_answer_tells_browsers_to_be_careful(path: str) -> None:
    headers = Api().get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]


def test_answers_of_the_api_are_not_kept_by_caches() -> None:
    assert make_person().api.get("auth/me").headers["Cache-Control"] == "no-store"


def test_an_answer_says_how_long_it_is() -> None:
    answer = make_person().api.get("auth/me")

    assert answer.headers["Content-Length"] == str(len(answer.content))
