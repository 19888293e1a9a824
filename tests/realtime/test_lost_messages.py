"""The Redis of the channel layer dies and comes back; the sockets stay and catch up."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from automaton.embedded.folder import DataFolder
from automaton.embedded.ports import Ports
from automaton.embedded.redis import CacheRedis
from tests.realtime.conftest import Person
from tests.realtime.executions import completed, ended, queued, running, started
from tests.realtime.server import realtime_process
from tests.realtime.socket import opened
from tests.waiting import eventually


@contextmanager
def _running(server: CacheRedis) -> Iterator[None]:
    """Until the end of the block, and then killed."""
    command = server.command()
    process = subprocess.Popen(command.argv, cwd=command.working_directory, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        eventually(server.is_ready, what="Redis answers")
        yield
    finally:
        process.kill()
        process.wait()


def test_sockets_survive_the_channel_layer_and_catch_up(person: Person, realtime_folder: Path, settings: Any) -> None:
    server = CacheRedis(DataFolder(realtime_folder), Ports(realtime_folder / "ports.json"))
    server.prepare()
    layer = settings.CHANNEL_LAYERS["default"]
    settings.CHANNEL_LAYERS = {"default": {**layer, "CONFIG": {**layer["CONFIG"], "hosts": [{"address": server.url}]}}}
    execution, next_one = person.new_execution(), person.new_execution()
    environment = {"REDIS_CACHE_URL": server.url, "REALTIME_CHECK_INTERVAL_S": "0.5"}
    with ExitStack() as lasting:
        with _running(server):
            port = lasting.enter_context(realtime_process(realtime_folder, **environment))
            socket = lasting.enter_context(opened(port))
            assert socket.ask(type="authenticate", token=person.token())["type"] == "authenticated"
            socket.join_execution(execution.id)
            execution.happen(started())
            assert socket.expect("execution-updated")["seq"] == 1

        execution.happen(queued("a"), running("a"))  # announced to nobody, and no error for whoever announces
        assert socket.expect("snapshot")["snapshot"]["seq"] == 3
        answer = socket.ask(type="join-execution", executionId=next_one.id)
        assert (answer["code"], answer["room"]) == ("unavailable", f"execution-{next_one.id}")

        with opened(port) as late:
            assert late.close_code() == 1013

        with _running(server):
            socket.join_execution(next_one.id)
            execution.happen(completed("a"), ended())
            next_one.happen(started())
            last = {frame["executionId"]: frame for frame in (socket.receive(), socket.receive())}
            assert last[next_one.id]["type"] == "execution-updated"
            assert last[execution.id]["type"] in {"execution-updated", "snapshot"}
