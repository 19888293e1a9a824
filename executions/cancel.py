"""End an execution now, and say truthfully what came of it.

The state changes first: from the moment this answers, nothing of the execution starts any more and nothing of it
is recorded. A node that is running hears of it at its session's next renewal, and its outcome is discarded.
"""

from __future__ import annotations

from automaton.accounts.access import Actor
from automaton.errors import Conflict, NotFound, Unavailable
from automaton.mongo import PyMongoError, collection, object_id
from automaton.redis import RedisError
from executions import engine, plans
from executions.start import bring_to_life, start_deadline_ms
from executions.states import ExecutionStatus
from executions.store import EXECUTIONS


def cancel_execution(*, actor: Actor, execution_id: str, reason: str = "") -> ExecutionStatus:
    """Cancel it and return its status, ``cancelled``.

    Raises NotFound; Conflict when it has already ended, naming how; Unavailable when a store is
    away (then nothing was changed).
    """
    organization_id = str(actor.organization_id)
    not_after_ms = start_deadline_ms()
    try:
        document = collection(EXECUTIONS).find_one({"_id": object_id(execution_id), "organizationId": organization_id})
        if document is None:
            raise NotFound(f"There is no execution '{execution_id}'.")
        _refuse_ended(execution_id, document["status"])
        answer, status = engine.cancel(organization_id, execution_id, reason=reason)
        if answer == "absent":
            # Accepted and not started yet. Started and cancelled at once, it ends the way all executions end.
            plan = plans.load(organization_id, document["plan"])
            bring_to_life(document, plan, not_after_ms=not_after_ms)
            answer, status = engine.cancel(organization_id, execution_id, reason=reason)
    except (PyMongoError, RedisError) as error:
        raise Unavailable("The execution cannot be reached right now; it was not cancelled. Try again.") from error
    if answer == "absent":
        raise Unavailable("The execution is being recovered; it was not cancelled. Try again in a few seconds.")
    if answer == "already":
        _refuse_ended(execution_id, status)
    return ExecutionStatus(status)


def _refuse_ended(execution_id: str, status: str) -> None:
    if ExecutionStatus(status).is_terminal:
        raise Conflict(f"Execution '{execution_id}' has already ended: it is {status}.")
