"""The data folder: what lies where, who holds it, and the secrets that are made once.

.automaton/
  lock              held with flock by the one process that runs on this folder; names its pid
  ports.json        loopback ports of the last run
  secrets/          one file per secret, mode 600
  running/          one file per child process, to recognise what a crash left behind
  logs/             one file per child process
  postgres/  redis-engine/  redis-cache/  mongo/
  blobs/            payloads too large for the stores
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from automaton.embedded.errors import EmbeddedError


class DataFolder:
    """A data folder, created when missing and held by this process until :meth:`release`."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: int | None = None

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def running(self) -> Path:
        return self.path / "running"

    @property
    def blobs(self) -> Path:
        return self.path / "blobs"

    def hold(self) -> None:
        """Create the folder and take its lock, or say who has it."""
        # Started by root, PostgreSQL runs as another user who must be able to walk through this folder
        # to its own; everything in it that is private is closed by its own mode.
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            self.path.mkdir(mode=mode, parents=True, exist_ok=True)
            self.path.chmod(mode)
            for folder in (self.logs, self.running, self.blobs, self.path / "secrets"):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise EmbeddedError(
                f"The data folder {self.path} cannot be used: {error.strerror}; "
                "choose a folder that you may write to with DATA_DIR."
            ) from error
        self._take_lock()

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secret(self, name: str) -> str:
        """A random secret that is made on first use and stays; 43 characters, safe in a URL."""
        file = self.path / "secrets" / name
        if file.exists():
            return file.read_text(encoding="utf-8")
        value = secrets.token_urlsafe(32)
        # Written whole under another name first: a crash leaves no half secret.
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(value, encoding="utf-8")
        draft.replace(file)
        return value

    def _take_lock(self) -> None:
        file = self.path / "lock"
        # A child never inherits this descriptor (PEP 446), so the lock ends with this process.
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            holder = file.read_text(encoding="utf-8").strip() or "unknown"
            raise EmbeddedError(
                f"The data folder {self.path} is in use by process {holder}; "
                "stop that process, or choose another folder with DATA_DIR."
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._lock = descriptor
