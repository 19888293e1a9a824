"""The request as it goes out over a socket, and every kind of answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.workflows.local_web import Received, local_web
from tests.workflows.memory_context import jsons, run_node
from workflows.nodes.base import HttpResponse, NodeError
from workflows.nodes.http.request import HttpRequest

URL = "https://api.example.com/x"


def fetched(
    params: dict[str, Any], answer: HttpResponse | None = None, items: list[dict[str, Any]] | None = None
) -> tuple[list[Any], list[Received]]:
    """What comes out, and what the server received; it answers every method at URL alike."""
    found = answer or HttpResponse(200, {"content-type": "application/json"}, b"{}", URL)
    with local_web({f"{method} {URL}": found for method in ("GET", "POST", "PUT")}) as web:
        output = run_node(HttpRequest(), {"url": URL, **params}, {"main": items or [{}]}, http=web)
    return jsons(output), web.received


def answered(body: bytes, content_type: str = "application/json", status: int = 200, **params: Any) -> list[Any]:
    return fetched(params, HttpResponse(status, {"content-type": content_type}, body, URL))[0]


def sent(**params: Any) -> Received:
    return fetched({"method": "POST", **params})[1][0]


def test_json_goes_out_as_json() -> None:
    request = sent(body="json", jsonBody={"a": [1, "\u00e9", "\ud800"]})
    assert json.loads(request.body) == {"a": [1, "\u00e9", "\ud800"]}
    assert request.headers["content-type"] == "application/json"


def test_a_text_that_is_json_is_sent_as_what_it_says() -> None:
    assert json.loads(sent(body="json", jsonBody='{"a": {{ $itemIndex }}}').body) == {"a": 0}


def test_a_text_that_is_no_json_is_not_sent() -> None:
    with pytest.raises(NodeError) as raised:
        sent(body="json", jsonBody="{'a': 1}")
    assert raised.value.code == "BODY_NOT_JSON"


def test_a_form_and_a_text() -> None:
    form = sent(body="form", formFields=[{"name": "a b", "value": "1&2"}, {"name": "off", "value": "{{ null }}"}])
    assert (form.body, form.headers["content-type"]) == (b"a+b=1%262", "application/x-www-form-urlencoded")
    text = sent(body="text", textBody="{{ $json }}", textType="text/csv")
    assert (text.body, text.headers["content-type"]) == (b"{}", "text/csv")


def test_a_content_type_of_ones_own_wins() -> None:
    headers = [{"name": "content-TYPE", "value": "application/vnd.api+json"}, {"name": "X-On", "value": "{{ true }}"}]
    request = sent(body="json", jsonBody={}, headers=headers)
    assert request.headers["content-type"] == "application/vnd.api+json"
    assert request.headers["x-on"] == "true"


def test_the_query_joins_the_one_in_the_url() -> None:
    answer = HttpResponse(200, {"content-type": "application/json"}, b'{"ok": 1}', URL)
    query = [{"name": "tag", "value": "a"}, {"name": "tag", "value": "b c"}]
    with local_web({f"GET {URL}?page=2&tag=a&tag=b+c": answer}) as web:
        output = run_node(HttpRequest(), {"url": f"{URL}?page=2", "query": query}, http=web)
    assert jsons(output) == [{"ok": 1}]


def test_the_idempotency_key_differs_by_item_only() -> None:
    _, requests = fetched({"sendIdempotencyKey": True}, items=[{}, {}])
    assert [request.headers["idempotency-key"] for request in requests] == ["key-1-0", "key-1-1"]


def test_a_header_cannot_smuggle_another() -> None:
    with pytest.raises(NodeError) as raised:
        fetched({"headers": [{"name": "X", "value": "{{ $json.h }}"}]}, items=[{"h": "a\r\nCookie: stolen"}])
    assert raised.value.code == "PARAMS"
    assert raised.value.data["parameter"] == "headers[0].value"


@pytest.mark.parametrize(
    ("body", "content_type", "params", "items"),
    [
        (b'{"a": 1}', "application/json", {}, [{"a": 1}]),
        (b'[{"a": 1}, 2]', "application/json", {}, [{"a": 1}, {"data": 2}]),
        (b"[]", "application/json", {}, []),
        (b"5", "application/problem+json", {}, [{"data": 5}]),
        (b'{"id": 18446744073709551616}', "application/json", {}, [{"id": 18446744073709551616.0}]),
        (b"", "application/json", {}, [{}]),
        (b"hello", "text/plain", {}, [{"data": "hello"}]),
        (b"", "", {}, [{"data": ""}]),
        ("\u00e9".encode("latin-1"), "text/html; charset=iso-8859-1", {}, [{"data": "\u00e9"}]),
        (b"\xff", "text/html; charset=no-such-thing", {}, [{"data": "\ufffd"}]),
        (b'{"a": 1}', "text/plain", {"responseFormat": "json"}, [{"a": 1}]),
        (b'{"a": 1}', "application/json", {"responseFormat": "text"}, [{"data": '{"a": 1}'}]),
        (b"\x89PNG", "image/png", {"responseFormat": "text"}, [{"data": "\ufffdPNG"}]),
    ],
)
def test_an_answer_becomes_items(body: bytes, content_type: str, params: dict[str, Any], items: list[Any]) -> None:
    assert answered(body, content_type, **params) == items


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"{", "application/json", "RESPONSE_NOT_JSON"),
        (b'{"a": NaN}', "application/json", "RESPONSE_NOT_JSON"),
        (b"[" * 200_000, "application/json", "RESPONSE_NOT_JSON"),
        (b"1e999", "application/json", "RESPONSE_NOT_JSON"),
        (b"9" * 5_000, "application/json", "RESPONSE_NOT_JSON"),
        (b"\xff\xfe\x00", "application/json", "RESPONSE_NOT_JSON"),
        (b"\x89PNG", "image/png", "RESPONSE_IS_FILE"),
    ],
)
def test_an_answer_that_cannot_be_read_says_so(body: bytes, content_type: str, code: str) -> None:
    with pytest.raises(NodeError) as raised:
        answered(body, content_type)
    assert raised.value.code == code
    assert not raised.value.retryable


@pytest.mark.parametrize(("status", "retryable"), [(400, False), (404, False), (408, True), (429, True), (503, True)])
def test_an_error_status_fails_and_says_whether_to_try_again(status: int, retryable: bool) -> None:
    answer = HttpResponse(status, {"content-type": "text/plain", "Retry-After": "7"}, b"why", URL + "?key=secret")
    with pytest.raises(NodeError) as raised:
        fetched({}, answer)
    error = raised.value
    assert (error.code, error.retryable, error.data["status"], error.data["retry_after_s"]) == (
        "HTTP_STATUS",
        retryable,
        status,
        7,
    )
    assert "secret" not in error.message
    assert error.message.endswith("why")


def test_an_error_status_can_be_an_answer_like_any_other() -> None:
    params: dict[str, Any] = {"onStatusError": "return", "fullResponse": True}
    (item,) = answered(b'{"why": 1}', status=404, **params)
    assert (item["status"], item["body"]) == (404, {"why": 1})


def test_a_list_in_a_full_response_stays_one_item() -> None:
    (item,) = answered(b"[1, 2]", fullResponse=True)
    assert item["body"] == [1, 2]
