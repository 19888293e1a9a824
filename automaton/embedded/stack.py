"""The stores together: those that the environment does not give are started, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.keeper import Keeper
from automaton.embedded.leftovers import clean_up
from automaton.embedded.mongo import Mongo
from automaton.embedded.ports import Ports
from automaton.embedded.postgres import Postgres
from automaton.embedded.process import last_line
from automaton.embedded.redis import CacheRedis, EngineRedis
from automaton.embedded.server import Server

READY_WITHIN_S = 60.0
TRIES = 4


class Stack:
    """The embedded stores of one data folder, which this process holds; ``keeper`` keeps them alive."""

    def __init__(
        self, folder: DataFolder, keeper: Keeper, *, given: Mapping[str, str], is_lasting: bool = True
    ) -> None:
        """``given``: variables that the environment sets already; an empty value counts as absent."""
        self._folder = folder
        self._keeper = keeper
        self._given = {name: value for name, value in given.items() if value}
        self._is_lasting = is_lasting
        self._servers: list[Server] = []

    def start(self) -> dict[str, str]:
        """Start what is missing and return the environment of child processes; see :meth:`wait`."""
        clean_up(self._folder)
        self._servers = self._missing()
        for server in self._servers:
            server.prepare()
            self._keeper.start(server.command())
        own = {server.variable: server.url for server in self._servers}
        own |= {"BLOB_DIR": str(self._folder.blobs), "SECRET_KEY": self._folder.secret("secret-key")}
        return {**own, **self._given}

    def wait(self, *, is_stopping: Callable[[], object]) -> None:
        """Return when every store answers, or ``is_stopping`` becomes true."""
        for server in self._servers:
            self._wait_for(server, is_stopping)

    def stop(self) -> None:
        self._keeper.stop([server.name for server in self._servers])

    def _missing(self) -> list[Server]:
        """Slowest to come up first: the others start while it does."""
        ports = Ports(self._folder.path / "ports.json")
        servers: list[Server] = []
        if Mongo.variable not in self._given:
            servers.append(Mongo(self._folder, ports, is_lasting=self._is_lasting))
        if EngineRedis.variable not in self._given:
            servers.append(EngineRedis(self._folder, ports))
        if CacheRedis.variable not in self._given:
            servers.append(CacheRedis(self._folder, ports))
        if Postgres.variable not in self._given:
            servers.append(Postgres(self._folder, ports, is_lasting=self._is_lasting))
        return servers

    def _wait_for(self, server: Server, is_stopping: Callable[[], object]) -> None:
        def is_decided() -> bool:
            return server.is_ready() or self._keeper.failures(server.name) >= TRIES or bool(is_stopping())

        if self._keeper.tick_until(is_decided, within_s=READY_WITHIN_S) and (server.is_ready() or is_stopping()):
            return
        log = self._folder.logs / f"{server.name}.log"
        raise EmbeddedError(
            f'The embedded {server.name} does not start: its log {log} ends with "{last_line(log)}"; '
            f"put that right, or give {server.variable}."
        )
