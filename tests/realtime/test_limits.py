"""Fast engines, slow clients, lost messages."""

from __future__ import annotations

import os
import socket as sockets
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from automaton.embedded.ports import LOOPBACK
from tests.realtime.conftest import Person
from tests.realtime.executions import FakeRun, announce, completed, ended, queued, running, started
from tests.realtime.server import realtime_process
from tests.realtime.socket import Socket, opened


def test_updates_are_merged_to_ten_frames_a_second_without_a_hole(socket: Socket, person: Person) -> None:
    execution = person.new_execution()
    socket.join_execution(execution.id)
    updates = [execution.record(started())]
    for number in range(60):
        updates.append(execution.record(queued(f"n{number}")))
        updates.append(execution.record(running(f"n{number}")))
    begun = time.monotonic()
    for update in updates:
        announce(update)
    frames = socket.updates_until(execution.snapshot.seq)
    took_s = time.monotonic() - begun
    assert [event["seq"] for frame in frames for event in frame["events"]] == list(range(1, 122))
    assert len(frames) <= took_s / 0.1 + 2
    assert len(frames) < len(updates) / 3


def test_executions_of_an_organization_are_merged_each_for_itself(socket: Socket, person: Person) -> None:
    socket.ask(type="join-organization", organizationId=person.organization_id)
    first, second = person.new_execution(), person.new_execution()
    announce(first.record(started()), second.record(started()))
    heard = {socket.expect("execution-updated")["executionId"] for _ in range(2)}
    assert heard == {first.id, second.id}
    # Both within one interval: only where the execution stands at the end of it is told.
    announce(first.record(queued("a"), running("a"), completed("a"), ended()))
    assert socket.expect("execution-updated")["status"] == "completed"


def test_nothing_announced_between_subscribing_and_the_snapshot_is_lost(port: int, person: Person) -> None:
    """Joins at every moment of a running execution: each sees all of it, once."""
    execution = person.new_execution()
    execution.happen(started())
    for number in range(25):
        with opened(port, f"?ticket={person.ticket()}") as socket:
            socket.expect("authenticated")
            socket.send(type="join-execution", executionId=execution.id)
            for node in range(6):
                execution.happen(queued(f"n{number}.{node}"))
            socket.expect("joined")
            snapshot = socket.expect("snapshot")["snapshot"]
            seen = snapshot["seq"]
            while seen < execution.snapshot.seq:
                frame = socket.expect("execution-updated")
                assert frame["events"][0]["seq"] == seen + 1
                seen = frame["seq"]


@pytest.fixture(scope="module")
def strict_port(django_db_setup: None, realtime_folder: Path) -> Iterator[int]:
    """Of a realtime process that loses patience soon."""
    impatient = {"MAX_BUFFER_BYTES": "400000", "SEND_TIMEOUT_S": "1", "CHECK_INTERVAL_S": "0.5"}
    with realtime_process(realtime_folder, **{f"REALTIME_{name}": value for name, value in impatient.items()}) as port:
        yield port


def test_a_client_that_does_not_read_is_dropped_and_costs_no_memory(strict_port: int, person: Person) -> None:
    execution = person.new_execution()
    execution.happen(started())
    realtime = _process_listening_on(strict_port)
    with (
        _narrow_socket(strict_port) as raw,
        opened(
            strict_port, f"?ticket={person.ticket()}", sock=raw, max_queue=1, compression=None, close_timeout=0.1
        ) as slow,
    ):
        slow.expect("authenticated")
        slow.join_execution(execution.id)
        before = realtime.memory_info().rss
        _produce(execution, megabytes=30)
        assert realtime.memory_info().rss - before < 12_000_000
        assert slow.close_code() == 4429
    with opened(strict_port, f"?ticket={person.ticket()}") as fresh:
        fresh.expect("authenticated")
        assert fresh.join_execution(execution.id)["seq"] == execution.snapshot.seq


def test_a_client_that_reads_is_not_disturbed_by_one_that_does_not(strict_port: int, person: Person) -> None:
    execution = person.new_execution()
    execution.happen(started())
    with (
        _narrow_socket(strict_port) as raw,
        opened(
            strict_port, f"?ticket={person.ticket()}", sock=raw, max_queue=1, compression=None, close_timeout=0.1
        ) as slow,
        opened(strict_port, f"?ticket={person.ticket()}") as quick,
    ):
        for watcher in (slow, quick):
            watcher.expect("authenticated")
            watcher.join_execution(execution.id)
        for _ in range(20):
            _produce(execution, megabytes=1)
            seen = 0
            while seen < execution.snapshot.seq:
                seen = quick.expect("execution-updated")["seq"]


def test_an_end_that_was_never_announced_shows_up_by_itself(strict_port: int, person: Person) -> None:
    execution = person.new_execution()
    execution.happen(started(), queued("a"), running("a"))
    with opened(strict_port, f"?ticket={person.ticket()}") as socket:
        socket.expect("authenticated")
        socket.join_execution(execution.id)
        execution.record(completed("a"), ended())
        assert socket.expect("snapshot")["snapshot"]["status"] == "completed"
        with pytest.raises(TimeoutError):
            socket.receive(within_s=1.2)


def _produce(execution: FakeRun, *, megabytes: int) -> None:
    """As much as that in events, announced in portions."""
    for _ in range(megabytes * 10):
        node = f"n{execution.snapshot.seq}"
        execution.happen(queued(node), running(node), completed(node, "x" * 100_000))


def _narrow_socket(port: int) -> sockets.socket:
    """A connection whose receive buffer is small, so that the server notices early that nobody reads."""
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.connect((LOOPBACK, port))
    return raw


def _process_listening_on(port: int) -> psutil.Process:
    for child in psutil.Process(os.getpid()).children(recursive=True):
        if any(found.laddr.port == port for found in child.net_connections("inet") if found.status == "LISTEN"):
            return child
    raise AssertionError(f"nobody listens on {port}")
