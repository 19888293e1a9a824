"""The platform's own processes, as data: what each runs, when it may serve, how it is stopped.

Containers run the same commands, one each.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from automaton.embedded.conf import RunSettings
from automaton.embedded.ports import LOOPBACK

# What the roles import, without what only one of them needs; see automaton.embedded.preload.
PRELOADED = (
    "celery.bin.celery",
    "celery.apps.worker",
    "celery.worker.consumer",
    "automaton.celery",
    "executions.tasks",
    "executions.clock",
    "executions.drain",
    "executions.leader",
    "executions.reconcile",
    "automaton.wsgi",
    "automaton.asgi",
    "django.core.management.commands.migrate",
)


class StopStage(IntEnum):
    """The order of stopping: whoever takes work first, then whoever gives it, then who keeps the books."""

    WORKERS = 1
    DOORS = 2
    ENGINE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One process of the platform."""

    name: str
    argv: tuple[str, ...]
    stage: StopStage
    stop_within_s: float
    port: int | None = None
    """It serves once this loopback port accepts connections."""
    variable: str | None = None
    """The setting that chooses the port."""
    ready_path: str | None = None
    """... and answers this path with 200."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


def roles(settings: RunSettings) -> tuple[Role, ...]:
    """Every process that ``make run`` keeps alive besides the stores."""
    fast = tuple(_worker(f"fast{number}", "n1.fast", "-P", "solo") for number in range(1, settings.fast_workers + 1))
    io = _worker("io", "n1.io", "-P", "threads", "-c", "16")
    code = _worker("code", "n1.code", "-P", "prefork", "-c", "2")
    return (_engine(), *fast, io, code, _web(settings), _realtime(settings), _flower(settings), _feed(settings))


def _web(settings: RunSettings) -> Role:
    return Role(
        name="web",
        argv=_module(
            "gunicorn",
            *("automaton.wsgi:application", "--bind", f"{LOOPBACK}:{settings.http_port}"),
            *("--worker-class", "gthread", "--workers", "1", "--threads", "16"),
            # The application logs requests itself; the control socket would lie in the user's home.
            *("--graceful-timeout", "4", "--no-control-socket", "--log-level", "warning"),
        ),
        stage=StopStage.DOORS,
        stop_within_s=5,
        port=settings.http_port,
        variable="HTTP_PORT",
        ready_path="/readyz",
    )


def _realtime(settings: RunSettings) -> Role:
    return Role(
        name="realtime",
        argv=_module(
            "uvicorn",
            *("automaton.asgi:application", "--host", LOOPBACK, "--port", str(settings.realtime_port)),
            *(
                "--ws",
                "auto",
                "--ws-max-size",
                "65536",
                "--lifespan",
                "off",
                "--no-access-log",
                "--log-level",
                "warning",
            ),
            # Sockets stay open for hours; clients reconnect with their last sequence.
            *("--timeout-graceful-shutdown", "2"),
        ),
        stage=StopStage.DOORS,
        stop_within_s=5,
        port=settings.realtime_port,
        variable="REALTIME_PORT",
    )


def _flower(settings: RunSettings) -> Role:
    return Role(
        name="flower",
        argv=_module(
            "celery",
            *("-A", "automaton", "flower", f"--address={LOOPBACK}", f"--port={settings.flower_port}"),
            # Celery's own task events would cost workers more than the nodes do; the engine sends them in batches.
            *("--max-tasks=10000", "--enable-events=False", "--logging=warning"),
        ),
        stage=StopStage.DOORS,
        stop_within_s=5,
        port=settings.flower_port,
        variable="FLOWER_PORT",
        # Not an argument: everybody on the machine may read those.
        environment={"FLOWER_BASIC_AUTH": settings.flower_basic_auth},
    )


def _feed(settings: RunSettings) -> Role:
    """Not part of the platform: the outside world of the sample workflow."""
    return Role(
        name="sample-feed",
        argv=_module("examples.feed", "--port", str(settings.feed_port)),
        stage=StopStage.DOORS,
        stop_within_s=2,
        port=settings.feed_port,
        variable="FEED_PORT",
    )


def _engine() -> Role:
    return Role(name="engine", argv=_module("executions.engine_process"), stage=StopStage.ENGINE, stop_within_s=5)


def _worker(name: str, queue: str, *pool: str) -> Role:
    return Role(
        name=f"worker-{name}",
        argv=_module(
            "celery",
            *("-A", "automaton", "worker", "-Q", queue, "-n", f"{name}@%h", *pool),
            # Workers do not talk to each other here; what they know of each other is in the engine.
            *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
        ),
        stage=StopStage.WORKERS,
        stop_within_s=8,
    )


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *arguments)
