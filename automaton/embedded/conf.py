"""Settings of ``make run`` and of the embedded stores."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from automaton.env import ROOT, Settings


class EmbeddedSettings(Settings):
    """Which stores to start: those whose address is not given. Where: in one data folder."""

    data_dir: Path = Field(default=ROOT / ".automaton", description="Data folder of everything `make run` keeps.")
    database_url: str = Field(default="", description="A PostgreSQL to use instead of the embedded one.")
    redis_url: str = Field(default="", description="A Redis to use instead of the embedded one of the engine.")
    redis_cache_url: str = Field(default="", description="A Redis to use instead of the embedded one of the cache.")
    mongodb_url: str = Field(default="", description="A MongoDB to use instead of the embedded one.")
    secret_key: str = Field(default="", description="Signing key; made once in the data folder when not given.")

    def given(self) -> dict[str, str]:
        """What the environment gives, by variable; absent values are empty."""
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "REDIS_CACHE_URL": self.redis_cache_url,
            "MONGODB_URL": self.mongodb_url,
            "SECRET_KEY": self.secret_key,
        }
