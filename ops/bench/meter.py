"""Times a step in a loop: what it costs this process, what it costs the stores, how long it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ops.bench.processes import Processes, spent

STORES = ("redis-engine", "mongo", "postgres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Microseconds of one turn. A store's clock ticks in 10 ms: with 2,000 turns its figure is right to 5 us."""

    step: str
    turns: int
    cpu_us: float
    wall_us: float
    stores_us: Mapping[str, float]


class Meter:
    """Collects costs in the order in which they were measured."""

    def __init__(self, processes: Processes) -> None:
        self.costs: list[Cost] = []
        self._processes = processes

    def measure(self, step: str, action: Callable[[int], object], *, turns: int, share: int = 1) -> None:
        """Call ``action`` with 0, 1 ... ``turns - 1``; each call does ``share`` turns' worth of work."""
        stores = self._processes.cpu_s()
        wall, cpu = time.perf_counter(), time.process_time()
        for number in range(turns):
            action(number)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        used = spent(stores, self._processes.cpu_s())
        total = turns * share / 1_000_000
        self.costs.append(
            Cost(
                step=step,
                turns=turns * share,
                cpu_us=cpu / total,
                wall_us=wall / total,
                stores_us={name: used.get(name, 0.0) / total for name in STORES},
            )
        )
