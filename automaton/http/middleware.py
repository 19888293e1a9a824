"""What happens around every request: an id, one log line, and headers that browsers obey."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

NO_CONTENT = 204
GetResponse = Callable[[HttpRequest], HttpResponse]

logger = structlog.get_logger()

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestContext:
    """An id for the request, from the proxy or made here, on every log line and in the answer; one line at the end.

    The line holds the path's template, never the path, query or body: those may hold secrets.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        if not response.streaming and response.status_code != NO_CONTENT:
            # Without a length the server would send the body in chunks: one more packet, and no keep-alive in HTTP/1.0.
            response.headers.setdefault("Content-Length", str(len(response.content)))
        match = request.resolver_match
        logger.info(
            "request",
            method=request.method,
            path=f"/{match.route}" if match else None,
            status=response.status_code,
            duration_ms=round((time.perf_counter() - started) * 1_000, 2),
        )
        return response


# The API answers data, so a browser that is tricked into showing an answer as a page may load nothing.
_API_POLICY = "default-src 'none'; frame-ancestors 'none'"
_ADMIN_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'"


_ASKED_BY_ADDRESS = frozenset({"/healthz", "/readyz"})  # an orchestrator knows no name of ours


class SecurityHeaders:
    """Names of ours only, and the headers that Helmet would set, as one dictionary."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-site",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if settings.SECURE_HSTS_SECONDS:
            self.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in _ASKED_BY_ADDRESS:
            request.get_host()  # raises DisallowedHost, answered with 400
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        policy = _ADMIN_POLICY if request.path_info.startswith("/admin/") else _API_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        if request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
