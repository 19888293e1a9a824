"""Addresses of websockets."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.urls import path, re_path

from realtime.consumers import WatchConsumer
from realtime.origin import OriginCheck


def websockets() -> Any:
    """The ASGI application for scopes of type ``websocket``; any other address is answered 403."""
    return OriginCheck(URLRouter([path("ws/", WatchConsumer.as_asgi()), re_path(r"", WebsocketDenier.as_asgi())]))
