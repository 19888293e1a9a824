"""kill -9 of workers in the middle of work: everything accepted ends, and nothing ends twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automaton.accounts.access import Actor
from automaton.redis import engine as redis_engine
from executions.start import execute_workflow
from tests.executions.fleet import Fleet, fleet_of
from tests.executions.gate import Gate, gate
from tests.executions.history import check_history, events_of, statuses
from tests.executions.workflows import linear, node, set_field
from tests.waiting import eventually

pytestmark = pytest.mark.faults

WORKERS = ("worker-fast1", "worker-fast2", "worker-io")
EXECUTIONS = 200


@pytest.fixture
def door() -> Iterator[Gate]:
    with gate() as opened:
        yield opened


@pytest.fixture
def fleet(folder: Path, door: Gate, django_db_setup: None) -> Iterator[Fleet]:
    with fleet_of(folder, "engine", *WORKERS, OUTBOUND_ALLOW=door.allowance) as running:
        yield running


@pytest.mark.parametrize("victims", [("worker-fast1",), ("worker-io",), WORKERS], ids=["fast", "io", "all"])
def test_every_accepted_execution_ends_once_though_workers_are_killed(
    fleet: Fleet, door: Gate, actor: Actor, victims: tuple[str, ...]
) -> None:
    door.open()
    request = node("call", "http.request", url=door.url)
    version = linear(
        *[set_field(f"a{i}", "n", i) for i in range(4)], request, *[set_field(f"b{i}", "n", i) for i in range(4)]
    )
    accepted = [execute_workflow(actor=actor, version=version, input={}).execution_id for _ in range(EXECUTIONS)]
    eventually(lambda: statuses(accepted)["completed"] >= 20, within_s=30, what="twenty executions complete")
    assert statuses(accepted)["completed"] < EXECUTIONS, "the workers were quicker than the test"

    for victim in victims:
        fleet.kill(victim)
    fleet.start(*victims)

    eventually(lambda: statuses(accepted) == {"completed": EXECUTIONS}, within_s=30, what="all executions complete")
    check_history(accepted)
    assert not redis_engine().keys("o:*:nodes"), "I21: something of an ended execution is left in Redis"


def test_an_attempt_whose_worker_dies_is_tried_again_under_the_next_fence_and_the_same_idempotency_key(
    fleet: Fleet, door: Gate, actor: Actor
) -> None:
    version = linear(node("call", "http.request", url=door.url, sendIdempotencyKey=True))
    accepted = execute_workflow(actor=actor, version=version, input={}).execution_id
    door.wait_for_somebody()

    fleet.kill("worker-io")
    fleet.start("worker-io")
    door.wait_for_somebody(2)
    door.open()

    eventually(lambda: statuses([accepted])["completed"] == 1, what="the execution completes")
    check_history([accepted])
    story = [(event["type"], event["attempt"]) for event in events_of(accepted) if event.get("node") == "call"]
    assert story == [
        ("node_queued", 1),
        ("node_started", 1),
        ("attempt_lost", 1),
        ("node_queued", 2),
        ("node_started", 2),
        ("node_completed", 2),
    ]
    assert len(set(door.keys)) == 1
    assert door.keys[0]


def test_a_node_that_keeps_losing_its_worker_fails_alone_and_says_why(
    folder: Path, door: Gate, actor: Actor, django_db_setup: None
) -> None:
    with fleet_of(
        folder, "engine", "worker-fast1", "worker-io", OUTBOUND_ALLOW=door.allowance, ENGINE_LOST_BUDGET="1"
    ) as fleet:
        version = linear(node("call", "http.request", url=door.url))
        accepted = execute_workflow(actor=actor, version=version, input={}).execution_id
        for deaths in (1, 2):
            door.wait_for_somebody(deaths)
            fleet.kill("worker-io")
            fleet.start("worker-io")

        eventually(lambda: statuses([accepted])["failed"] == 1, what="the execution fails")
        check_history([accepted])
        assert events_of(accepted)[-1]["error"]["code"] == "WORKER_LOST"


def test_a_worker_that_shuts_down_in_order_gives_its_work_back_uncounted(
    fleet: Fleet, door: Gate, actor: Actor
) -> None:
    version = linear(set_field("one", "a", 1))
    accepted = [execute_workflow(actor=actor, version=version, input={}).execution_id for _ in range(EXECUTIONS)]
    eventually(lambda: statuses(accepted)["completed"] >= 20, within_s=30, what="twenty executions complete")

    fleet.stop("worker-fast1")
    fleet.start("worker-fast1")

    eventually(lambda: statuses(accepted)["completed"] == EXECUTIONS, within_s=30, what="all complete")
    check_history(accepted)
    lost = [event for one in accepted for event in events_of(one) if event["type"] == "attempt_lost"]
    assert all(event["reason"] == "released" for event in lost)
