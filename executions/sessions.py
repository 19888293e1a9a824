"""The session of this worker process: its right to claim nodes, renewed by a thread, lost when it falls silent.

A process trusts its session only until ``last renewal + ttl - trust margin`` of its own monotonic clock and starts
nothing after that, so it has stopped before the server lets another process take over.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable

import structlog

from automaton.redis import RedisError
from executions import engine
from executions.conf import engine_settings

log = structlog.get_logger("automaton.sessions")


class Session:
    """One process's session. Threads of the process share it."""

    def __init__(self) -> None:
        self._settings = engine_settings()
        self._lock = threading.Lock()
        self._superseded: set[str] = set()
        self._id = ""
        self._trusted_until = 0.0
        self._stop = threading.Event()
        self._beats: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None

    @property
    def id(self) -> str:
        """The id to claim with. Opens a new session when there is none that can be trusted. Raises RedisError."""
        if time.monotonic() >= self._trusted_until:
            self.reopen(instead_of=self._id)
        return self._id

    def reopen(self, *, instead_of: str) -> None:
        """Leave the session ``instead_of`` for a new one; does nothing when another thread has done so."""
        with self._lock:
            if self._id != instead_of:
                return
            began = time.monotonic()
            new = f"{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
            engine.open_session(new, ttl_s=self._settings.session_ttl_s)
            self._trust_from(began)
            self._id = new
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="session", daemon=True)
                self._thread.start()

    def is_superseded(self, task_id: str) -> bool:
        """Whether that attempt was cancelled or given to another process while it ran here."""
        return task_id in self._superseded

    def is_trusted(self) -> bool:
        return time.monotonic() < self._trusted_until and not self._stop.is_set()

    def on_beat(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` about four times a second from the session's thread."""
        self._beats.append(callback)

    def close(self) -> None:
        """Stop claiming and give back what is held; the last act of an orderly shutdown."""
        self._stop.set()
        if self._id:
            engine.release(self._id)
        self._beat()

    def _trust_from(self, began: float) -> None:
        self._trusted_until = began + self._settings.session_ttl_s - self._settings.session_trust_s

    def _keep(self) -> None:
        next_renewal = time.monotonic() + self._settings.session_renew_s
        while not self._stop.wait(0.25):
            self._beat()
            if time.monotonic() >= next_renewal:
                next_renewal = time.monotonic() + self._settings.session_renew_s
                self._renew()

    def _renew(self) -> None:
        began, session = time.monotonic(), self._id
        try:
            lost = engine.renew(session, ttl_s=self._settings.session_ttl_s)
        except RedisError as error:
            log.warning("session_not_renewed", session=session, error=str(error))
            return
        if lost is None:
            log.warning("session_expired", session=session)
            self._trusted_until = 0.0
        else:
            self._superseded = set(lost)
            self._trust_from(began)

    def _beat(self) -> None:
        for callback in self._beats:
            try:
                callback()
            except Exception as error:  # noqa: BLE001 - this thread also renews the session, so nothing may end it
                log.warning("session_beat_failed", error=repr(error))


_sessions: dict[int, Session] = {}
_sessions_lock = threading.Lock()


def current() -> Session:
    """The session of this process; a forked child gets its own."""
    session = _sessions.get(os.getpid())
    if session is None:
        with _sessions_lock:
            session = _sessions.setdefault(os.getpid(), Session())
    return session


def close_current() -> None:
    session = _sessions.pop(os.getpid(), None)
    if session is not None:
        session.close()
