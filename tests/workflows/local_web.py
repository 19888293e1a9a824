"""A real HTTP server on this machine, and a client that takes every request to it whatever its host."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from workflows.nodes.base import HttpResponse


@dataclass(frozen=True)
class Received:
    """One request as the server saw it."""

    line: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class LocalWeb:
    """An HttpClient over a socket. ``received`` lists what arrived."""

    port: int
    received: list[Received] = field(default_factory=list)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None,
        body: bytes | None = None,
        timeout_s: float = 30,
        max_bytes: int = 50_000_000,
        follow_redirects: bool = True,
    ) -> HttpResponse:
        wanted = httpx.URL(url)
        if query:
            wanted = wanted.copy_merge_params(list(query.items()) if isinstance(query, Mapping) else list(query))
        here = wanted.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        answer = httpx.request(
            method,
            here,
            headers={**(headers or {}), "Host": wanted.netloc.decode()},
            content=body,
            timeout=timeout_s,
            follow_redirects=follow_redirects,
        )
        kept = {name: value for name, value in answer.headers.items() if name not in ("server", "date", "connection")}
        kept.pop("content-length", None)
        return HttpResponse(status=answer.status_code, headers=kept, body=answer.content[:max_bytes], url=str(wanted))


@contextmanager
def local_web(answers: Mapping[str, HttpResponse]) -> Iterator[LocalWeb]:
    """Serve ``answers``: ``"METHOD url"`` -> response; anything else is a 404 that says so."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            line = f"{self.command} https://{self.headers['Host']}{self.path}"
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            web.received.append(Received(line, {k.lower(): v for k, v in self.headers.items()}, body))
            found = answers.get(line)
            self.send_response(found.status if found else 404)
            for name, value in (found.headers if found else {}).items():
                self.send_header(name, value)
            content = found.body if found else f"no example answers {line}".encode()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Quiet: a failing test says enough."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web = LocalWeb(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
