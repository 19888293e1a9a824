"""Settings of ``make run`` and of the embedded stores."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from automaton.env import ROOT, Settings

# The account that `manage.py seed_demo` makes. Known to everybody, hence for development only.
DEMO_EMAIL = "demo@automaton.local"
DEMO_PASSWORD = "automaton-demo"  # noqa: S105 - printed on purpose


class EmbeddedSettings(Settings):
    """Which stores to start: those whose address is not given. Where: in one data folder."""

    data_dir: Path = Field(default=ROOT / ".automaton", description="Data folder of everything `make run` keeps.")
    database_url: str = Field(default="", description="A PostgreSQL to use instead of the embedded one.")
    redis_url: str = Field(default="", description="A Redis to use instead of the embedded one of the engine.")
    redis_cache_url: str = Field(default="", description="A Redis to use instead of the embedded one of the cache.")
    mongodb_url: str = Field(default="", description="A MongoDB to use instead of the embedded one.")
    blob_dir: str = Field(default="", description="Folder of large payloads, when not in the data folder.")
    secret_key: str = Field(default="", description="Signing key; made once in the data folder when not given.")

    def given(self) -> dict[str, str]:
        """What the environment gives, by variable; absent values are empty."""
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "REDIS_CACHE_URL": self.redis_cache_url,
            "MONGODB_URL": self.mongodb_url,
            "BLOB_DIR": self.blob_dir,
            "SECRET_KEY": self.secret_key,
        }


class RunSettings(EmbeddedSettings):
    """What ``make run`` starts, and where it listens on loopback."""

    http_port: int = Field(default=8000, ge=1, le=65535, description="The site and its API.")
    realtime_port: int = Field(default=8001, ge=1, le=65535, description="The websocket.")
    flower_port: int = Field(default=5555, ge=1, le=65535, description="Flower, which watches the Celery workers.")
    feed_port: int = Field(default=8002, ge=1, le=65535, description="Data of the sample workflow.")
    public_url: str = Field(default="", description="Address of the site in links, when it is not HTTP_PORT's.")
    realtime_url: str = Field(default="", description="Address of the websocket, when it is not REALTIME_PORT's.")
    outbound_allow: str = Field(default="", description="What workflows may reach beyond the public internet (JSON).")
    flower_basic_auth: str = Field(default=f"demo:{DEMO_PASSWORD}", description="user:password of Flower.")
    fast_workers: int = Field(default=2, ge=1, le=64, description="Worker processes for short nodes; one per core.")
    django_settings_module: str = Field(default="automaton.settings.dev", description="Django's settings.")
