"""A fleet of real processes for one test: Celery workers and the engine, as the platform starts them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from automaton.embedded.conf import RunSettings
from automaton.embedded.roles import Role, roles
from automaton.env import ROOT
from tests.stores import store_environment

# Every time of the engine shortened alike, so that recovery fits into a test.
QUICK = {
    "ENGINE_SESSION_TTL_S": "3",
    "ENGINE_SESSION_RENEW_S": "0.8",
    "ENGINE_SESSION_TRUST_S": "0.8",
    "ENGINE_REDISPATCH_AFTER_S": "2",
    "ENGINE_RECONCILE_AFTER_S": "1",
    "ENGINE_SWEEP_EVERY_S": "0.25",
    "ENGINE_LEADER_TTL_S": "2",
}


class Fleet:
    """Named processes; the names are those of the roles (``worker-fast1``, ``engine`` ...)."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = {**os.environ, **store_environment(), **QUICK, **environment}
        self._roles: dict[str, Role] = {role.name: role for role in roles(RunSettings())}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        for name in names:
            with (self._folder / f"{name}.log").open("ab") as log:
                self._processes[name] = subprocess.Popen(  # noqa: S603 - the command the platform uses
                    self._roles[name].argv,
                    cwd=ROOT,
                    env=self._environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def kill(self, name: str) -> None:
        """As a crash does it: kill -9, with all its children."""
        process = self._processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, name: str) -> None:
        """As a deploy does it: SIGTERM, and wait."""
        process = self._processes.pop(name)
        process.terminate()
        process.wait(20)

    def log(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text()

    def close(self) -> None:
        for name in list(self._processes):
            self.kill(name)


@contextmanager
def fleet_of(folder: Path, *names: str, **environment: str) -> Iterator[Fleet]:
    fleet = Fleet(folder, environment)
    try:
        fleet.start(*names)
        yield fleet
    finally:
        fleet.close()
