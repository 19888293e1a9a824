"""The only reader of the environment: typed settings that fail at start with the variable's name.

A settings class lives beside the code that reads it (``<app>/conf.py``), inherits :class:`Settings`
and is loaded once by :func:`load`. This file holds the ones that every process needs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Base of all settings: read from variables of the field's upper-case name, then from ``.env``."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", frozen=True)


S = TypeVar("S", bound=Settings)


def load(settings: type[S]) -> S:
    """Read ``settings`` from the environment, or end the process naming each bad variable."""
    try:
        return settings()
    except ValidationError as error:
        prefix = str(settings.model_config.get("env_prefix") or "").upper()
        for problem in error.errors():
            name = prefix + "_".join(str(part) for part in problem["loc"]).upper()
            sys.stderr.write(f"automaton: environment variable {name}: {problem['msg']}\n")
        raise SystemExit(2) from error


class StoreSettings(Settings):
    """Where the four stores are. ``make run`` and the tests fill these in with embedded servers."""

    database_url: str = Field(description="PostgreSQL: organizations, users, workflows.")
    redis_url: str = Field(description="Redis of the engine: broker and live execution state; append-only, noeviction.")
    redis_cache_url: str = Field(description="Redis of cache, channel layer and sessions; may be lost at any time.")
    mongodb_url: str = Field(description="MongoDB: execution records and logs, with the database's name as path.")
    blob_dir: Path = Field(
        default=ROOT / ".automaton" / "blobs",
        description="Folder of payloads too large for Redis and MongoDB documents; shared by all processes.",
    )


class WebSettings(Settings):
    """How the platform is reached from outside."""

    secret_key: str = Field(min_length=32, description="Signs JWTs, tickets and cookies; at least 32 characters.")
    allowed_hosts: list[str] = Field(default=["localhost", "127.0.0.1"], description="Host names answered to.")
    public_url: str = Field(default="http://127.0.0.1:8000", description="Address of the site, used in links.")
    realtime_url: str = Field(default="ws://127.0.0.1:8001/ws/", description="Address of the websocket.")
    cors_origins: list[str] = Field(default=[], description="Other origins whose pages may call the API.")


class LogSettings(Settings):
    """What every process says."""

    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
