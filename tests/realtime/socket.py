"""A websocket client that speaks the protocol and remembers what it heard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from automaton.embedded.ports import LOOPBACK

Frame = dict[str, Any]
WAIT_S = 10.0


class Socket:
    """Reads frames one by one; whatever does not come in time fails the test."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def send(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame))

    def receive(self, *, within_s: float = WAIT_S) -> Frame:
        frame: Frame = json.loads(self.connection.recv(timeout=within_s))
        return frame

    def expect(self, kind: str) -> Frame:
        """The next frame, which must be of type ``kind``."""
        frame = self.receive()
        assert frame["type"] == kind, frame
        return frame

    def ask(self, **frame: Any) -> Frame:
        self.send(**frame)
        return self.receive()

    def join_execution(self, execution_id: str) -> Frame:
        """Join and return the snapshot."""
        assert self.ask(type="join-execution", executionId=execution_id)["type"] == "joined"
        snapshot: Frame = self.expect("snapshot")["snapshot"]
        return snapshot

    def updates_until(self, seq: int) -> list[Frame]:
        """The updates of one execution, up to and including the one that ends at ``seq``."""
        frames = [self.expect("execution-updated")]
        while frames[-1]["seq"] < seq:
            frames.append(self.expect("execution-updated"))
        return frames

    def close_code(self, *, within_s: float = WAIT_S) -> int:
        """Read until the server hangs up; answers its code."""
        with suppress(ConnectionClosed):
            while True:
                self.connection.recv(timeout=within_s)
        code = self.connection.close_code
        assert code not in {None, 1006}, "the connection broke without a close frame"
        return code or 0


@contextmanager
def opened(port: int, query: str = "", **options: Any) -> Iterator[Socket]:
    with connect(f"ws://{LOOPBACK}:{port}/ws/{query}", **options) as connection:
        yield Socket(connection)
