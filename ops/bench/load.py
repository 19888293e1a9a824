"""Many executions at once, and the proof that every one of them has completed."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ops.bench.api import Api
from ops.bench.shapes import PAYLOAD

LOOK_EVERY_S = 0.05
WITHIN_S = 300.0
_OPEN = frozenset({"pending", "running", "waiting"})
Row = Mapping[str, Any]


class NotCompleted(Exception):
    """A figure is worth nothing when the work was not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Seconds from the first request; ``total_s`` until the API shows all as completed, as people would see it."""

    executions: int
    submit_s: float
    total_s: float
    engine_s: float
    """From the first document created to the last execution's end, by the platform's own times."""
    client_cpu_s: float


def run_and_wait(api: Api, workflow_id: str) -> float:
    """Seconds from the request to the answer that carries the end."""
    began = time.perf_counter()
    run = api.post(f"workflows/{workflow_id}/executions", {"input": PAYLOAD, "waitS": 60})
    took_s = time.perf_counter() - began
    if run["status"] != "completed":
        raise NotCompleted(f"execution {run['id']} is {run['status']} after {took_s:.1f} s: {run['error']}")
    return took_s


def burst(api: Api, workflow_id: str, *, executions: int, clients: int) -> Burst:
    """Start ``executions`` as fast as ``clients`` threads can, then wait until all have completed."""
    cpu = os.times()
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        shares = [_start_some(pool, api, workflow_id, count) for count in _shares(executions, clients)]
        started = [execution_id for share in shares for execution_id in share.result()]
    submit_s = time.perf_counter() - began
    rows = _completed(api, workflow_id, set(started))
    total_s = time.perf_counter() - began
    now = os.times()
    return Burst(
        executions=len(rows),
        submit_s=submit_s,
        total_s=total_s,
        engine_s=(max(row["completedAt"] for row in rows) - min(row["createdAt"] for row in rows)) / 1000,
        client_cpu_s=now.user + now.system - cpu.user - cpu.system,
    )


def _shares(executions: int, clients: int) -> list[int]:
    return [executions // clients + (number < executions % clients) for number in range(clients)]


def _start_some(pool: ThreadPoolExecutor, api: Api, workflow_id: str, count: int) -> Any:
    def start() -> list[str]:
        body = {"input": PAYLOAD}
        return [str(api.post(f"workflows/{workflow_id}/executions", body)["id"]) for _ in range(count)]

    return pool.submit(start)


def _completed(api: Api, workflow_id: str, ids: Collection[str]) -> list[Row]:
    """The rows of ``ids`` once all of them have ended. Raises NotCompleted unless all did so well.

    Looks at one that is open, by its id, and at all only when that one has ended: asking costs the platform as well
    (a list read twenty times a second was half of the embedded MongoDB's work).
    """
    deadline = time.perf_counter() + WITHIN_S
    last = max(ids)  # ids begin with the time
    while True:
        while api.get(f"executions/{last}")["status"] in _OPEN:
            if time.perf_counter() > deadline:
                raise NotCompleted(f"execution {last} is still open after {WITHIN_S:.0f} s")
            time.sleep(LOOK_EVERY_S)
        rows = _find(api, f"executions?workflowId={workflow_id}", ids)
        if len(rows) < len(ids):
            raise NotCompleted(f"{len(ids) - len(rows)} of {len(ids)} accepted executions are in no list")
        still_open = [row["id"] for row in rows if row["status"] in _OPEN]
        if not still_open:
            return _only_completed(rows)
        last = max(still_open)


def _find(api: Api, path: str, ids: Collection[str]) -> list[Row]:
    rows: list[Row] = []
    for row in _newest_first(api, path):
        if row["id"] in ids:
            rows.append(row)
        if len(rows) == len(ids):
            break
    return rows


def _newest_first(api: Api, path: str) -> Iterator[Row]:
    cursor = ""
    while True:
        page = api.get(f"{path}&limit=100{cursor}")
        yield from page["items"]
        if page["nextCursor"] is None:
            return
        cursor = f"&cursor={page['nextCursor']}"


def _only_completed(rows: list[Row]) -> list[Row]:
    bad = [row for row in rows if row["status"] != "completed"]
    if bad:
        raise NotCompleted(f"{len(bad)} of {len(rows)} did not complete; the first: {bad[0]['error']}")
    return rows
