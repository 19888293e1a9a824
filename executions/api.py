"""Executions over REST: run a workflow, read what became of it, cancel it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.urls import path
from pydantic import Field
from rest_framework.request import Request

from automaton.accounts.access import Actor, Permission
from automaton.errors import InvalidInput
from automaton.http import Answer, endpoint, operation
from automaton.http.pages import PageQuery
from automaton.schema import Schema
from executions import cancel as cancelling
from executions import queries
from executions.start import Accepted, execute_workflow
from executions.states import ExecutionStatus, NodeStatus
from executions.store import ms
from executions.waiting import wait_for_end
from workflows.graph import Graph
from workflows.versions import draft_graph, published_version

MAX_WAIT_S = 60
Json = dict[str, Any]


def _is_none(value: object) -> bool:
    return value is None


_LeftOut = Field(exclude_if=_is_none)  # absent rather than null


class RunBody(Schema):
    """What to run, and with what."""

    input: Annotated[Json, Field(description="JSON of the one item the trigger starts with.")] = {}
    version: Annotated[
        Literal["published", "draft"], Field(description="The published version, or the draft as it is now.")
    ] = "published"
    trigger: Annotated[str | None, Field(description="Id of the trigger node to start at; needed when several.")] = None
    wait_s: Annotated[
        float, Field(ge=0, le=MAX_WAIT_S, description="Answer when it has ended, or after this many seconds.")
    ] = 0


class WireItem(Schema):
    """An item with its files and the addresses (node, port, index) of the items it was made from."""

    json_: Annotated[Json, Field(alias="json")]
    binary: Annotated[Json | None, _LeftOut] = None
    from_: Annotated[list[tuple[str, str, int]] | None, Field(alias="from", exclude_if=_is_none)] = None


class Items(Schema):
    """What travels along edges: items per port, and how many."""

    counts: dict[str, int]
    items: dict[str, list[WireItem]]


class Failure(Schema):
    """Why a node, and with it the execution, failed."""

    code: str
    message: str
    node: Annotated[str | None, _LeftOut] = None
    retryable: Annotated[bool | None, _LeftOut] = None
    data: Annotated[Json | None, _LeftOut] = None


class Run(Schema):
    """An accepted execution. It will come to an end, whatever happens to us meanwhile."""

    id: str
    workflow_id: UUID
    status: ExecutionStatus
    output: Items | None = None
    error: Failure | None = None


class ExecutionsQuery(PageQuery):
    workflow_id: UUID | None = None


class ExecutionRow(Schema):
    id: str
    workflow_id: str
    workflow_name: str
    version: int | None
    mode: str
    status: ExecutionStatus
    created_at: int
    started_at: int | None
    completed_at: int | None
    duration_ms: int | None
    error: Failure | None


class ExecutionPage(Schema):
    items: list[ExecutionRow]
    next_cursor: str | None


class NodeExecution(Schema):
    """One node's part. Times are ms since 1970; ``counts`` are items per output port."""

    node: str
    status: NodeStatus
    attempt: int
    queued_at: int | None
    started_at: int | None
    completed_at: int | None
    counts: dict[str, int]
    error: Failure | None


class Execution(Schema):
    """An execution as it stands at ``seq`` of its journal."""

    id: str
    workflow_id: str
    workflow_name: str
    version: int | None
    mode: str
    status: ExecutionStatus
    seq: int
    created_at: int
    started_at: int | None
    completed_at: int | None
    error: Failure | None
    input: Items
    output: Items | None
    nodes: list[NodeExecution]
    graph: Graph


class NodeOutput(NodeExecution):
    """With the items the node put out."""

    output: Items | None


class LogLine(Schema):
    timestamp: int
    level: str
    message: str
    node: str | None
    attempt: int | None
    data: Json


class LogLines(Schema):
    items: list[LogLine]


class CancelBody(Schema):
    reason: Annotated[str, Field(max_length=500)] = ""


class Cancelled(Schema):
    id: str
    status: ExecutionStatus


@operation(permission=Permission.EXECUTIONS_RUN, status=202)
def run_workflow(actor: Actor, workflow_id: UUID, body: RunBody, request: Request) -> Answer[Run]:
    """Run a workflow.

    The answer comes as soon as the execution is durable; follow it at `Location` or over the websocket. With
    `waitS` the answer comes when it has ended (200), or after that time (202). Send an `Idempotency-Key` to be sure
    that a repeated request starts nothing new: it is answered with the first execution.
    """
    find = published_version if body.version == "published" else draft_graph
    accepted = execute_workflow(
        actor=actor,
        version=find(actor, workflow_id),
        input=body.input,
        mode="api" if body.version == "published" else "manual",
        trigger=body.trigger,
        idempotency_key=_idempotency_key(request),
        somebody_waits=body.wait_s > 0,
    )
    location = {"Location": f"/api/v1/executions/{accepted.execution_id}"}
    if body.wait_s > 0 and accepted.is_new:
        return _when_ended(actor, workflow_id, accepted, body.wait_s, location)
    return Answer(_run(workflow_id, accepted), headers=location)


def _when_ended(
    actor: Actor, workflow_id: UUID, accepted: Accepted, wait_s: float, headers: dict[str, str]
) -> Answer[Run]:
    organization_id = str(actor.organization_id)
    ending = wait_for_end(organization_id, accepted.execution_id, timeout_s=wait_s)
    if ending is None:
        return Answer(_run(workflow_id, accepted), headers=headers)
    run = Run.model_validate(
        {
            "id": accepted.execution_id,
            "workflow_id": workflow_id,
            "status": ending.status,
            "output": queries.visible_payload(organization_id, ending.output) if ending.output else None,
            "error": ending.error,
        }
    )
    return Answer(run, headers=headers, status=200)


def _run(workflow_id: UUID, accepted: Accepted) -> Run:
    return Run(id=accepted.execution_id, workflow_id=workflow_id, status=accepted.status)


@operation(permission=Permission.EXECUTIONS_READ)
def list_executions(actor: Actor, query: ExecutionsQuery) -> ExecutionPage:
    """Executions of the organization, newest first."""
    page = queries.list_executions(
        actor,
        workflow_id=str(query.workflow_id) if query.workflow_id else None,
        limit=query.limit,
        cursor=query.cursor,
    )
    return ExecutionPage(items=[_row(document) for document in page.documents], next_cursor=page.next_cursor)


@operation(permission=Permission.EXECUTIONS_READ)
def get_execution(actor: Actor, execution_id: str) -> Execution:
    """One execution with its nodes and the graph it runs."""
    document = queries.get_execution(actor, execution_id)
    organization_id = str(actor.organization_id)
    output = document["output"]
    return Execution.model_validate(
        queries.snapshot_json(document)
        | _origin(document)
        | {
            "input": queries.visible_payload(organization_id, document["input"]),
            "output": queries.visible_payload(organization_id, output) if output else None,
            "graph": queries.execution_graph(document),
        }
    )


@operation(permission=Permission.EXECUTIONS_READ)
def get_node_execution(actor: Actor, execution_id: str, node_id: str) -> NodeOutput:
    """What one node did, with the items it put out."""
    return NodeOutput.model_validate(queries.node_execution(actor, execution_id, node_id))


@operation(permission=Permission.EXECUTIONS_READ)
def get_execution_logs(actor: Actor, execution_id: str) -> LogLines:
    """Log lines of the execution's nodes, oldest first, at most a thousand."""
    lines = queries.get_logs(actor, execution_id)
    return LogLines(
        items=[
            LogLine(
                timestamp=ms(line["timestamp"]) or 0,
                level=line["level"],
                message=line["message"],
                node=line.get("node"),
                attempt=line.get("attempt"),
                data=line["data"] or {},
            )
            for line in lines
        ]
    )


@operation(permission=Permission.EXECUTIONS_CANCEL)
def cancel_execution(actor: Actor, execution_id: str, body: CancelBody) -> Cancelled:
    """Cancel an execution. Nothing of it starts after this is answered."""
    status = cancelling.cancel_execution(actor=actor, execution_id=execution_id, reason=body.reason)
    return Cancelled(id=execution_id, status=status)


def _origin(document: queries.Document) -> Json:
    metadata = document["metadata"]
    return {"workflow_name": metadata["workflowName"], "version": metadata["version"], "mode": metadata["mode"]}


def _row(document: queries.Document) -> ExecutionRow:
    return ExecutionRow.model_validate(
        _origin(document)
        | {
            "id": str(document["_id"]),
            "workflow_id": document["workflowId"],
            "status": document["status"],
            "created_at": ms(document["createdAt"]),
            "started_at": ms(document["startedAt"]),
            "completed_at": ms(document["completedAt"]),
            "duration_ms": document["duration"],
            "error": document["error"],
        }
    )


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= 255:
        raise InvalidInput("Idempotency-Key has between 1 and 255 characters.")
    return key


urlpatterns = [
    path("workflows/<uuid:workflow_id>/executions", endpoint(post=run_workflow)),
    path("executions", endpoint(get=list_executions)),
    path("executions/<str:execution_id>", endpoint(get=get_execution)),
    path("executions/<str:execution_id>/nodes/<str:node_id>", endpoint(get=get_node_execution)),
    path("executions/<str:execution_id>/logs", endpoint(get=get_execution_logs)),
    path("executions/<str:execution_id>/cancel", endpoint(post=cancel_execution)),
]
