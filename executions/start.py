"""Accept an execution: durable in MongoDB first, then brought to life in Redis, then answered.

When Redis cannot be reached after the document is in, the answer is still yes: the reconciler starts it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
import structlog

from automaton.accounts.access import Actor
from automaton.errors import Conflict, InvalidGraph, InvalidInput, TooLarge, Unavailable
from automaton.mongo import DuplicateKeyError, ObjectId, PyMongoError, collection
from automaton.redis import RedisError
from executions import engine, payloads, plans
from executions.conf import MAX_INPUT_BYTES, engine_settings
from executions.plan import Plan, compile_plan
from executions.states import ExecutionStatus
from executions.store import EXECUTIONS, new_document
from workflows import registry
from workflows.graph import Graph, Node
from workflows.nodes.base import Item, Output
from workflows.validation import validate_graph

log = structlog.get_logger("automaton.executions")


class RunnableVersion(Protocol):
    """A version of a workflow, or its draft (then ``number`` is None)."""

    @property
    def workflow_id(self) -> UUID: ...
    @property
    def workflow_name(self) -> str: ...
    @property
    def number(self) -> int | None: ...
    @property
    def graph(self) -> Graph: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """``is_new`` is False when an idempotency key led to an execution accepted before."""

    execution_id: str
    status: ExecutionStatus
    is_new: bool
    created_at: datetime


def execute_workflow(
    *,
    actor: Actor,
    version: RunnableVersion,
    input: Mapping[str, Any],  # noqa: A002 - the seed's word
    mode: str = "api",
    trigger: str | None = None,
    idempotency_key: str | None = None,
    somebody_waits: bool = False,
) -> Accepted:
    """Start ``version`` at ``trigger`` (a node id; else its first manual or only trigger) with one item of ``input``.

    Raises InvalidInput, InvalidGraph, TooLarge, Conflict (the idempotency key is another request's), Unavailable;
    then nothing was accepted.
    """
    organization_id = str(actor.organization_id)
    plan = _plan(version, trigger)
    payload = _input_payload(organization_id, input)
    not_after_ms = start_deadline_ms()
    metadata: dict[str, Any] = {
        "trigger": plan.start,
        "mode": mode,
        "version": version.number,
        "workflowName": version.workflow_name,
        "startedBy": None if actor.user_id is None else str(actor.user_id),
    }
    if idempotency_key is not None:
        metadata["idempotencyKey"] = idempotency_key
    document = new_document(
        execution_id=ObjectId(),
        organization_id=organization_id,
        workflow_id=str(version.workflow_id),
        plan=plan.hash,
        input_payload=orjson.loads(payload),
        metadata=metadata,
        now=datetime.now(UTC),
    )
    try:
        plans.store(organization_id, plan, version.graph)
        collection(EXECUTIONS).insert_one(document)
    except DuplicateKeyError:
        return _accepted_before(document)
    except (PyMongoError, RedisError) as error:
        raise Unavailable("Executions cannot be recorded right now. Nothing was started; try again.") from error
    bring_to_life(document, plan, not_after_ms=not_after_ms, somebody_waits=somebody_waits)
    return Accepted(str(document["_id"]), ExecutionStatus.PENDING, is_new=True, created_at=document["createdAt"])


def bring_to_life(
    document: Mapping[str, Any], plan: Plan, *, not_after_ms: int, somebody_waits: bool = False
) -> engine.Started | None:
    """Start an accepted execution in Redis; None when Redis is away. Repeatable until ``not_after_ms``."""
    metadata = document["metadata"]
    meta = {
        "workflowId": document["workflowId"],
        "workflowName": metadata["workflowName"],
        "mode": metadata["mode"],
    }
    try:
        return engine.start(
            organization_id=document["organizationId"],
            execution_id=str(document["_id"]),
            plan=plan.hash,
            node=plan.start,
            node_class=plan.nodes[plan.start].node_class,
            input_payload=orjson.dumps(document["input"]),
            meta=orjson.dumps(meta),
            somebody_waits=somebody_waits,
            not_after_ms=not_after_ms,
        )
    except RedisError as error:
        log.warning("start_deferred", execution=str(document["_id"]), error=str(error))
        return None


def start_deadline_ms() -> int:
    """Until when (engine's clock) what MongoDB says now may be acted upon. Raises Unavailable."""
    return _clock.now_ms() + int(engine_settings().start_window_s * 1000)


class _ServerClock:
    """The engine's clock, read once and then carried on by this process's monotonic clock.

    A process that was stopped and wakes up hours later still knows how late it is.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset_ms: float | None = None

    def now_ms(self) -> int:
        """Raises Unavailable when it was never read and Redis is away."""
        if self._offset_ms is None:
            with self._lock:
                try:
                    self._offset_ms = engine.server_ms() - time.monotonic() * 1000
                except RedisError as error:
                    raise Unavailable("The engine cannot be reached right now; try again.") from error
        return int(self._offset_ms + time.monotonic() * 1000)


_clock = _ServerClock()


def _accepted_before(wanted: Mapping[str, Any]) -> Accepted:
    """The execution that has the idempotency key of ``wanted``. Raises Conflict when it is one of something else."""
    key = wanted["metadata"]["idempotencyKey"]
    found = collection(EXECUTIONS).find_one(
        {"organizationId": wanted["organizationId"], "metadata.idempotencyKey": key}
    )
    if found is None:
        raise Unavailable("The execution of this idempotency key is being removed; try again.")
    if any(found[field] != wanted[field] for field in ("workflowId", "input")):
        raise Conflict(f"The idempotency key '{key}' was used for another request. Use a new one for this.")
    return Accepted(str(found["_id"]), ExecutionStatus(found["status"]), is_new=False, created_at=found["createdAt"])


def _start_node(graph: Graph, trigger: str | None) -> Node:
    triggers = [node for node in graph.nodes if not node.disabled and _is_trigger(node)]
    if trigger is not None:
        for node in triggers:
            if node.id == trigger:
                return node
        known = ", ".join(f"'{node.id}'" for node in triggers)
        raise InvalidInput(f"'{trigger}' is not a trigger of this workflow; its triggers are {known}.")
    manual = [node for node in triggers if node.type == "trigger.manual"]
    if not triggers:
        raise InvalidInput("The workflow has no enabled trigger, so there is nowhere to start. Add a manual trigger.")
    return (manual or triggers)[0]


def _is_trigger(node: Node) -> bool:
    node_type = registry.find(node.type, node.type_version)
    return node_type is not None and node_type.is_trigger


_published: dict[tuple[UUID, int, str], Plan] = {}


def _plan(version: RunnableVersion, trigger: str | None) -> Plan:
    """The compiled plan; once per published version and trigger, a draft is checked and compiled each time."""
    start = _start_node(version.graph, trigger).id
    if version.number is None:
        problems = [one for one in validate_graph(version.graph, for_publish=True) if one.severity == "error"]
        if problems:
            raise InvalidGraph("The draft cannot run as it is; see problems.", problems=problems)
        return compile_plan(version.graph, start=start)
    key = (version.workflow_id, version.number, start)
    if key not in _published:
        if len(_published) > 1_000:
            _published.clear()
        _published[key] = compile_plan(version.graph, start=start)
    return _published[key]


def _input_payload(organization_id: str, given: Mapping[str, Any]) -> bytes:
    if len(orjson.dumps(given)) > MAX_INPUT_BYTES:
        raise TooLarge(f"The input has more than {MAX_INPUT_BYTES:,} bytes. Pass a reference to the data instead.")
    return payloads.encode(organization_id, Output.main([Item(json=given)]))
