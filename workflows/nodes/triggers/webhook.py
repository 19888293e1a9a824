"""Starts the workflow when a request arrives at its address.

The item holds the whole request: its method, path, query, headers and body.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from workflows.nodes.base import MAIN, Category, Context, Example, Item, NodeParams, NodeType, Output, Params, param


class Method(StrEnum):
    GET = "GET"
    POST = "POST"
    PUT = "PUT"
    PATCH = "PATCH"
    DELETE = "DELETE"
    HEAD = "HEAD"


class Respond(StrEnum):
    """When the caller gets an answer."""

    AT_ONCE = "at_once"
    LAST_NODE = "last_node"


class WebhookParams(NodeParams):
    path: str = param(
        "",
        label="Path",
        help="The end of the address, such as shop/orders. Left empty, the address is one nobody guesses.",
        expression=False,
        max_length=200,
        pattern=r"^([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?$",
    )
    methods: tuple[Method, ...] = param(
        (Method.POST,), label="Methods", help="Others are answered with 405.", expression=False, min_length=1
    )
    respond: Respond = param(
        Respond.AT_ONCE,
        label="Respond",
        help="At once with the id of the execution, or with what the last node puts out.",
        expression=False,
    )


_REQUEST: dict[str, Any] = {
    "method": "POST",
    "path": "orders",
    "query": {"shop": "north"},
    "headers": {"content-type": "application/json"},
    "body": {"order": 7},
}


class Webhook(NodeType[WebhookParams]):
    key = "trigger.webhook"
    label = "Webhook"
    category = Category.TRIGGERS
    is_trigger = True
    inputs = ()
    params_model = WebhookParams
    examples = (
        Example(
            title="An order is posted",
            params={"path": "orders", "methods": ["POST"]},
            items={MAIN: [_REQUEST]},
            output={MAIN: [_REQUEST]},
        ),
    )

    def run(self, params: Params[WebhookParams], items: Sequence[Item], ctx: Context) -> Output:  # noqa: ARG002 - the interface
        return Output.main([item.derive(item.json) for item in items])
