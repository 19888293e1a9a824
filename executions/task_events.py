"""Celery task events for Flower, sent by the engine in batches.

Celery's own events cost its main process about half a millisecond a task and know nothing of chained nodes. Here
every node, brokered or handed on, leaves one finished record, and a process sends its records four times a second
as one ``task.multi`` message, which is how Celery itself groups events.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from typing import Any

from celery import current_app
from celery.events.event import get_exchange

from automaton.redis import engine
from executions import sessions
from executions.engine import Attempt
from executions.signals import node_status

MAX_BUFFERED = 5_000
MAX_UNREAD = 20_000
_BINDINGS = "_kombu.binding.celeryev"  # where Kombu's Redis transport keeps who listens
_SEPARATOR = b"\x06\x16"  # of routing key, pattern and queue in a binding

_buffer: deque[dict[str, Any]] = deque(maxlen=MAX_BUFFERED)
_announced: dict[int, str] = {}
_lock = threading.Lock()


def announce_as(hostname: str) -> None:
    """Remember the worker's node name, and send from this process's session thread."""
    if os.getpid() in _announced:
        return
    with _lock:
        if os.getpid() not in _announced:
            _announced[os.getpid()] = hostname
            _buffer.clear()
            sessions.current().on_beat(send)


def record(*, attempt: Attempt, status: str, node_type: str, began: float, **_: object) -> None:
    """One finished node, as the event Celery sends when a task succeeds or fails, with its beginning folded in."""
    runtime = time.monotonic() - began
    now = time.time()
    failed = status != "completed"
    event = {
        "type": "task-failed" if failed else "task-succeeded",
        "uuid": attempt.task_id,
        "name": "executions.run_node",
        "args": f"('{attempt.execution_id}', '{attempt.node}', {attempt.attempt})",
        "kwargs": f"{{'type': '{node_type}'}}",
        "root_id": attempt.execution_id,
        "hostname": _announced.get(os.getpid(), ""),
        "pid": os.getpid(),
        "timestamp": now,
        "received": now - runtime,
        "started": now - runtime,
        "runtime": runtime,
        "retries": 0,
        "utcoffset": 0,
        "clock": 0,
    }
    event |= {"exception": status, "traceback": ""} if failed else {"result": status}
    _buffer.append(event)


def send() -> None:
    """Publish what has gathered; dropped without cost when nobody listens."""
    if not _buffer:
        return
    batch = [_buffer.popleft() for _ in range(len(_buffer))]
    if not engine().exists(_BINDINGS):
        return
    clock = current_app.clock.forward()
    for event in batch:
        event["clock"] = clock
    with current_app.producer_or_acquire() as producer:
        exchange = get_exchange(producer.connection, name=current_app.conf.event_exchange)
        producer.publish(
            batch,
            routing_key="task.multi",
            exchange=exchange,
            declare=[exchange],  # Kombu takes an exchange it has not declared for a direct one
            serializer="json",
            delivery_mode="transient",
            retry=False,
        )


def drop_unread() -> int:
    """Remove event queues that nobody reads: a listener killed with -9 leaves its queue to grow. Returns how many."""
    dropped = 0
    for binding in engine().smembers(_BINDINGS):  # type: ignore[union-attr]  # typed as awaitable for the async client too
        queue = binding.split(_SEPARATOR)[-1]
        if engine().llen(queue) > MAX_UNREAD:  # type: ignore[operator]  # as above
            engine().srem(_BINDINGS, binding)
            engine().unlink(queue)
            dropped += 1
    return dropped


node_status.connect(record, dispatch_uid="task_events")
