"""``make run``: ready, kept alive, stopped in order; and nothing is left of a platform that was killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from automaton.embedded.conf import RunSettings
from automaton.embedded.ports import LOOPBACK, Ports
from automaton.embedded.roles import StopStage, roles
from automaton.env import ROOT
from tests.embedded.processes import all_pids, lives, pid_of
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("_no_given_stores")


class Running:
    """A platform of stand-ins in a process of its own, and what it printed so far."""

    def __init__(self, folder: Path, *, port: int, step: str, preloaded: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.embedded.stand_in", str(folder), str(port), step, preloaded],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(line.rstrip("\n") for line in self.process.stdout)

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def end(self) -> int:
        code = self.process.wait(30)
        self._reader.join()
        return code


@pytest.fixture(params=["", "http.server subprocess"], ids=["executed", "forked"])
def preloaded(request: pytest.FixtureRequest) -> str:
    """Whether each process is executed, or forked from one that has imported these modules."""
    return str(request.param)


@contextmanager
def platform(folder: Path, *, port: int = 0, step: str = "pass", preloaded: str = "") -> Iterator[Running]:
    port = port or Ports(folder / "test-ports.json").choose("web")
    running = Running(folder, port=port, step=step, preloaded=preloaded)
    try:
        yield running
    finally:
        running.process.kill()
        running.end()


def ready(running: Running) -> Callable[[], bool]:
    return lambda: running.said("ready")


def test_a_role_that_is_killed_is_restarted_with_one_line_that_says_so(folder: Path, preloaded: str) -> None:
    with platform(folder, preloaded=preloaded) as running:
        eventually(ready(running))
        killed = pid_of(folder, "worker")
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: running.said("worker ended"))
        eventually(lambda: pid_of(folder, "worker") not in (0, killed))
        said = [line for line in running.lines if "ended" in line]
        assert said == [f"worker ended with SIGKILL and is restarted; log: {folder}/logs/worker.log"]


def test_the_children_of_a_killed_role_are_ended_before_it_is_restarted(folder: Path, preloaded: str) -> None:
    with platform(folder, preloaded=preloaded) as running:
        eventually(ready(running))
        eventually(lambda: len(all_pids(folder)) == 5, what="two roles have started a child each")
        of_worker = [pid for pid in all_pids(folder) if os.getpgid(pid) == pid_of(folder, "worker")]
        assert len(of_worker) == 2
        os.kill(of_worker[0], signal.SIGKILL)
        eventually(lambda: not any(lives(pid) for pid in of_worker))


def test_being_asked_to_stop_stops_workers_then_doors_then_the_engine(folder: Path, preloaded: str) -> None:
    with platform(folder, preloaded=preloaded) as running:
        eventually(ready(running))
        pids = all_pids(folder)
        running.process.send_signal(signal.SIGINT)
        assert running.end() == 0
        assert (folder / "order").read_text(encoding="utf-8").split() == ["worker", "web", "engine"]
        assert not [pid for pid in pids if lives(pid)]


def test_a_killed_platform_leaves_none_of_its_processes(folder: Path, preloaded: str) -> None:
    with platform(folder, preloaded=preloaded) as running:
        eventually(ready(running))
        # Children of an executed program are its own affair; those of a forked one are tied to it.
        pids = all_pids(folder) if preloaded else [pid_of(folder, name) for name in ("engine", "web", "worker")]
        running.process.kill()
        eventually(lambda: not [pid for pid in pids if lives(pid)])


def test_a_start_after_a_killed_platform_ends_what_its_roles_had_started(folder: Path, preloaded: str) -> None:
    with platform(folder, preloaded=preloaded) as killed:
        eventually(ready(killed))
        eventually(lambda: len(all_pids(folder)) == 5, what="two roles have started a child each")
        pids = all_pids(folder)
        killed.process.kill()
        killed.end()
        with platform(folder, preloaded=preloaded) as running:
            eventually(ready(running))
            assert not [pid for pid in pids if lives(pid)]


def test_a_preparation_that_fails_ends_the_start_with_its_last_words(folder: Path, preloaded: str) -> None:
    with platform(folder, preloaded=preloaded, step="raise SystemExit('no such table')") as running:
        assert running.end() == 1
        assert running.said("The step migrate failed with exit code 1: its log")
        assert running.said('ends with "no such table"; put that right and start again.')


def test_a_taken_port_ends_the_start_before_anything_is_touched(folder: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as other, platform(folder, port=other.getsockname()[1]) as running:
        assert running.end() == 1
        assert running.said("is taken by another program; stop that program, or choose another port with HTTP_PORT.")
        assert not running.said("migrate")


def test_being_asked_to_stop_during_a_preparation_stops_at_once(folder: Path, preloaded: str) -> None:
    with platform(folder, preloaded=preloaded, step="import time; time.sleep(60)") as running:
        eventually((folder / "running" / "migrate.json").exists)
        running.process.terminate()
        assert running.end() == 0


def test_a_module_that_cannot_be_preloaded_is_named_and_stops_nothing(folder: Path) -> None:
    with platform(folder, preloaded="no.such.module") as running:
        eventually(ready(running))
        assert running.said("not shared between processes: no.such.module: ModuleNotFoundError")


def test_stopping_in_order_takes_at_most_25_seconds() -> None:
    """The longest of each stage, and five for the stores."""
    every = roles(RunSettings(_env_file=None))
    longest = [max(role.stop_within_s for role in every if role.stage is stage) for stage in StopStage]
    assert sum(longest) + 5 <= 25


def test_no_secret_is_an_argument_that_everybody_on_the_machine_may_read() -> None:
    settings = RunSettings(_env_file=None, flower_basic_auth="user:hidden")
    assert not any("hidden" in word for role in roles(settings) for word in role.argv)
