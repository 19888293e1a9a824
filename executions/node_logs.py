"""Log lines of nodes on their way to MongoDB: a bounded Redis stream that the drain empties.

Lines are best effort by design: when nobody drains, the oldest go, and no execution waits for its log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import structlog

from automaton.redis import RedisError, engine, keys
from executions.engine import Attempt

log = structlog.get_logger("automaton.nodes")

_MAX_STREAM = 50_000


def send(attempt: Attempt, lines: Sequence[dict[str, Any]]) -> None:
    """Queue the lines of one attempt."""
    if not lines:
        return
    entry = {
        "organization": attempt.organization_id,
        "execution": attempt.execution_id,
        "node": attempt.node,
        "attempt": attempt.attempt,
        "lines": orjson.dumps(lines, default=str),
    }
    try:
        engine().xadd(keys.LOGS, entry, maxlen=_MAX_STREAM, approximate=True)  # type: ignore[arg-type]  # str and bytes mix
    except RedisError as error:
        log.warning("log_lines_dropped", execution=attempt.execution_id, lines=len(lines), error=str(error))
