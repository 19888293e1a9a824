"""The load generator's side of the REST API: one kept-alive connection for each thread, and little else, because
it runs on the same cores as what it measures."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

from automaton.embedded.conf import DEMO_EMAIL, DEMO_PASSWORD

TIMEOUT_S = 120.0
IDLE_S = 1.0  # Gunicorn closes a connection that was idle for two seconds
Json = dict[str, Any]


class Refused(Exception):
    """The platform answered with an error."""


class _Mine(threading.local):
    """What each thread has for itself."""

    connection: http.client.HTTPConnection | None = None
    used_at = 0.0


@dataclass
class Api:
    """The API as the demo user sees it. Threads may share it."""

    public_url: str
    _headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    _threads: _Mine = field(default_factory=_Mine)

    def sign_in(self) -> None:
        """To be repeated within the quarter of an hour for which a token is good."""
        self._headers.pop("Authorization", None)
        tokens = self.post("auth/token", {"email": DEMO_EMAIL, "password": DEMO_PASSWORD})
        self._headers["Authorization"] = f"Bearer {tokens['access']}"

    def get(self, path: str) -> Json:
        return self._ask("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        return self._ask("POST", path, orjson.dumps(body))

    def publish(self, workflow: Mapping[str, Any]) -> str:
        """Create and publish a workflow; returns its id."""
        made = self.post("workflows", workflow)
        self.post(f"workflows/{made['id']}/publish", {})
        return str(made["id"])

    def _ask(self, method: str, path: str, body: bytes | None) -> Json:
        connection = self._connection()
        connection.request(method, f"/api/v1/{path}", body, self._headers)
        response = connection.getresponse()
        content = response.read()
        self._threads.used_at = time.monotonic()
        if response.status >= 400:
            raise Refused(f"{method} {path} was answered with {response.status}: {content[:500].decode()}")
        answer: Json = orjson.loads(content)
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        """This thread's; a new one when the server may be about to close it."""
        mine = self._threads
        if mine.connection is None or time.monotonic() - mine.used_at > IDLE_S:
            if mine.connection is not None:
                mine.connection.close()
            address = urlsplit(self.public_url)
            mine.connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=TIMEOUT_S)
        return mine.connection
