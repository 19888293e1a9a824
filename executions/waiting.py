"""Waiting for the end of an execution, for callers who want the result in the same HTTP answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from automaton.redis import blocking_engine, keys
from executions.states import ExecutionStatus


@dataclass(frozen=True, slots=True)
class Ending:
    """How an execution ended; ``output`` is the payload of the node that completed last."""

    status: ExecutionStatus
    output: Mapping[str, Any] | None
    error: Mapping[str, Any] | None


def wait_for_end(organization_id: str, execution_id: str, *, timeout_s: float) -> Ending | None:
    """The ending of an execution that was started with ``somebody_waits``; None when it takes longer. Once only."""
    answer: Any = blocking_engine().blpop([keys.reply(organization_id, execution_id)], timeout=timeout_s)
    if answer is None:
        return None
    ending = orjson.loads(answer[1])
    return Ending(ExecutionStatus(ending["status"]), ending.get("output"), ending.get("error"))
