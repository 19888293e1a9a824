"""SecantusDB: speaks MongoDB's wire protocol over WiredTiger, from one wheel.

GPL-2.0 and beta, hence a separate process that nothing imports, for development and tests only; in
production MONGODB_URL names a real MongoDB. Two options in the address are load-bearing:
``journal=true`` makes an acknowledged write survive kill -9 (without it the last 4-28 were lost), and
``retryWrites=false`` skips a reply table that grows with use (5 times faster updates).

It listens on loopback without a password: there is no unix socket, and a SCRAM login costs each new
connection tens of milliseconds of its one interpreter lock.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import struct
import sys
from typing import ClassVar

from automaton.embedded.command import Command
from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.ports import LOOPBACK, Ports
from automaton.embedded.server import ask

CACHE = "64M"
SESSIONS = "200"


class Mongo:
    """Execution records and logs."""

    name: ClassVar[str] = "mongo"
    variable: ClassVar[str] = "MONGODB_URL"

    def __init__(self, folder: DataFolder, ports: Ports, *, is_lasting: bool = True) -> None:
        """``is_lasting`` False skips the orderly stop of two seconds, for data that tests throw away."""
        self._is_lasting = is_lasting
        self._home = folder.path / self.name
        self._port = ports.choose(self.name)

    @property
    def url(self) -> str:
        return f"mongodb://{LOOPBACK}:{self._port}/automaton?retryWrites=false&journal=true"

    def prepare(self) -> None:
        if importlib.util.find_spec("secantus") is None:
            raise EmbeddedError(
                "The Python package secantusdb, the embedded MongoDB, is not installed; "
                "remove .venv and run `make install`, or give MONGODB_URL."
            )
        self._home.mkdir(mode=0o700, exist_ok=True)
        self._home.chmod(0o700)

    def command(self) -> Command:
        options = {
            "--host": LOOPBACK,
            "--port": str(self._port),
            "--storage-path": str(self._home / "data"),
            "--cache-size": CACHE,
            "--session-max": SESSIONS,
            "--log-level": "WARNING",
        }
        return Command(
            name=self.name,
            # --standalone keeps no oplog: a third more inserts per second and half the disk; what goes
            # with it, change streams, is not used.
            argv=(
                sys.executable,
                "-m",
                "secantus",
                "--standalone",
                *(part for pair in options.items() for part in pair),
            ),
            # Its own home, so that no secantusd.toml of the person at the terminal is picked up.
            working_directory=self._home,
            environment={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(self._home), "MALLOC_ARENA_MAX": "2"},
            # Either is safe: what was acknowledged is in the journal.
            stop_signal=signal.SIGTERM if self._is_lasting else signal.SIGKILL,
            death_signal=signal.SIGKILL,
        )

    def is_ready(self) -> bool:
        """It listens only once its storage is open, so any answer comes from a ready server."""
        return ask((LOOPBACK, self._port), HELLO) != b""


def _message(body: bytes) -> bytes:
    """An OP_MSG (opcode 2013) with one document."""
    content = struct.pack("<iB", 0, 0) + body
    return struct.pack("<iiii", 16 + len(content), 1, 0, 2013) + content


# The BSON document {hello: 1, $db: "admin"}, written by hand: the driver has one door, and it is not here.
_FIELDS = b"\x10hello\0" + struct.pack("<i", 1) + b"\x02$db\0" + struct.pack("<i", 6) + b"admin\0"
HELLO = _message(struct.pack("<i", 4 + len(_FIELDS) + 1) + _FIELDS + b"\0")
