"""The engine process: drains the journal, sweeps, reconciles. Run any number; one leads.

python -m executions.engine_process
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

import django
import structlog

from automaton.mongo import PyMongoError
from automaton.redis import RedisError
from executions import clock, engine, reconcile, store
from executions.conf import engine_settings
from executions.drain import Drain
from executions.leader import Leadership

log = structlog.get_logger("automaton.engine")

RECONCILE_EVERY_S = 5.0
STORE_AWAY_PAUSE_S = 0.5


class EngineProcess:
    """Two loops under one leadership: a slow store must not delay the sweep, nor the sweep the drain."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._leadership = Leadership()

    def run(self) -> None:
        """Until ``stop``. Stores that are away are waited for."""
        self._insist("indexes", store.ensure_indexes)
        self._insist("gate", engine.open_gate)
        loops = [threading.Thread(target=loop, name=loop.__name__) for loop in (self._drain, self._keep_time)]
        for loop in loops:
            loop.start()
        for loop in loops:
            loop.join()
        self._insist("give_up", self._leadership.give_up, tries=1)

    def stop(self) -> None:
        self._stopping.set()

    def _drain(self) -> None:
        drain, leading = Drain(), False
        linger_s = engine_settings().drain_linger_ms / 1000
        while not self._stopping.is_set():
            try:
                if not self._leadership.is_mine():
                    leading = False
                    self._stopping.wait(0.5)
                    continue
                if not leading:
                    drain.take_over()
                    leading = True
                began = time.monotonic()
                moved = drain.run_once(block_ms=200)
                # A little patience makes batches larger: fewer writes of the same documents.
                if 0 < moved < engine_settings().drain_batch:
                    self._stopping.wait(max(0.0, linger_s - (time.monotonic() - began)))
            except (RedisError, PyMongoError) as error:
                leading = False
                log.warning("drain_interrupted", error=str(error)[:500])
                self._stopping.wait(STORE_AWAY_PAUSE_S)
            except Exception:
                # A loop that ended would keep the lead by the other one, and nobody would drain.
                leading = False
                log.exception("drain_failed")
                self._stopping.wait(STORE_AWAY_PAUSE_S)

    def _keep_time(self) -> None:
        next_reconcile = 0.0
        while not self._stopping.wait(engine_settings().sweep_every_s):
            try:
                if not self._leadership.is_mine():
                    continue
                clock.sweep()
                if time.monotonic() >= next_reconcile:
                    next_reconcile = time.monotonic() + RECONCILE_EVERY_S
                    reconcile.start_forgotten()
            except (RedisError, PyMongoError) as error:
                log.warning("sweep_interrupted", error=str(error)[:500])
            except Exception:  # as above
                log.exception("sweep_failed")

    def _insist(self, what: str, action: Callable[[], object], tries: int = 1_000_000) -> None:
        for _ in range(tries):
            try:
                action()
            except (RedisError, PyMongoError) as error:
                log.warning("store_away", doing=what, error=str(error)[:500])
                if self._stopping.wait(STORE_AWAY_PAUSE_S):
                    return
            else:
                return


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "automaton.settings.production")
    django.setup()  # realtime connects itself to the drain's signal
    process = EngineProcess()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: process.stop())
    log.info("engine_started")
    process.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
