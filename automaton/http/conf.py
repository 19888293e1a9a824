"""Limits of the HTTP border."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from automaton.env import Settings, load


class HttpSettings(Settings):
    max_body_bytes: int = Field(default=1_000_000, gt=0, description="Largest JSON body; above it the answer is 413.")


@cache
def http_settings() -> HttpSettings:
    return load(HttpSettings)
