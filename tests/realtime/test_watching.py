from __future__ import annotations

import pytest

from executions.states import fold
from tests.realtime.conftest import Person
from tests.realtime.executions import announce, completed, ended, queued, running, started
from tests.realtime.socket import Frame, Socket, opened


def test_joining_an_execution_brings_its_snapshot_and_then_its_events(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    execution.record(started(), queued("a"))

    snapshot = socket.join_execution(execution.id)
    assert (snapshot["id"], snapshot["status"], snapshot["seq"]) == (execution.id, "running", 2)

    execution.happen(running("a"), completed("a", "hello"))
    execution.happen(ended())
    frames = socket.updates_until(5)
    assert _seqs(frames) == [3, 4, 5]
    assert frames[-1]["status"] == "completed"
    events = [event for frame in frames for event in frame["events"]]
    assert events[1]["output"]["inline"]["main"][0]["json"]["text"] == "hello"


def test_a_snapshot_and_the_events_after_it_make_the_recorded_snapshot(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    execution.record(started(), queued("a"))
    at_join = execution.snapshot
    socket.join_execution(execution.id)
    execution.happen(running("a"), completed("a"), queued("b"))
    execution.happen(running("b"), completed("b"), ended())
    events = [event for frame in socket.updates_until(8) for event in frame["events"]]
    assert fold(at_join, events) == execution.snapshot


def test_what_was_recorded_before_and_is_announced_after_joining_is_not_repeated(
    socket: Socket, person: Person
) -> None:
    execution = person.new_execution()
    late = execution.record(started(), queued("a"))
    assert socket.join_execution(execution.id)["seq"] == 2
    announce(late)
    execution.happen(running("a"))
    assert _seqs(socket.updates_until(3)) == [3]


def test_an_announcement_that_overlaps_is_shortened(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    first = execution.record(started())
    socket.join_execution(execution.id)
    second = execution.record(queued("a"))
    third = execution.record(running("a"))
    announce(second)
    merged = type(third)(
        **{field: getattr(third, field) for field in third.__slots__}
        | {"events": [*first.events, *second.events, *third.events]}
    )
    announce(merged)
    assert _seqs(socket.updates_until(3)) == [2, 3]


def test_a_lost_announcement_is_healed_with_a_snapshot(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    socket.join_execution(execution.id)
    execution.record(started(), queued("a"))  # never announced
    execution.happen(running("a"))
    assert socket.expect("snapshot")["snapshot"]["seq"] == 3
    execution.happen(completed("a"))
    assert _seqs(socket.updates_until(4)) == [4]


def test_events_too_large_to_announce_arrive_as_a_snapshot(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    execution.record(started(), queued("a"), running("a"))
    socket.join_execution(execution.id)
    execution.happen(completed("a", "x" * 300_000))
    snapshot = socket.expect("snapshot")["snapshot"]
    assert (snapshot["seq"], snapshot["nodes"][0]["status"]) == (4, "completed")


def test_joining_again_brings_the_snapshot_again(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    socket.join_execution(execution.id)
    execution.record(started())
    assert socket.join_execution(execution.id)["seq"] == 1


def test_after_leaving_nothing_more_is_heard(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    socket.join_execution(execution.id)
    room = f"execution-{execution.id}"
    assert socket.ask(type="leave", room=room) == {"type": "left", "room": room}
    execution.happen(started())
    assert socket.ask(type="ping") == {"type": "pong"}
    with pytest.raises(TimeoutError):
        socket.receive(within_s=0.3)


def test_an_organization_hears_of_starts_and_ends_only(socket: Socket, person: Person) -> None:
    room = f"org-{person.organization_id}"
    assert socket.ask(type="join-organization", organizationId=person.organization_id) == {
        "type": "joined",
        "room": room,
    }
    execution = person.new_execution()
    begun = execution.happen(started())
    frame = socket.expect("execution-updated")
    assert frame == {
        "type": "execution-updated",
        "room": room,
        "executionId": execution.id,
        "workflowId": begun.workflow_id,
        "status": "running",
        "seq": 1,
    }
    execution.happen(queued("a"), running("a"), completed("a"))
    execution.happen(ended())
    frame = socket.expect("execution-updated")
    assert (frame["status"], frame["seq"]) == ("completed", 5)


def test_every_watcher_hears_and_none_of_another_organization(
    port: int, socket: Socket, person: Person, stranger: Person
) -> None:
    execution = person.new_execution()
    other = stranger.new_execution()
    with (
        opened(port, f"?ticket={person.ticket()}") as second,
        opened(port, f"?ticket={stranger.ticket()}") as foreign,
    ):
        second.expect("authenticated")
        foreign.expect("authenticated")
        foreign.ask(type="join-organization", organizationId=stranger.organization_id)
        foreign.join_execution(other.id)
        for watcher in (socket, second):
            watcher.join_execution(execution.id)
        execution.happen(started())
        for watcher in (socket, second):
            assert _seqs(watcher.updates_until(1)) == [1]
        assert foreign.ask(type="ping") == {"type": "pong"}


def _seqs(frames: list[Frame]) -> list[int]:
    """The sequence numbers that the frames carry, which must say of themselves where they end."""
    for frame in frames:
        assert frame["seq"] == frame["events"][-1]["seq"]
    return [event["seq"] for frame in frames for event in frame["events"]]
