"""The thread pool tells the worker's event loop that a thread is free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kombu.asynchronous import Hub, get_event_loop, set_event_loop

from automaton.celery_threads import TaskPool
from tests.waiting import eventually


@pytest.fixture
def hub() -> Iterator[Hub]:
    before, made = get_event_loop(), Hub()  # type: ignore[no-untyped-call]  # Kombu has no types
    set_event_loop(made)
    yield made
    set_event_loop(before)


def test_a_finished_task_wakes_the_loop(hub: Any) -> None:
    pool = TaskPool(limit=1)
    pool.start()
    waiting_before = len(hub._ready)

    pool.on_apply(lambda *_: None, (), {}, callback=lambda _: None, accept_callback=lambda *_: None).get()

    eventually(lambda: len(hub._ready) > waiting_before, what="the loop is woken")
    pool.stop()
