"""Celery's thread pool for nodes that wait for the network, with one repair.

Without prefetch, a worker whose threads are all busy stops asking the broker; a thread that finishes tells nobody, so
the worker would ask again only at its next timer, about a second later. Here it is woken at once.

``automaton.celery`` makes this what ``-P threads`` means.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from celery.concurrency import thread
from kombu.asynchronous import get_event_loop


class TaskPool(thread.TaskPool):  # type: ignore[misc]  # Celery has no types
    """Measured with 200 requests of 100 ms on 16 threads: 20 a second without the wake-up, 91 with it."""

    def on_apply(self, *args: Any, **kwargs: Any) -> Any:
        result = super().on_apply(*args, **kwargs)
        result.f.add_done_callback(_wake)
        return result


def _wake(_: Future[Any]) -> None:
    """Runs in the thread, after Celery has counted the task as done; the hub's ``call_soon`` may be called there."""
    hub = get_event_loop()
    if hub is not None:
        hub.call_soon(_nothing)  # type: ignore[no-untyped-call]  # Kombu has no types


def _nothing() -> None:
    """Being called is all it is for: the hub asks the broker on its next turn."""
