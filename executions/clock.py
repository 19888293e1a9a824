"""What time brings about: expired sessions, messages that were popped and never claimed, queues nobody reads."""

from __future__ import annotations

import structlog

from executions import engine, task_events
from executions.conf import NODE_CLASSES, engine_settings

log = structlog.get_logger("automaton.clock")


def sweep() -> None:
    """One round; only the leader calls it. Raises RedisError. Repeating it is harmless."""
    settings = engine_settings()
    for session in engine.expired_sessions(engine.server_ms()):
        if engine.expire(session, lost_budget=settings.lost_budget):
            log.warning("session_expired", session=session)
    for node_class in NODE_CLASSES:
        pushed = engine.redispatch(node_class, after_s=settings.redispatch_after_s)
        if pushed:
            log.warning("messages_pushed_again", node_class=node_class, count=pushed)
    if task_events.drop_unread():
        log.warning("event_queue_dropped", reason="nobody reads it")
