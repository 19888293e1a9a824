"""Entry point of the realtime process: ``uvicorn automaton.asgi:application``. Websockets only.

HTTP is served by ``automaton.wsgi``. Django's request handler, its middleware and its URLs are never imported here,
which keeps the process small; only ``/health`` answers.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import django
from channels.routing import ProtocolTypeRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automaton.settings.production")
django.setup()

from realtime.routing import websockets  # noqa: E402 - its modules need the apps to be loaded

Message = MutableMapping[str, Any]


async def http(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """200 for ``/health``, 404 for all else."""
    del receive  # nobody reads bodies here
    is_health = scope["path"] == "/health"
    body = b'{"status":"ok"}' if is_health else b'{"title":"Not found","status":404,"code":"not_found"}'
    content_type = b"application/json" if is_health else b"application/problem+json"
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200 if is_health else 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})


application = ProtocolTypeRouter({"http": http, "websocket": websockets()})
