"""Every refusal is a problem document."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from tests.graphs import edge, node
from tests.people import Api, Person, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make_person()


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The document, after its fixed parts have been looked at."""
    document: dict[str, Any] = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, document["status"], document["code"]) == (status, status, code)
    assert document["type"] == f"urn:automaton:problem:{code}"
    assert document["title"]
    assert document["detail"]
    assert document["requestId"] == answer.headers["X-Request-ID"]
    return document


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_nothing_at_the_address(method: str) -> None:
    api = Api(csrf_checks=True)

    refused(api.send(method, "nowhere"), 404, "not_found")
    refused(api.send(method, "workflows/not-an-id"), 404, "not_found")


def test_a_form_from_another_site() -> None:
    answer = Api(csrf_checks=True).send("POST", "/admin/login/", b"username=a")

    refused(answer, 403, "permission_denied")


def test_a_method_the_address_does_not_have(person: Person) -> None:
    refused(person.api.delete("auth/me"), 405, "method_not_allowed")


def test_no_token() -> None:
    refused(Api().get("workflows"), 401, "not_authenticated")


def test_a_wrong_token() -> None:
    refused(Api("nonsense").get("workflows"), 401, "not_authenticated")


def test_malformed_json(person: Person) -> None:
    document = refused(person.api.post("workflows", b'{"name": '), 400, "invalid_input")

    assert [problem["code"] for problem in document["problems"]] == ["malformed_json"]


def test_a_body_that_is_not_json(person: Person) -> None:
    answer = person.api.post("workflows", b"name=A", **{"Content-Type": "application/x-www-form-urlencoded"})

    refused(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"7"])
def test_json_that_is_not_an_object(person: Person, body: bytes) -> None:
    refused(person.api.post("workflows", body), 400, "invalid_input")


def test_no_body_where_fields_are_required(person: Person) -> None:
    document = refused(person.api.post("workflows"), 400, "invalid_input")

    assert [(problem["field"], problem["code"]) for problem in document["problems"]] == [("name", "required")]


def test_an_unknown_field_wherever_it_is(person: Person) -> None:
    body = {"name": "A", "colour": "red", "nodes": [{**node("a"), "size": 3}]}

    document = refused(person.api.post("workflows", body), 400, "invalid_input")

    found = {problem["field"]: problem["code"] for problem in document["problems"]}
    assert found == {"colour": "unknown_field", "nodes.0.size": "unknown_field"}


@pytest.mark.parametrize("value", [0, "no", "false", None])
def test_a_value_of_another_type_is_not_bent_until_it_fits(person: Person, value: object) -> None:
    body = {"name": "A", "nodes": [{**node("a"), "disabled": value}]}

    document = refused(person.api.post("workflows", body), 400, "invalid_input")

    assert [problem["field"] for problem in document["problems"]] == ["nodes.0.disabled"]


def test_what_was_sent_is_not_sent_back() -> None:
    answer = Api().post("auth/token", {"email": "a@b.org", "password": ["my secret"]})

    refused(answer, 400, "invalid_input")
    assert b"my secret" not in answer.content


def test_a_body_of_two_megabytes_is_refused_before_it_is_read(person: Person) -> None:
    refused(person.api.post("workflows", b" " * 2_000_000), 413, "too_large")


def test_a_body_of_two_megabytes_is_refused_only_to_those_who_may_send_one() -> None:
    refused(Api().post("workflows", b" " * 2_000_000), 401, "not_authenticated")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=many", "cursor=nonsense", "status=odd", "colour=red"])
def test_a_query_that_is_not_valid(person: Person, query: str) -> None:
    document = refused(person.api.get(f"workflows?{query}"), 400, "invalid_input")

    assert [problem["field"] for problem in document["problems"]] == [query.partition("=")[0]]


@pytest.mark.django_db(transaction=True)
def test_a_character_that_cannot_be_stored(person: Person) -> None:
    refused(person.api.post("workflows", {"name": "A\x00"}), 400, "invalid_input")
    refused(person.api.post("workflows", {"name": "A", "nodes": [node("a", value="\x00")]}), 400, "invalid_input")
    refused(person.api.get("workflows?search=%00"), 400, "invalid_input")


def test_a_number_that_is_none(person: Person) -> None:
    at_infinity = b'{"name": "A", "nodes": [{"id": "a", "name": "A", "type": "x", "position": {"x": 1e999, "y": 0}}]}'

    refused(person.api.post("workflows", at_infinity), 400, "invalid_input")


def test_an_unknown_node_type_when_publishing(person: Person) -> None:
    graph = {"nodes": [node("start", "trigger.manual"), node("a", "data.set_feilds")], "edges": [edge("start", "a")]}
    workflow = person.api.post("workflows", {"name": "A", **graph}).json()

    document = refused(person.api.post(f"workflows/{workflow['id']}/publish", {}), 400, "invalid_graph")

    [problem] = [each for each in document["problems"] if each["severity"] == "error"]
    assert (problem["code"], problem["node"], problem["field"]) == ("unknown_type", "a", "type")
    assert "data.set_fields" in problem["message"]


def test_a_cycle_when_publishing(person: Person) -> None:
    graph = {
        "nodes": [node("start", "trigger.manual"), node("a"), node("b")],
        "edges": [edge("start", "a"), edge("a", "b"), edge("b", "a")],
    }
    workflow = person.api.post("workflows", {"name": "A", **graph}).json()

    document = refused(person.api.post(f"workflows/{workflow['id']}/publish", {}), 400, "invalid_graph")

    assert "cycle" in {problem["code"] for problem in document["problems"]}


def test_an_id_nothing_has(person: Person) -> None:
    refused(person.api.get(f"workflows/{uuid4()}"), 404, "not_found")


def test_our_own_mistake_tells_nothing_but_a_request_id(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr("workflows.drafts.get_workflows", fail)

    answer = person.api.get("workflows")

    refused(answer, 500, "internal_error")
    assert b"swordfish" not in answer.content


def test_a_database_that_is_away(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("workflows.drafts.get_workflows", fail)

    refused(person.api.get("workflows"), 503, "unavailable")
