"""A web server that holds its answers back until a test opens it: an effect whose moment the test decides."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.waiting import eventually


class Gate:
    """``url`` answers ``{"passed": n}`` once opened; ``visitors`` counts requests that arrived."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._lock = threading.Lock()
        self.visitors = 0
        self.keys: list[str] = []  # Idempotency-Key of each request
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def allowance(self) -> str:
        """For OUTBOUND_ALLOW."""
        return f'["127.0.0.1/32:{self.port}"]'

    def open(self) -> None:
        self._open.set()

    def wait_for_somebody(self, count: int = 1) -> None:
        eventually(lambda: self.visitors >= count, what=f"{count} requests arrive at the gate")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with gate._lock:
                    gate.visitors += 1
                    number = gate.visitors
                    gate.keys.append(self.headers.get("Idempotency-Key", ""))
                gate._open.wait(60)
                body = b'{"passed": %d}' % number
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # whoever asked is gone

            def log_message(self, *_: object) -> None:
                """Tests print what they mean to."""

        return Handler


@contextmanager
def gate() -> Iterator[Gate]:
    made = Gate()
    threading.Thread(target=made._server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        made.open()
        made._server.shutdown()
        made._server.server_close()
