"""What the realtime process answers, and where."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from automaton.embedded.ports import LOOPBACK


@pytest.mark.parametrize(("path", "status"), [("/health", 200), ("/", 404), ("/api/v1/executions", 404)])
def test_http_is_not_served_here(port: int, path: str, status: int) -> None:
    client = HTTPConnection(LOOPBACK, port)
    client.request("GET", path)
    assert client.getresponse().status == status
    client.close()


@pytest.mark.parametrize("path", ["/", "/ws", "/ws/more", "/admin/ws/"])
def test_there_is_one_address_for_websockets(port: int, path: str) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(f"ws://{LOOPBACK}:{port}{path}"):
        pass
