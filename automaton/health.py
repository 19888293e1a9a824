"""Is the process alive, and can it do its work: ``/healthz`` and ``/readyz``."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse

from automaton import mongo, redis
from automaton.schema import Schema

logger = structlog.get_logger()


class StoreHealth(Schema):
    ok: bool
    latency_ms: float


class Readiness(Schema):
    ready: bool
    stores: Mapping[str, StoreHealth]


def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Asks nothing of anybody: a store that is away is no reason to kill this process."""
    return HttpResponse(b'{"alive":true}', content_type="application/json")


def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """200 while every store answers, 503 while one does not; asked side by side, so the slowest sets the time."""
    with ThreadPoolExecutor(len(_CHECKS)) as threads:
        stores = dict(zip(_CHECKS, threads.map(_check, _CHECKS), strict=True))
    readiness = Readiness(ready=all(store.ok for store in stores.values()), stores=stores)
    status = 200 if readiness.ready else 503
    return HttpResponse(readiness.model_dump_json(), status=status, content_type="application/json")


def _postgresql() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()  # this thread and its connection end with the request


_CHECKS: Mapping[str, Callable[[], object]] = {
    "postgresql": _postgresql,
    "redisEngine": lambda: redis.ping(redis.engine()),
    "redisCache": lambda: redis.ping(redis.cache()),
    "mongodb": lambda: mongo.database().command("ping"),
}


def _check(name: str) -> StoreHealth:
    started = time.perf_counter()
    try:
        _CHECKS[name]()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a store, it is not ready
        logger.warning("store_not_ready", store=name, error=type(error).__name__)
        return StoreHealth(ok=False, latency_ms=_ms_since(started))
    return StoreHealth(ok=True, latency_ms=_ms_since(started))


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1_000, 2)
