"""Clients of the two Redis servers, the names of all engine keys, and Lua scripts by file name.

The only door to Redis: nothing else imports the ``redis`` package.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache as memoize
from hashlib import sha1
from pathlib import Path
from typing import Any, cast

import redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from automaton.env import StoreSettings, load

__all__ = ["RedisError", "ResponseError", "Script", "blocking_engine", "cache", "engine", "keys"]

Client = redis.Redis

# A lost connection is tried again for about a second. Every script is idempotent, so a call whose reply
# was lost may run twice.
_RETRY_ON: list[type[Exception]] = [RedisConnectionError, RedisTimeoutError]


def _client(url: str, *, socket_timeout_s: float | None, max_connections: int) -> Client:
    retry = Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=4)
    return redis.Redis.from_url(
        url,
        socket_timeout=socket_timeout_s,
        retry=retry,
        retry_on_error=_RETRY_ON,
        health_check_interval=0,
        max_connections=max_connections,
    )


@memoize
def engine() -> Client:
    """The engine's Redis: live execution state, queues, journal. Bytes in, bytes out."""
    return _client(load(StoreSettings).redis_url, socket_timeout_s=10, max_connections=64)


@memoize
def blocking_engine() -> Client:
    """The same server, for calls that wait on purpose (BLPOP, XREADGROUP BLOCK)."""
    return _client(load(StoreSettings).redis_url, socket_timeout_s=None, max_connections=256)


@memoize
def cache() -> Client:
    """The cache's Redis: tickets, rate limits, channel layer. May be emptied at any time."""
    return _client(load(StoreSettings).redis_cache_url, socket_timeout_s=5, max_connections=64)


class keys:  # noqa: N801 - read as a namespace: keys.execution(...)
    """Every key of the engine's Redis; what belongs to an organization begins with it."""

    EPOCH = "engine:epoch"
    SESSIONS = "engine:sessions"
    JOURNAL = "engine:journal"
    LOGS = "engine:logs"
    LEADER = "engine:leader"

    @staticmethod
    def execution(organization_id: str, execution_id: str) -> tuple[str, str, str]:
        """(state hash, hash of node records, hash of node outputs) of one execution."""
        base = f"o:{organization_id}:x:{execution_id}"
        return base, f"{base}:nodes", f"{base}:outputs"

    @staticmethod
    def plan(organization_id: str, plan_hash: str) -> str:
        return f"o:{organization_id}:plan:{plan_hash}"

    @staticmethod
    def reply(organization_id: str, execution_id: str) -> str:
        """List that receives one entry when the execution ends and somebody waits for it."""
        return f"o:{organization_id}:reply:{execution_id}"

    @staticmethod
    def session(session_id: str) -> str:
        """Set of the attempts a worker process holds."""
        return f"engine:session:{session_id}"

    @staticmethod
    def queue(node_class: str) -> str:
        """List that Celery pops; the name carries the protocol's major version."""
        return f"n1.{node_class}"

    @staticmethod
    def dispatched(node_class: str) -> str:
        """Sorted set of attempts whose message was pushed and not yet claimed, by time of the push."""
        return f"engine:dispatched:{node_class}"


class Script:
    """A Lua file, called by its hash. ``-- include: name`` lines are replaced by ``include/name.lua`` beside it."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.source = _with_includes(path)
        self.sha = sha1(self.source.encode(), usedforsecurity=False).hexdigest()

    def __call__(self, script_keys: Sequence[str], args: Sequence[Any], *, client: Client | None = None) -> Any:
        """Run it; bytes, ints and lists come back. Raises RedisError."""
        connection = client or engine()
        try:
            return connection.evalsha(self.sha, len(script_keys), *script_keys, *args)
        except NoScriptError:
            return connection.eval(self.source, len(script_keys), *script_keys, *args)


def _with_includes(path: Path) -> str:
    lines = []
    for line in path.read_text().splitlines():
        if line.startswith("-- include: "):
            fragment = path.parent / "include" / f"{line.removeprefix('-- include: ').strip()}.lua"
            lines.append(fragment.read_text())
        else:
            lines.append(line)
    return "\n".join(lines)


def ping(client: Client) -> None:
    """Raises RedisError when the server does not answer."""
    cast(bool, client.ping())
