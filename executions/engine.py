"""The typed face of the Lua scripts: one function per verb. State of executions changes nowhere else.

A verb answers what happened; being late is an answer, not an exception. RedisError passes through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from automaton.errors import Unavailable
from automaton.redis import Script, engine, keys

LUA = Path(__file__).parent / "lua"
_start = Script(LUA / "start.lua")
_claim = Script(LUA / "claim.lua")
_complete = Script(LUA / "complete.lua")
_open_session = Script(LUA / "open_session.lua")
_renew = Script(LUA / "renew.lua")
_expire = Script(LUA / "expire.lua")
_release = Script(LUA / "release.lua")
_cancel = Script(LUA / "cancel.lua")
_redispatch = Script(LUA / "redispatch.lua")
_forget = Script(LUA / "forget.lua")
_dump = Script(LUA / "dump.lua")

PAGE = 100  # attempts that one call of expire, release or redispatch may touch, so that no call takes long


class Attempt(NamedTuple):
    """One try of one node of one execution; (epoch, attempt) is its fence. Travels in the Celery message."""

    organization_id: str
    execution_id: str
    node: str
    attempt: int
    epoch: int
    plan: str

    @property
    def task_id(self) -> str:
        return f"{self.execution_id}.{self.node}.{self.attempt}"


class Outcome(StrEnum):
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Started:
    answer: str  # started, exists, late, closed
    epoch: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """``outputs`` are payload JSON of the nodes asked for, in that order; b"" where a node has none."""

    meta: bytes
    started_at: int
    outputs: Sequence[bytes]


class NoClaim(StrEnum):
    STALE = "stale"
    NO_SESSION = "no_session"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome is recorded. ``next_node`` now runs in the same session, as its first attempt."""

    next_node: str | None
    status: str


class Late(StrEnum):
    STALE = "stale"
    CLOSED = "closed"


def server_ms() -> int:
    """The engine's clock: Redis server time, ms since 1970."""
    seconds, micros = engine().time()  # type: ignore[misc]  # typed as awaitable for the async client too
    return int(seconds) * 1000 + int(micros) // 1000


def open_gate() -> int:
    """Make sure there is an epoch; without one every script refuses to work. Returns it."""
    engine().set(keys.EPOCH, 1, nx=True)
    return int(engine().get(keys.EPOCH) or 0)  # type: ignore[arg-type]  # as above


def start(
    *,
    organization_id: str,
    execution_id: str,
    plan: str,
    node: str,
    node_class: str,
    input_payload: bytes,
    meta: bytes,
    somebody_waits: bool,
    not_after_ms: int,
) -> Started:
    args = (
        organization_id,
        execution_id,
        plan,
        node,
        node_class,
        input_payload,
        meta,
        int(somebody_waits),
        not_after_ms,
    )
    answer, epoch = _start((), args)
    return Started(answer.decode(), int(epoch))


def claim(attempt: Attempt, *, session: str, node_class: str, outputs_of: Sequence[str]) -> Claimed | NoClaim:
    answer = _claim(
        (),
        (
            attempt.organization_id,
            attempt.execution_id,
            attempt.epoch,
            attempt.node,
            attempt.attempt,
            session,
            node_class,
            attempt.plan,
            *outputs_of,
        ),
    )
    if answer[0] != b"claimed":
        return NoClaim(answer[0].decode())
    return Claimed(meta=answer[1], started_at=int(answer[2]), outputs=answer[3:])


def complete(
    attempt: Attempt,
    *,
    session: str,
    node_class: str,
    outcome: Outcome,
    result: bytes,
    routes: bytes,
    may_chain: bool,
) -> Done | Late:
    """``result`` is the payload JSON of the output, or the JSON of the error; ``routes`` come from the plan."""
    answer = _complete(
        (),
        (
            attempt.organization_id,
            attempt.execution_id,
            attempt.epoch,
            attempt.node,
            attempt.attempt,
            session,
            node_class,
            outcome.value,
            result,
            routes,
            int(may_chain),
        ),
    )
    if answer[0] != b"done":
        return Late(answer[0].decode())
    return Done(next_node=answer[1].decode() or None, status=answer[2].decode())


def outputs(organization_id: str, execution_id: str, nodes: Sequence[str]) -> list[bytes]:
    """Payload JSON of the outputs of ``nodes``; b"" where a node has none."""
    _, _, key = keys.execution(organization_id, execution_id)
    return [value or b"" for value in engine().hmget(key, list(nodes))]  # type: ignore[union-attr]  # as above


def open_session(session: str, *, ttl_s: float) -> None:
    _open_session((), (session, int(ttl_s * 1000)))


def renew(session: str, *, ttl_s: float) -> list[str] | None:
    """Task ids of attempts the session no longer holds; None when the session itself is over."""
    answer = _renew((), (session, int(ttl_s * 1000)))
    if answer[0] == 0:
        return None
    return [_task_id(member.decode()) for member in answer[1:]]


def expire(session: str, *, lost_budget: int, is_dead: bool = False) -> bool:
    """Take its attempts from a session whose time is up (or that is known to be dead). False: it still has time."""
    left, over = 1, 0
    while left:
        left, over = _expire((), (session, lost_budget, PAGE, int(is_dead)))
    return bool(over)


def release(session: str) -> None:
    """Give back everything a session holds, without counting it as lost."""
    while _release((), (session, PAGE))[0]:
        pass


def expired_sessions(now_ms: int) -> list[str]:
    found = engine().zrangebyscore(keys.SESSIONS, "-inf", now_ms, start=0, num=PAGE)
    return [session.decode() for session in found]  # type: ignore[union-attr]  # as above


def redispatch(node_class: str, *, after_s: float) -> int:
    """Push again what was popped and not claimed within ``after_s``. Returns how many."""
    pushed, dropped = _redispatch((), (node_class, int(after_s * 1000), PAGE))
    total = int(pushed)
    while pushed + dropped == PAGE:
        pushed, dropped = _redispatch((), (node_class, int(after_s * 1000), PAGE))
        total += int(pushed)
    return total


def cancel(organization_id: str, execution_id: str, *, reason: str) -> tuple[str, str]:
    """(answer, status): cancelled; already, with the terminal status; absent. Raises Unavailable without an epoch."""
    answer, status = _cancel((), (organization_id, execution_id, orjson.dumps(reason)))
    if answer == b"closed":
        raise Unavailable("The engine is being recovered. Try again in a few seconds.")
    return answer.decode(), status.decode()


def forget(executions: Sequence[tuple[str, str]], *, tombstone_s: int) -> None:
    """Drop ended executions, given as (organization id, execution id)."""
    for begin in range(0, len(executions), PAGE):
        page = executions[begin : begin + PAGE]
        _forget((), (tombstone_s, *(part for execution in page for part in execution)))


def dump(organization_id: str, execution_id: str) -> dict[str, Any]:
    """``{"state": {...}, "nodes": {id: record}, "outputs": [ids]}``; state is empty when Redis does not know it."""
    state, nodes, names = _dump((), (organization_id, execution_id))
    return {"state": _pairs(state), "nodes": _pairs(nodes), "outputs": [name.decode() for name in names]}


def _pairs(flat: Sequence[bytes]) -> dict[str, str]:
    return {flat[i].decode(): flat[i + 1].decode() for i in range(0, len(flat), 2)}


def _task_id(member: str) -> str:
    _, execution_id, node, attempt, *_ = member.split("|")
    return f"{execution_id}.{node}.{attempt}"
