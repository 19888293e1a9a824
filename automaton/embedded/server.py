"""What every embedded store is: prepared, started by the keeper, asked whether it answers."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import ClassVar, Protocol

from automaton.embedded.command import Command
from automaton.embedded.errors import EmbeddedError

# sockaddr_un holds 108 bytes with the closing zero; longer paths fall back to TCP.
LONGEST_SOCKET_PATH_BYTES = 107

PROBE_TIMEOUT_S = 1.0


class Server(Protocol):
    """One store. Its address is settled when it is made and stays until the stack stops."""

    name: ClassVar[str]
    variable: ClassVar[str]
    """The environment variable that holds its address, and that replaces it when given."""

    @property
    def url(self) -> str: ...

    def prepare(self) -> None:
        """Make its folder and files; the first time this may take a second."""

    def command(self) -> Command: ...

    def is_ready(self) -> bool:
        """Whether it answers a client now."""


def fits_socket(path: Path) -> bool:
    return len(bytes(path)) <= LONGEST_SOCKET_PATH_BYTES


def require_program(path: Path, *, package: str) -> Path:
    """``path`` if it is there, otherwise the sentence that says which package brings it."""
    if not path.is_file():
        raise EmbeddedError(
            f"The program {path} was not found; the Python package {package} brings it: "
            "remove .venv and run `make install`."
        )
    return path


def ask(address: Path | tuple[str, int], question: bytes) -> bytes:
    """Send ``question`` to a unix or TCP socket and return the first bytes of the answer, or nothing."""
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    with socket.socket(family) as connection:
        connection.settimeout(PROBE_TIMEOUT_S)
        try:
            connection.connect(str(address) if isinstance(address, Path) else address)
            connection.sendall(question)
            return connection.recv(512)
        except OSError:
            return b""
