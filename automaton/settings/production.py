"""Behind a proxy that speaks TLS."""

from __future__ import annotations

from automaton.settings.base import *  # noqa: F403 - settings modules are layers

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
