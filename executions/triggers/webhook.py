"""Requests from outside: ``/webhooks/<organization>/<path>`` starts the published version that listens there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from automaton.accounts.access import Actor
from automaton.errors import AutomatonError, NotFound
from automaton.http.bodies import raw_body
from automaton.http.conf import http_settings
from automaton.http.problems import problem_response
from executions import queries
from executions.start import execute_workflow
from executions.states import ExecutionStatus
from executions.waiting import Ending, wait_for_end
from workflows.nodes.triggers.webhook import Respond
from workflows.triggers import ArmedWebhook, find_webhook
from workflows.versions import version_of

LAST_NODE_WAIT_S = 60.0
_NOT_PASSED_ON = frozenset({"cookie"})  # a browser's session with us is none of a workflow's business


class ExecutionFailed(AutomatonError):
    """The caller waits for a result, and there will be none."""

    status = 500
    code = "execution_failed"
    title = "The workflow failed"


@csrf_exempt  # authenticated by what the workflow asks for, never by a cookie
def receive(request: HttpRequest, organization_id: UUID, webhook_path: str) -> HttpResponse:
    """Accept the request durably, then answer as the trigger's ``respond`` says."""
    try:
        webhook = find_webhook(organization_id=organization_id, path=webhook_path, method=str(request.method))
        if webhook is None:
            raise NotFound(f"No published workflow listens to {request.method} at this address.")
        return _run(webhook, _item_json(request, webhook_path))
    except AutomatonError as error:
        return problem_response(error)


def _run(webhook: ArmedWebhook, item_json: Mapping[str, Any]) -> HttpResponse:
    waits = webhook.respond == Respond.LAST_NODE
    accepted = execute_workflow(
        actor=Actor.system(webhook.organization_id),
        version=version_of(webhook),
        input=item_json,
        mode="webhook",
        trigger=webhook.node_id,
        somebody_waits=waits,
    )
    started = {"executionId": accepted.execution_id}
    if not waits:
        return _json(started, 200, accepted.execution_id)
    ending = wait_for_end(str(webhook.organization_id), accepted.execution_id, timeout_s=LAST_NODE_WAIT_S)
    if ending is None:
        return _json(started, 202, accepted.execution_id)
    return _last_node(webhook, accepted.execution_id, ending)


def _last_node(webhook: ArmedWebhook, execution_id: str, ending: Ending) -> HttpResponse:
    if ending.status is not ExecutionStatus.COMPLETED or ending.output is None:
        raise ExecutionFailed(f"Execution {execution_id} ended as {ending.status}; its owner sees why.")
    ports = queries.visible_payload(str(webhook.organization_id), ending.output)["items"]
    items = [item["json"] for items in ports.values() for item in items]
    return _json(items, 200, execution_id)


def _item_json(request: HttpRequest, webhook_path: str) -> dict[str, Any]:
    body = raw_body(request, max_bytes=http_settings().max_body_bytes)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return {
        "method": request.method,
        "path": webhook_path,
        "query": _pairs(request.META.get("QUERY_STRING", "")),
        "headers": {name: value for name, value in headers.items() if name not in _NOT_PASSED_ON},
        "body": _parsed(body, request.content_type or ""),
    }


def _parsed(body: bytes, content_type: str) -> Any:
    """JSON and forms as objects, anything else as text; a body that is not what it says it is stays text."""
    if not body:
        return None
    if content_type == "application/x-www-form-urlencoded":
        return _pairs(body.decode(errors="replace"))
    if content_type == "application/json" or content_type.endswith("+json"):
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            pass
    return body.decode(errors="replace")


def _pairs(encoded: str) -> dict[str, str | list[str]]:
    """A query string as an object; a name that is repeated has a list."""
    found = parse_qs(encoded, keep_blank_values=True)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _json(content: Any, status: int, execution_id: str) -> HttpResponse:
    headers = {"X-Execution-ID": execution_id}
    return HttpResponse(orjson.dumps(content), content_type="application/json", status=status, headers=headers)


urlpatterns = [path("webhooks/<uuid:organization_id>/<path:webhook_path>", receive)]
