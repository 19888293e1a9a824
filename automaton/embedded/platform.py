"""The whole platform under one process: stores, preparations, roles; started and stopped in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection, HTTPException

from automaton.embedded.child import tie_to_parent
from automaton.embedded.command import Command
from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.keeper import Exit, Keeper
from automaton.embedded.ports import LOOPBACK, accepts, require_free
from automaton.embedded.preload import preload
from automaton.embedded.process import Process, describe_exit, last_line
from automaton.embedded.roles import Role, StopStage
from automaton.embedded.stack import Stack
from automaton.env import ROOT

READY_WITHIN_S = 120.0
KILLED_WITHIN_S = 5.0
HTTP_TIMEOUT_S = 2.0
FOREVER_S = float("inf")

Say = Callable[[str], None]

MANAGE = (sys.executable, str(ROOT / "manage.py"))
PREPARATIONS: Mapping[str, tuple[str, ...]] = {
    "migrate": (*MANAGE, "migrate", "--noinput", "--verbosity", "0"),
    "seed": (*MANAGE, "seed_demo"),
}


class Platform:
    """Everything that ``make run`` runs; the caller drives it between :meth:`start` and :meth:`stop`."""

    def __init__(
        self,
        folder: DataFolder,
        *,
        roles: Sequence[Role],
        given: Mapping[str, str],
        environment: Mapping[str, str],
        is_stopping: Callable[[], object],
        say: Say,
        preparations: Mapping[str, tuple[str, ...]] = PREPARATIONS,
        preloaded: Sequence[str] = (),
        is_lasting: bool = True,
    ) -> None:
        """``given``: stores that run already; ``environment``: variables of every child beside the stores'.

        ``preloaded``: modules to import once, here; the Python programs then run in forked processes.
        """
        self._folder = folder
        self._roles = roles
        self._is_stopping = is_stopping
        self._say = say
        self._preparations = preparations
        self._preloaded = preloaded
        self._keeper = Keeper(folder, on_exit=self._report)
        self._stack = Stack(folder, self._keeper, given=given, is_lasting=is_lasting)
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2", **environment}

    def start(self) -> None:
        """Bring everything up; returns early when asked to stop meanwhile."""
        self._folder.hold()
        self.environment |= self._stack.start()
        # After the stack, which has ended what a crashed run may have left on these ports.
        for role in self._roles:
            if role.port is not None:
                require_free(role.port, purpose=role.name, variable=role.variable or "its setting")
        # While the stores come up.
        if self._preloaded:
            for problem in preload(self._preloaded, self.environment):
                self._say(f"not shared between processes: {problem}")
        self._stack.wait(is_stopping=self._is_stopping)
        for name, argv in self._preparations.items():
            if not self._is_stopping():
                self._say(f"{name} ...")
                self._prepare(name, argv)
        if not self._is_stopping():
            self._say(f"starting {', '.join(role.name for role in self._roles)} ...")
            for role in self._roles:
                self._keeper.start(
                    self._command(role.name, role.argv, stop_within_s=role.stop_within_s, more=role.environment)
                )
            self._wait_until_ready()

    def keep_until(self, condition: Callable[[], bool]) -> None:
        """Keep every process alive until ``condition`` holds or somebody asks to stop."""
        self._keeper.tick_until(lambda: condition() or bool(self._is_stopping()), within_s=FOREVER_S)

    def run(self, argv: Sequence[str]) -> int:
        """Run a command in the foreground beside the platform and return its exit status."""
        parent = os.getpid()
        child = subprocess.Popen(
            argv,
            cwd=ROOT,
            env=self.environment,
            preexec_fn=lambda: tie_to_parent(signal.SIGTERM, parent),  # noqa: PLW1509 - there is one thread
        )
        self.keep_until(lambda: child.poll() is not None)
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(KILLED_WITHIN_S)
            except subprocess.TimeoutExpired:
                child.kill()
        return child.wait()

    def stop(self) -> None:
        for stage in StopStage:
            self._keeper.stop([role.name for role in self._roles if role.stage is stage])
        self._keeper.stop()
        self._folder.release()

    def _prepare(self, name: str, argv: tuple[str, ...]) -> None:
        process = Process(self._command(name, argv), self._folder)
        self.keep_until(lambda: process.exit_code() is not None)
        code = process.exit_code()
        if code is None:
            process.kill()
            self._keeper.tick_until(lambda: process.exit_code() is not None, within_s=KILLED_WITHIN_S)
        elif code != 0:
            raise EmbeddedError(
                f"The step {name} failed with {describe_exit(code)}: its log {process.log} ends with "
                f'"{last_line(process.log)}"; put that right and start again.'
            )

    def _command(
        self, name: str, argv: tuple[str, ...], *, stop_within_s: float = 5.0, more: Mapping[str, str] | None = None
    ) -> Command:
        return Command(
            name=name,
            argv=argv,
            working_directory=ROOT,
            environment={**self.environment, **(more or {})},
            stop_within_s=stop_within_s,
            is_preloaded=bool(self._preloaded) and argv[0] == sys.executable,
        )

    def _wait_until_ready(self) -> None:
        def is_decided() -> bool:
            return self._unready() is None or bool(self._is_stopping())

        if not self._keeper.tick_until(is_decided, within_s=READY_WITHIN_S):
            raise EmbeddedError(
                f"The platform was not ready within {READY_WITHIN_S:.0f} s: {self._unready()}; "
                f"read the logs in {self._folder.logs}."
            )

    def _unready(self) -> str | None:
        """The first thing that does not serve yet, in words."""
        for role in self._roles:
            if role.port is None:
                continue
            if not accepts(role.port):
                return f"{role.name} does not listen on port {role.port}"
            if role.ready_path and (problem := _problem(role.port, role.ready_path)):
                return f"{role.name} answers {role.ready_path} with {problem}"
        return None

    def _report(self, ended: Exit) -> None:
        when = f" in {ended.restart_in_s:g} s" if ended.restart_in_s else ""
        self._say(f"{ended.name} ended with {describe_exit(ended.code)} and is restarted{when}; log: {ended.log}")


def _problem(port: int, path: str) -> str | None:
    """What is wrong with the answer to GET ``path``, in words; None when it is 200."""
    connection = HTTPConnection(LOOPBACK, port, timeout=HTTP_TIMEOUT_S)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read(500).decode(errors="replace")
        return None if answer.status == 200 else f"{answer.status} {body}"
    except (OSError, HTTPException) as error:
        return repr(error)
    finally:
        connection.close()
