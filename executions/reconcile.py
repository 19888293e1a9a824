"""Executions that MongoDB knows and Redis does not: accepted, and never started because a process or store died."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog

from automaton.errors import NotFound
from automaton.mongo import collection
from executions import engine, plans
from executions.conf import engine_settings
from executions.start import bring_to_life
from executions.states import ExecutionStatus
from executions.store import EXECUTIONS

log = structlog.get_logger("automaton.reconcile")

PAGE = 200


def start_forgotten() -> int:
    """Start what was accepted some seconds ago and is still pending. Returns how many were started.

    Only the leader calls it. Raises PyMongoError, RedisError. Repeating it is harmless.
    """
    settings = engine_settings()
    not_after_ms = engine.server_ms() + int(settings.start_window_s * 1000)
    before = datetime.now(UTC) - timedelta(seconds=settings.reconcile_after_s)
    pending = (
        collection(EXECUTIONS)
        .find({"openSince": {"$lt": before}, "status": ExecutionStatus.PENDING.value}, {"nodeExecutions": 0})
        .limit(PAGE)
    )
    started = 0
    for document in pending:
        try:
            plan = plans.load(document["organizationId"], document["plan"])
        except NotFound as error:
            log.error("execution_without_plan", execution=str(document["_id"]), error=error.detail)
            continue
        answer = bring_to_life(document, plan, not_after_ms=not_after_ms)
        if answer is not None and answer.answer == "started":
            log.warning("forgotten_execution_started", execution=str(document["_id"]))
            started += 1
    return started
