"""Reading executions: what people, sockets and other programs may see of them, always of one organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from automaton.accounts.access import Actor
from automaton.errors import InvalidInput, NotFound, Unavailable
from automaton.mongo import DESCENDING, PyMongoError, collection, object_id
from executions import payloads, plans
from executions.states import ExecutionStatus
from executions.store import EVENTS, EXECUTIONS, LOGS, as_datetime, ms

Document = Mapping[str, Any]
MAX_PAGE = 100
P = ParamSpec("P")
R = TypeVar("R")


def _reads(query: Callable[P, R]) -> Callable[P, R]:
    """Say in our words that MongoDB is away."""

    @wraps(query)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return query(*args, **kwargs)
        except PyMongoError as error:
            raise Unavailable("Executions cannot be read right now; those under way go on. Try again.") from error

    return read


@dataclass(frozen=True, slots=True)
class Page:
    """``next_cursor`` is None on the last page."""

    documents: Sequence[Document]
    next_cursor: str | None


@_reads
def get_execution(actor: Actor, execution_id: str) -> Document:
    """The execution's document. Raises NotFound."""
    document = _find(str(actor.organization_id), execution_id)
    if document is None:
        raise NotFound(f"There is no execution '{execution_id}'.")
    return document


def get_execution_status(actor: Actor, execution_id: str) -> ExecutionStatus:
    return ExecutionStatus(get_execution(actor, execution_id)["status"])


@_reads
def execution_snapshot(organization_id: str, execution_id: str) -> dict[str, Any] | None:
    """The wire snapshot of docs/realtime.md; None when the organization has no such execution."""
    document = _find(organization_id, execution_id)
    return None if document is None else snapshot_json(document)


def snapshot_json(document: Document) -> dict[str, Any]:
    return {
        "id": str(document["_id"]),
        "workflowId": document["workflowId"],
        "status": document["status"],
        "seq": document["appliedSeq"],
        "createdAt": ms(document["createdAt"]),
        "startedAt": ms(document["startedAt"]),
        "completedAt": ms(document["completedAt"]),
        "error": document["error"],
        "output": document["output"] and {"counts": document["output"]["counts"]},
        "nodes": [
            {
                "node": node["node"],
                "status": node["status"],
                "attempt": node["attempt"],
                "queuedAt": ms(node["queuedAt"]),
                "startedAt": ms(node["startedAt"]),
                "completedAt": ms(node["completedAt"]),
                "counts": node["counts"],
                "error": node["error"],
            }
            for node in document["nodeExecutions"]
        ],
    }


@_reads
def execution_graph(document: Document) -> dict[str, Any]:
    """The graph the execution runs, as it was when it started. Raises NotFound."""
    return plans.load_graph(document["organizationId"], document["plan"])


def node_execution(actor: Actor, execution_id: str, node_id: str) -> dict[str, Any]:
    """One node's state with the items it put out. Raises NotFound."""
    document = get_execution(actor, execution_id)
    for node in snapshot_json(document)["nodes"]:
        if node["node"] == node_id:
            return {**node, "output": _output(document, node_id)}
    raise NotFound(f"Execution '{execution_id}' has not reached a node '{node_id}'.")


@_reads
def _output(document: Document, node_id: str) -> dict[str, Any] | None:
    seq = next(node["outputSeq"] for node in document["nodeExecutions"] if node["node"] == node_id)
    if seq is None:
        return None
    found = collection(EVENTS).find_one(
        {"executionId": str(document["_id"]), "firstSeq": {"$lte": seq}, "lastSeq": {"$gte": seq}}
    )
    if found is None:
        raise NotFound(f"The output of node '{node_id}' was removed by retention.")
    event = next(event for event in found["events"] if event["seq"] == seq)
    return visible_payload(document["organizationId"], event["output"])


def visible_payload(organization_id: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """``{"counts", "items": {port: [item]}}`` of a payload from a document or event."""
    return {"counts": payload["counts"], "items": payloads.items_json(organization_id, payload)}


@_reads
def list_executions(
    actor: Actor, *, workflow_id: str | None = None, limit: int = 20, cursor: str | None = None
) -> Page:
    """Newest first; ``cursor`` is the one the page before gave. Raises InvalidInput."""
    limit = max(1, min(limit, MAX_PAGE))
    match: dict[str, Any] = {"organizationId": str(actor.organization_id)}
    if workflow_id is not None:
        match["workflowId"] = workflow_id
    skip: frozenset[str] = frozenset()
    if cursor is not None:
        before, skip = _read_cursor(cursor)
        match["createdAt"] = {"$lte": before}
    found = list(
        collection(EXECUTIONS)
        .find(match, {"nodeExecutions": 0, "input": 0, "output": 0})
        .sort("createdAt", DESCENDING)
        .limit(limit + 1 + len(skip))
    )
    documents = [document for document in found if str(document["_id"]) not in skip]
    page = documents[:limit]
    return Page(page, _cursor_after(page, skip) if len(documents) > limit else None)


@_reads
def get_logs(actor: Actor, execution_id: str, *, limit: int = 1_000) -> Sequence[Document]:
    """Log lines in the order they were written. Raises NotFound."""
    document = get_execution(actor, execution_id)
    lines = collection(LOGS).find({"executionId": str(document["_id"])}).sort("timestamp", 1).limit(limit)
    return list(lines)


def _find(organization_id: str, execution_id: str) -> Document | None:
    identity = object_id(execution_id)
    if identity is None:
        return None
    return collection(EXECUTIONS).find_one({"_id": identity, "organizationId": organization_id})


def _cursor_after(page: Sequence[Document], skip: frozenset[str]) -> str:
    """Time of the last document, and the documents of that very moment which were already shown."""
    last: datetime = page[-1]["createdAt"]
    shown = [str(document["_id"]) for document in page if document["createdAt"] == last]
    if len(shown) == len(page):
        shown += skip
    return f"{ms(last)}.{'.'.join(shown)}"


def _read_cursor(cursor: str) -> tuple[datetime, frozenset[str]]:
    moment, *shown = cursor.split(".")
    before = as_datetime(int(moment)) if moment.isdecimal() else None
    if before is None:
        raise InvalidInput("The cursor is not one that a page gave. Leave it out to begin at the newest.")
    return before, frozenset(shown)
