"""Calls a web API or fetches a page, once for each item.

The answer becomes the item: an object as it is, a list as one item per element, a text as the field data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from pydantic import Field

from workflows.nodes.base import (
    MAIN,
    Category,
    Context,
    Example,
    HttpResponse,
    Item,
    NodeClass,
    NodeError,
    NodeParams,
    NodeType,
    Output,
    Params,
    Text,
    kind_of,
    param,
    parse_json,
    value_at,
)

_RETRYABLE = frozenset({408, 425, 429})  # and every 5xx: the same request may succeed later
_NO_LINE_BREAK = r"^[^\r\n\x00]*$"  # a header that holds one smuggles in a second header
_NULL_LEAVES_OUT = "When it is null, nothing is sent."
_TEXTS = (
    "text/",
    "application/xml",
    "application/xhtml",
    "application/javascript",
    "application/x-www-form-urlencoded",
)


class Method(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"
    HEAD = "HEAD"
    OPTIONS = "OPTIONS"


class Body(StrEnum):
    NONE = "none"
    JSON = "json"
    FORM = "form"
    TEXT = "text"


class ResponseFormat(StrEnum):
    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


class OnStatusError(StrEnum):
    """What happens on a status of 400 and above."""

    FAIL = "fail"
    RETURN = "return"


class Pair(NodeParams):
    name: str = param(label="Name", min_length=1)
    value: Text | None = param("", label="Value", help=_NULL_LEAVES_OUT)


class Header(NodeParams):
    name: str = param(label="Name", pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
    value: Annotated[Text, Field(pattern=_NO_LINE_BREAK)] | None = param("", label="Value", help=_NULL_LEAVES_OUT)


class HttpRequestParams(NodeParams):
    method: Method = param(Method.GET, label="Method")
    url: str = param(label="URL", help="With https://.", min_length=1, max_length=20_000)
    query: tuple[Pair, ...] = param((), label="Query parameters", max_length=500)
    headers: tuple[Header, ...] = param((), label="Headers", max_length=200)
    body: Body = param(Body.NONE, label="Body", expression=False)
    json_body: Any = param(
        None,
        label="JSON",
        help="An object, or a text that is JSON once its expressions are filled in.",
        widget="json",
        show_if={"body": [Body.JSON]},
    )
    form_fields: tuple[Pair, ...] = param((), label="Form fields", max_length=500, show_if={"body": [Body.FORM]})
    text_body: Text = param("", label="Text", widget="text", show_if={"body": [Body.TEXT]})
    text_type: str = param("text/plain", label="Content type", pattern=_NO_LINE_BREAK, show_if={"body": [Body.TEXT]})
    response_format: ResponseFormat = param(
        ResponseFormat.AUTO, label="Read the answer as", help="Auto goes by its content type.", expression=False
    )
    items_path: str = param(
        "",
        label="Items are in",
        help="Field of the answer that holds the list, such as data.results. Left empty: the answer itself.",
        expression=False,
        max_length=500,
        show_if={"fullResponse": [False]},
    )
    full_response: bool = param(
        False, label="Full response", help="One item with status, headers and body.", expression=False
    )
    on_status_error: OnStatusError = param(
        OnStatusError.FAIL,
        label="On an error status",
        help="Fail the node, or return what came like any other answer.",
        expression=False,
    )
    timeout_s: float = param(30, label="Time-out", unit="s", gt=0, le=3_600)
    follow_redirects: bool = param(True, label="Follow redirects", expression=False)
    send_idempotency_key: bool = param(
        False,
        label="Send an idempotency key",
        help="The same key on every attempt, so that an API that understands it does the work once.",
        expression=False,
    )


_JSON = {"content-type": "application/json"}


def _answer(url: str, body: bytes, status: int = 200, headers: Mapping[str, str] = _JSON) -> HttpResponse:
    return HttpResponse(status=status, headers=headers, body=body, url=url)


class HttpRequest(NodeType[HttpRequestParams]):
    key = "http.request"
    label = "HTTP request"
    category = Category.NETWORK
    node_class = NodeClass.IO
    has_side_effects = True
    params_model = HttpRequestParams
    examples = (
        Example(
            title="Fetch the user each item names",
            params={"url": "https://api.example.com/users/{{ $json.id }}"},
            items={MAIN: [{"id": 7}]},
            http={
                "GET https://api.example.com/users/7": _answer(
                    "https://api.example.com/users/7", b'{"id": 7, "name": "Ada"}'
                )
            },
            output={MAIN: [{"id": 7, "name": "Ada"}]},
        ),
        Example(
            title="A list becomes one item per element",
            params={"url": "https://api.example.com/tags", "query": [{"name": "of", "value": "a b"}]},
            http={
                "GET https://api.example.com/tags?of=a+b": _answer(
                    "https://api.example.com/tags", b'[{"tag": "new"}, "plain"]'
                )
            },
            output={MAIN: [{"tag": "new"}, {"data": "plain"}]},
        ),
        Example(
            title="The list lies inside the answer",
            params={"url": "https://api.example.com/search", "itemsPath": "found.users"},
            http={
                "GET https://api.example.com/search": _answer(
                    "https://api.example.com/search", b'{"found": {"users": [{"id": 1}, {"id": 2}]}}'
                )
            },
            output={MAIN: [{"id": 1}, {"id": 2}]},
        ),
        Example(
            title="There is no list where one should be",
            params={"url": "https://api.example.com/search", "itemsPath": "found"},
            http={"GET https://api.example.com/search": _answer("https://api.example.com/search", b'{"found": 3}')},
            error="NO_ITEMS",
        ),
        Example(
            title="Post an order and look at the whole answer",
            params={
                "method": "POST",
                "url": "https://api.example.com/orders",
                "body": "json",
                "jsonBody": {"order": "{{ $json.order }}"},
                "fullResponse": True,
            },
            items={MAIN: [{"order": 7}]},
            http={
                "POST https://api.example.com/orders": _answer("https://api.example.com/orders", b'{"ok": true}', 201)
            },
            output={MAIN: [{"status": 201, "headers": _JSON, "body": {"ok": True}}]},
        ),
        Example(
            title="A page that is not there fails the node",
            params={"url": "https://api.example.com/nowhere"},
            http={
                "GET https://api.example.com/nowhere": _answer("https://api.example.com/nowhere", b"no such page", 404)
            },
            error="HTTP_STATUS",
        ),
    )

    def run(self, params: Params[HttpRequestParams], items: Sequence[Item], ctx: Context) -> Output:
        results: list[Item] = []
        for index, item in enumerate(items):
            ctx.checkpoint()
            request = params.of(item)
            response = _send(request, index, ctx)
            if response.status >= 400 and request.on_status_error is OnStatusError.FAIL:
                raise _status_error(request.method, response, index)
            results += [item.derive(result) for result in _results(request, response)]
        return Output.main(results)


# ---------------------------------------------------------------- the request


def _send(request: HttpRequestParams, index: int, ctx: Context) -> HttpResponse:
    body, content_type = _body(request)
    headers = {header.name: header.value for header in request.headers if header.value is not None}
    if content_type and "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = content_type
    if request.send_idempotency_key:
        headers["Idempotency-Key"] = f"{ctx.idempotency_key}-{index}"
    return ctx.http.request(
        request.method,
        request.url.strip(),
        headers=headers,
        query=_pairs(request.query),
        body=body,
        timeout_s=min(request.timeout_s, ctx.remaining_s()),
        follow_redirects=request.follow_redirects,
    )


def _body(request: HttpRequestParams) -> tuple[bytes | None, str | None]:
    """The bytes to send and their content type."""
    match request.body:
        case Body.NONE:
            return None, None
        case Body.JSON:
            return json.dumps(_json_to_send(request.json_body)).encode(), "application/json"
        case Body.FORM:
            return urlencode(_pairs(request.form_fields)).encode(), "application/x-www-form-urlencoded"
        case Body.TEXT:
            return request.text_body.encode(), request.text_type


def _json_to_send(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_json(value)
    except ValueError as error:
        raise NodeError(
            f"The JSON to send is not valid: {error}. Write it as an object, and texts in it are quoted by themselves.",
            code="BODY_NOT_JSON",
        ) from None


def _pairs(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    return [(pair.name, pair.value) for pair in pairs if pair.value is not None]


# ---------------------------------------------------------------- the answer


def _results(request: HttpRequestParams, response: HttpResponse) -> list[Mapping[str, Any]]:
    """The JSON of the items that an answer becomes."""
    content = _content(request.response_format, response)
    if request.full_response:
        return [{"status": response.status, "headers": dict(response.headers), "body": content}]
    if request.items_path:
        content = _list_at(request.items_path, content)
    elements = content if isinstance(content, list) else [content]
    return [element if isinstance(element, dict) else {"data": element} for element in elements]


def _list_at(path: str, content: Any) -> list[Any]:
    found = value_at(content, path)
    if not isinstance(found, list):
        raise NodeError(
            f"The answer has no list at '{path}' but {kind_of(found)}; look at it with 'Full response'.",
            code="NO_ITEMS",
        )
    return found


def _content(response_format: ResponseFormat, response: HttpResponse) -> Any:
    content_type = _header(response, "content-type").lower()
    if response_format is ResponseFormat.TEXT:
        return _text(response, content_type)
    if response_format is ResponseFormat.JSON or "json" in content_type:
        return _parsed(response) if response.body.strip() else {}
    if content_type and not content_type.startswith(_TEXTS) and response.body:
        raise NodeError(
            f"{_place(response.url)} answered with a file ({content_type}); read it as text if it is one",
            code="RESPONSE_IS_FILE",
        )
    return _text(response, content_type)


def _parsed(response: HttpResponse) -> Any:
    try:
        return parse_json(response.body)
    except ValueError as error:
        raise NodeError(
            f"{_place(response.url)} answered with something that is not JSON: {error}", code="RESPONSE_NOT_JSON"
        ) from None


def _text(response: HttpResponse, content_type: str) -> str:
    _, _, charset = content_type.partition("charset=")
    try:
        return response.body.decode(charset.split(";")[0].strip(" \"'") or "utf-8", errors="replace")
    except LookupError:
        return response.body.decode("utf-8", errors="replace")


def _status_error(method: str, response: HttpResponse, index: int) -> NodeError:
    phrase = HTTPStatus(response.status).phrase if response.status in HTTPStatus._value2member_map_ else ""
    said = response.body[:300].decode("utf-8", errors="replace").strip()
    retry_after = _header(response, "retry-after")
    return NodeError(
        f"{method} {_place(response.url)} answered {response.status} {phrase}".rstrip() + (f": {said}" if said else ""),
        code="HTTP_STATUS",
        retryable=response.status in _RETRYABLE or response.status >= 500,
        status=response.status,
        item=index,
        **({"retry_after_s": int(retry_after)} if retry_after.isdecimal() and len(retry_after) < 7 else {}),
    )


def _header(response: HttpResponse, name: str) -> str:
    return next((value for key, value in response.headers.items() if key.lower() == name), "")


def _place(url: str) -> str:
    """The address without its query and user, which may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
