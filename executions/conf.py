"""Settings of the engine, each read from the environment variable ``ENGINE_<NAME>``."""

from __future__ import annotations

from functools import cache

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from automaton.env import Settings, load

INLINE_BYTES = 16 * 1024  # outputs up to this size travel through Redis and stay in documents; larger ones are blobs
MAX_OUTPUT_BYTES = 50 * 1024 * 1024
MAX_INPUT_BYTES = 1024 * 1024
NODE_CLASSES = ("fast", "io", "code")


class EngineSettings(Settings):
    """Times of the engine. Tests shorten them; the ratios matter more than the values."""

    model_config = SettingsConfigDict(env_prefix="ENGINE_")

    session_ttl_s: float = Field(default=15, gt=0, description="A worker process silent for this long has died.")
    session_renew_s: float = Field(default=5, gt=0, description="How often a worker process renews its session.")
    session_trust_s: float = Field(
        default=3, ge=0, description="A process stops starting work this long before its session can expire."
    )
    lost_budget: int = Field(default=3, ge=0, description="Times a node may lose its process before it fails.")
    redispatch_after_s: float = Field(
        default=10, gt=0, description="A popped message not claimed for this long is pushed again."
    )
    sweep_every_s: float = Field(default=1, gt=0, description="How often the clock looks for expired sessions.")
    reconcile_after_s: float = Field(
        default=5, gt=0, description="An accepted execution not started by then is started."
    )
    start_window_s: float = Field(
        default=60, gt=0, description="How long after reading MongoDB a start is still valid."
    )
    tombstone_s: int = Field(default=180, gt=0, description="How long an ended execution is remembered in Redis.")
    leader_ttl_s: float = Field(default=6, gt=0, description="An engine process silent for this long loses the lead.")
    chain_limit: int = Field(default=64, gt=0, description="Nodes of one execution run in a row without the broker.")
    chain_ms: int = Field(default=250, gt=0, description="Time after which a chain gives the worker back.")
    drain_batch: int = Field(default=500, gt=0, description="Journal entries written to MongoDB at once.")
    drain_linger_ms: int = Field(default=40, ge=0, description="Least time between two drained batches.")
    fast_timeout_s: float = Field(default=10, gt=0, description="Deadline of an attempt of class fast.")
    io_timeout_s: float = Field(default=300, gt=0, description="Deadline of an attempt of class io.")
    code_timeout_s: float = Field(default=60, gt=0, description="Deadline of an attempt of class code.")


@cache
def engine_settings() -> EngineSettings:
    return load(EngineSettings)
