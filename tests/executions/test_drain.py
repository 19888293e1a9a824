"""The journal on its way to MongoDB: repeated batches, dying and competing engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from automaton.accounts.access import Actor
from automaton.redis import engine as redis_engine
from automaton.redis import keys
from executions.drain import Drain
from executions.journal import parse_entry
from executions.projection import Projection
from executions.start import execute_workflow
from tests.executions.fleet import fleet_of
from tests.executions.history import check_history, events_of, statuses
from tests.executions.workflows import linear, set_field
from tests.waiting import eventually

VERSION = linear(*[set_field(f"n{i}", "n", i) for i in range(5)])


def started(actor: Actor, count: int) -> list[str]:
    return [execute_workflow(actor=actor, version=VERSION, input={}).execution_id for _ in range(count)]


def journal() -> list[Any]:
    entries: Any = redis_engine().xrange(keys.JOURNAL)
    return [parse_entry(entry_id, fields) for entry_id, fields in entries]


def test_a_batch_that_comes_twice_changes_nothing_the_second_time(actor: Actor, folder: Path) -> None:
    accepted = started(actor, 3)
    with fleet_of(folder, "worker-fast1"):
        eventually(lambda: len(journal()) >= 3 * 8, what="the workers are done")
    entries = journal()

    Projection().apply(entries)
    first = [events_of(one) for one in accepted]
    Projection().apply(entries)
    Projection().apply(entries[: len(entries) // 2])

    assert statuses(accepted) == {"completed": 3}
    assert [events_of(one) for one in accepted] == first
    check_history(accepted)


def test_a_journal_split_anywhere_gives_the_same_documents(actor: Actor, folder: Path) -> None:
    accepted = started(actor, 1)
    with fleet_of(folder, "worker-fast1"):
        eventually(lambda: len(journal()) >= 8, what="the worker is done")

    for entry in journal():
        Projection().apply([entry])  # each by a drain that remembers nothing

    check_history(accepted)
    assert statuses(accepted) == {"completed": 1}


def test_entries_read_by_a_drain_that_died_are_drained_by_the_next(actor: Actor, folder: Path) -> None:
    accepted = started(actor, 5)
    with fleet_of(folder, "worker-fast1"):
        eventually(lambda: len(journal()) >= 5 * 8, what="the workers are done")
    dead = Drain()
    dead.take_over()
    dead._read(block_ms=10)  # read, never acknowledged

    heir = Drain()
    while heir.run_once(block_ms=10):
        pass

    check_history(accepted)
    assert statuses(accepted) == {"completed": 5}
    assert redis_engine().xlen(keys.JOURNAL) == 0


def test_another_engine_takes_over_when_the_leading_one_is_killed(actor: Actor, folder: Path) -> None:
    with (
        fleet_of(folder, "worker-fast1") as workers,
        fleet_of(folder, "engine") as one,
        fleet_of(folder, "engine") as two,
    ):
        assert workers
        for victim in (one, two):
            accepted = started(actor, 40)
            eventually(lambda ids=accepted: statuses(ids)["completed"], what="something completes")  # type: ignore[misc]  # bound now
            victim.kill("engine")
            eventually(lambda ids=accepted: statuses(ids) == {"completed": 40}, within_s=20, what="all complete")  # type: ignore[misc]  # bound now
            check_history(accepted)
            victim.start("engine")
