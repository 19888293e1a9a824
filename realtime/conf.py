"""Limits of one websocket, from ``REALTIME_*`` variables."""

from __future__ import annotations

from functools import cache

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from automaton.env import Settings, load


class RealtimeSettings(Settings):
    """The defaults keep one socket below about 8 MiB, whatever its client does or fails to do."""

    model_config = SettingsConfigDict(env_prefix="realtime_")

    authenticate_within_s: float = Field(
        default=5, gt=0, description="A socket that has not signed in by then is closed."
    )
    max_topics: int = Field(default=50, gt=0, description="Rooms one socket may be in at the same time.")
    max_frame_bytes: int = Field(default=16_384, gt=0, description="Longest frame accepted from a client.")
    frames_per_s: float = Field(default=10, gt=0, description="Frames a client may send per second in the long run.")
    frames_burst: int = Field(default=100, gt=0, description="Frames a client may send at once after a pause.")
    flush_interval_ms: int = Field(default=100, ge=0, description="Updates are sent at most this often, merged.")
    max_buffer_bytes: int = Field(
        default=4 * 1024 * 1024,
        gt=0,
        description="Unsent bytes after which a client counts as too slow and is dropped.",
    )
    send_timeout_s: float = Field(
        default=10, gt=0, description="A client that lets a single frame wait longer counts as too slow and is dropped."
    )
    check_interval_s: float = Field(
        default=15,
        gt=0,
        description="How often a silent unfinished execution is compared with the record, in case a message was lost.",
    )


@cache
def settings() -> RealtimeSettings:
    return load(RealtimeSettings)
