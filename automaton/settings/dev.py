"""A developer's machine. DEBUG stays off: errors look as they do in production, and queries are not recorded."""

from __future__ import annotations

from automaton.settings.base import *  # noqa: F403 - settings modules are layers

IS_DEVELOPMENT = True
ALLOWED_HOSTS = ["*"]
