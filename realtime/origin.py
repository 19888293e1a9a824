"""Which pages may open the websocket: those of our own hosts and those that CORS allows.

A socket proves who it is by ticket or token, never by a cookie, so this is the second lock: a page of another site
has neither. Clients that are not browsers send no Origin and are let through to the first lock.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator
from django.conf import settings


class OriginCheck(OriginValidator):  # type: ignore[misc]  # channels has no types
    """ASGI middleware; a refused handshake is answered 403."""

    def __init__(self, application: Any) -> None:
        cors_origins = getattr(settings, "CORS_ALLOWED_ORIGINS", [])
        super().__init__(application, [*settings.ALLOWED_HOSTS, *cors_origins])

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))
