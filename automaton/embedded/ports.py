"""Loopback ports: which are free, and the memory that gives a store the same one again."""

from __future__ import annotations

import json
import secrets
import socket
from pathlib import Path

from automaton.embedded.errors import EmbeddedError

LOOPBACK = "127.0.0.1"

# Below the kernel's ephemeral range (from 32768): an outgoing connection can never sit on the port of
# a store that is away for a moment.
FIRST, LAST = 20_000, 32_000


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` now."""
    with socket.socket() as probe:
        # As servers do it, so that connections of the last run in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            # Binding succeeds beside another server's socket that is bound but shares its address.
            probe.listen(1)
        except OSError:
            return False
        return True


def accepts(port: int) -> bool:
    """Whether a server answers on ``port`` now."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def require_free(port: int, *, purpose: str, variable: str) -> None:
    """Refuse to start when ``port`` is taken, naming the variable that chooses another."""
    if not is_free(port):
        raise EmbeddedError(
            f"Port {port} on {LOOPBACK}, meant for {purpose}, is taken by another program; "
            f"stop that program, or choose another port with {variable}."
        )


class Ports:
    """The ports of one data folder, by the name of their server."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, int] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def choose(self, name: str) -> int:
        """The port that ``name`` had last time if it is free, otherwise a new one."""
        port = self._known.get(name)
        if port is None or not is_free(port):
            port = self._new()
            self._known[name] = port
            self._file.write_text(json.dumps(self._known), encoding="utf-8")
        return port

    def _new(self) -> int:
        for _ in range(100):
            port = FIRST + secrets.randbelow(LAST - FIRST)
            if port not in self._known.values() and is_free(port):
                return port
        raise EmbeddedError(
            f"No free port was found between {FIRST} and {LAST} on {LOOPBACK}; "
            "stop programs that listen there, or give the stores' addresses in the environment."
        )
