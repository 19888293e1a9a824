"""The single-page application: its page for every address that is not an API, its assets beside it.

Assets carry their content's hash in their names, so browsers keep them for ever; the page is asked for each time.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

from django.http import HttpRequest, HttpResponse
from whitenoise import WhiteNoise

from automaton.env import ROOT, WebSettings, load
from automaton.http import PUBLIC, operation
from automaton.schema import Schema

DIST = ROOT / "frontend" / "dist"
_NOT_BUILT = "The front end is not built: run `make install`, or use the API at /api/v1/."


class ClientConfig(Schema):
    """What the page must know before anybody signs in."""

    realtime_url: str


@operation(permission=PUBLIC)
def get_config() -> ClientConfig:
    """Where the websocket is."""
    return ClientConfig(realtime_url=load(WebSettings).realtime_url)


def page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """``index.html``, with the policy that lets it load only what it was built with."""
    content, etag = _index()
    if not content:
        return HttpResponse(_NOT_BUILT, content_type="text/plain", status=503)
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["ETag"] = etag
    response["Content-Security-Policy"] = _policy()
    return response


def with_assets(application: WSGIApplication) -> Any:
    """Answer requests for built files before Django is asked."""
    if not DIST.is_dir():
        return application
    return WhiteNoise(application, root=DIST, immutable_file_test=r"^/assets/", index_file=False)


def _index() -> tuple[bytes, str]:
    """Read anew each time: a front end that is built again names other assets."""
    try:
        content = (DIST / "index.html").read_bytes()
    except FileNotFoundError:
        return b"", ""
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


@cache
def _policy() -> str:
    socket = urlsplit(load(WebSettings).realtime_url)
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data:",
            "style-src 'self' 'unsafe-inline'",  # the canvas places nodes by inline styles
            f"connect-src 'self' {socket.scheme}://{socket.netloc}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )
