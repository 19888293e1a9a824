"""The pipeline of one attempt: claim, resolve, perform, classify, complete, and on to the next node.

Runs in a worker, as a Celery task of its own whether the message came through the broker or the previous node
handed it on. Nothing here decides about an execution: ``engine`` does, and answers "stale" to whoever is late.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar

import orjson
import structlog

from automaton.redis import RedisError
from executions import engine, node_logs, payloads, plans, sessions
from executions.conf import engine_settings
from executions.context import NodeContext
from executions.engine import Attempt, Claimed, Done, Late, NoClaim, Outcome
from executions.plan import Plan, PlanNode
from executions.signals import node_status
from workflows import registry
from workflows.expressions import Scope
from workflows.nodes.base import Cancelled, ExecutionInfo, Item, NodeError, Output, Suspend

log = structlog.get_logger("automaton.nodes")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HandedOn:
    """A claimed successor, with what its predecessor already had in hand."""

    attempt: Attempt
    info: ExecutionInfo
    session: str
    outputs: Mapping[str, payloads.Ports]

    def __repr__(self) -> str:
        """Short, and without the items: Celery's tracer takes the repr of whatever a task returns."""
        return f"<handed on {self.attempt.task_id}>"


@dataclass(frozen=True)
class _Work:
    """An attempt this process holds. What can fail about its inputs fails when the node asks for them."""

    attempt: Attempt
    plan: Plan
    node: PlanNode
    info: ExecutionInfo
    session: str
    in_hand: dict[str, payloads.Ports]
    encoded: Mapping[str, bytes]

    @cached_property
    def inputs(self) -> Mapping[str, Sequence[Item]]:
        """Items per input port: those of its edges one after another, in drawing order. Raises NotFound."""
        if not self.node.inlets:
            return {"main": self.output_of("").get("main", ())}
        return {
            port: [item for inlet in inlets for item in self.output_of(inlet.source).get(inlet.port, ())]
            for port, inlets in self.node.inlets.items()
        }

    def output_of(self, node_id: str) -> payloads.Ports:
        """What another node put out; without ports when it put out nothing or was not reached. Raises NotFound."""
        if node_id not in self.in_hand:
            content = self.encoded.get(node_id)
            if content is None:
                (content,) = until_answered(
                    lambda: engine.outputs(self.attempt.organization_id, self.attempt.execution_id, [node_id])
                )
            self.in_hand[node_id] = payloads.decode(self.attempt.organization_id, node_id, content)
        return self.in_hand[node_id]


@dataclass(frozen=True, slots=True)
class _Result:
    """What to record: the payload or error JSON, where edges go, and the items for a successor in this process."""

    outcome: Outcome
    content: bytes
    routes: bytes
    ports: payloads.Ports


def run_node(attempt: Attempt, handed_on: HandedOn | None, *, may_chain: bool) -> HandedOn | None:
    """Run one attempt to its recorded outcome. Returns the successor that is now this process's to run, if any."""
    work = _continue(handed_on) if handed_on else _claim(attempt)
    if work is None:
        return None
    ctx = _context(work)
    result = _perform(work, ctx)
    done = until_answered(lambda: _complete(work, result, may_chain))
    status = result.outcome.value if isinstance(done, Done) else done.value
    node_logs.send(work.attempt, ctx.lines)
    node_status.send(sender=None, attempt=work.attempt, status=status, node_type=work.node.type, began=ctx.began)
    log.info(
        "node",
        organization=work.attempt.organization_id,
        execution=work.attempt.execution_id,
        node=work.node.id,
        attempt=work.attempt.attempt,
        type=work.node.type,
        status=status,
        duration_ms=round((time.monotonic() - ctx.began) * 1000, 2),
    )
    if not isinstance(done, Done) or done.next_node is None:
        return None
    return HandedOn(
        attempt=work.attempt._replace(node=done.next_node, attempt=1),
        info=work.info,
        session=work.session,
        outputs={work.node.id: result.ports},
    )


def until_answered(call: Callable[[], T]) -> T:
    """Repeat ``call`` while Redis is away: an attempt that may be held must not be dropped by a living process."""
    wait_s = 0.1
    while True:
        try:
            return call()
        except RedisError as error:
            log.warning("engine_unreachable", error=str(error), again_in_s=wait_s)
            time.sleep(wait_s)
            wait_s = min(2.0, wait_s * 2)


# ---------------------------------------------------------------- claim


def _claim(attempt: Attempt) -> _Work | None:
    plan = plans.load(attempt.organization_id, attempt.plan)
    node = plan.nodes[attempt.node]
    sources = node.sources or ("",)
    session, answer = until_answered(lambda: _ask(attempt, node, sources))
    if not isinstance(answer, Claimed):
        log.info("claim_refused", execution=attempt.execution_id, node=attempt.node, answer=answer.value)
        return None
    return _Work(
        attempt=attempt,
        plan=plan,
        node=node,
        info=_execution_info(attempt, answer),
        session=session,
        in_hand={},
        encoded=dict(zip(sources, answer.outputs, strict=True)),
    )


def _ask(attempt: Attempt, node: PlanNode, sources: Sequence[str]) -> tuple[str, Claimed | NoClaim]:
    """(session, answer); a session that the server gave up is replaced once."""
    session = sessions.current().id
    answer = engine.claim(attempt, session=session, node_class=node.node_class, outputs_of=sources)
    if answer is NoClaim.NO_SESSION:
        sessions.current().reopen(instead_of=session)
        session = sessions.current().id
        answer = engine.claim(attempt, session=session, node_class=node.node_class, outputs_of=sources)
    return session, answer


def _continue(handed_on: HandedOn) -> _Work:
    attempt = handed_on.attempt
    plan = plans.load(attempt.organization_id, attempt.plan)
    return _Work(
        attempt=attempt,
        plan=plan,
        node=plan.nodes[attempt.node],
        info=handed_on.info,
        session=handed_on.session,
        in_hand=dict(handed_on.outputs),
        encoded={},
    )


def _execution_info(attempt: Attempt, claimed: Claimed) -> ExecutionInfo:
    meta = orjson.loads(claimed.meta)
    return ExecutionInfo(
        id=attempt.execution_id,
        workflow_id=meta["workflowId"],
        workflow_name=meta["workflowName"],
        mode=meta["mode"],
        started_at=datetime.fromtimestamp(claimed.started_at / 1000, UTC),
    )


# ---------------------------------------------------------------- resolve, perform, classify


def _context(work: _Work) -> NodeContext:
    return NodeContext(
        execution=work.info,
        current=work.attempt,
        load_inputs=lambda: work.inputs,
        timeout_s=getattr(engine_settings(), f"{work.node.node_class}_timeout_s"),
        session=sessions.current(),
    )


def _perform(work: _Work, ctx: NodeContext) -> _Result:
    try:
        node_type = registry.get(work.node.type, work.node.type_version)
        first_port = node_type.inputs[0].name if node_type.inputs else "main"
        items = work.inputs.get(first_port, ())
        bound = plans.compiled_params(work.attempt.plan, work.node).bind(_scope(work, items))
        output = _checked(node_type, node_type.run(bound, items, ctx))
        payload = payloads.encode(work.attempt.organization_id, output)
    except Cancelled:
        error = NodeError("The attempt was cancelled while it ran.", code="CANCELLED")
    except NodeError as failure:
        error = failure
    except Exception as failure:
        # Whatever a node raises fails that node, never the worker.
        log.exception("node_crashed", execution=work.attempt.execution_id, node=work.node.id, type=work.node.type)
        error = NodeError(f"{type(failure).__name__}: {failure}", code="NODE_CRASHED")
    else:
        ports = {port: payloads.addressed(work.node.id, port, items) for port, items in output.ports.items()}
        routes = work.plan.routes(work.node.id, [port for port, items in ports.items() if items])
        return _Result(Outcome.COMPLETED, payload, routes, ports)
    return _Result(Outcome.FAILED, _error_json(work.node, error), b"", {})


def _complete(work: _Work, result: _Result, may_chain: bool) -> Done | Late:
    return engine.complete(
        work.attempt,
        session=work.session,
        node_class=work.node.node_class,
        outcome=result.outcome,
        result=result.content,
        routes=result.routes,
        may_chain=may_chain,
    )


def _scope(work: _Work, items: Sequence[Item]) -> Scope:
    ids = work.plan.names
    return Scope(
        execution=work.info,
        items=items,
        node=work.node.name,
        node_ids=ids,
        items_of=lambda name: work.output_of(ids[name]),
    )


def _checked(node_type: registry.AnyNodeType, output: Output | Suspend) -> Output:
    if not isinstance(output, Output):
        raise NodeError(f"{node_type.key} answered {type(output).__name__}, not items.", code="BAD_OUTPUT")
    known = {port.name for port in node_type.outputs}
    unknown = sorted(set(output.ports) - known)
    if unknown:
        raise NodeError(f"{node_type.key} put items on port '{unknown[0]}', which it does not have.", code="BAD_OUTPUT")
    return output


def _error_json(node: PlanNode, error: NodeError) -> bytes:
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message[:4_000],
        "node": node.id,
        "retryable": error.retryable,
    }
    if error.data:
        body["data"] = error.data
    return orjson.dumps(body, default=str)
