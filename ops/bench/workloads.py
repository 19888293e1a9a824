"""The workloads of ../../../shared/bench/README.md as the platform runs them; each returns one repetition."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cached_property

from ops.bench.api import Api
from ops.bench.figures import Sample, percentile
from ops.bench.load import Burst, burst, run_and_wait
from ops.bench.processes import PeakMemory, Processes, spent
from ops.bench.shapes import MOST_PARALLEL, fan, fetch, linear

CLIENTS = 16
SETTLED_AFTER_S = 2.0


class Workloads:
    """The running platform and what is measured of it. ``scale`` below 1 takes fewer executions, for a quick look."""

    def __init__(self, api: Api, processes: Processes, *, slow_url: str, scale: float) -> None:
        self._api = api
        self._processes = processes
        self._slow_url = slow_url
        self._scale = scale
        self._idle: Mapping[str, float] = {}
        self._peak: Mapping[str, float] = {}

    def settle(self) -> None:
        """Wait until start-up is over, and keep what the idle platform holds."""
        time.sleep(SETTLED_AFTER_S)
        self._idle = self._processes.pss_mb()

    def all(self) -> Mapping[str, Callable[[], Sample]]:
        """By name, in the order of running: W6 tells of the W2 before it."""
        return {
            "W1": self.sequential,
            "W2": self.concurrent,
            "W3": self.wide,
            "W3k": self.very_wide,
            "W4": self.long,
            "W5": self.waiting_for_others,
            "W6": self.memory,
        }

    def sequential(self) -> Sample:
        """W1: ten nodes in a row, one execution after another."""
        for _ in range(self._count(5)):
            run_and_wait(self._api, self._ten)
        before = self._processes.cpu_s()
        took_ms = [run_and_wait(self._api, self._ten) * 1000 for _ in range(self._count(50))]
        cpu_ms = sum(spent(before, self._processes.cpu_s()).values()) * 1000
        return Sample(
            {
                "p50_ms": percentile(took_ms, 50),
                "p95_ms": percentile(took_ms, 95),
                "min_ms": min(took_ms),
                "max_ms": max(took_ms),
                "executions": len(took_ms),
                "cpu_ms_per_execution": cpu_ms / len(took_ms),
            }
        )

    def concurrent(self) -> Sample:
        """W2: the same from many clients at once."""
        before = self._processes.cpu_s()
        with PeakMemory(self._processes) as peak:
            done = self._burst(self._ten, self._count(500))
        self._peak = peak.mb
        nodes = 10 * done.executions
        cpu_ms = {name: s * 1000 / nodes for name, s in spent(before, self._processes.cpu_s()).items()}
        return Sample(
            {
                "nodes_s": nodes / done.total_s,
                "runs_s": done.executions / done.total_s,
                "cpu_ms_per_node": sum(cpu_ms.values()),
                **_burst_figures(done),
            },
            {"cpu_ms_per_node_by_process": cpu_ms},
        )

    def wide(self) -> Sample:
        """W3: one to a hundred to one."""
        return self._one(workflow_id=self._hundred_wide, nodes=102)

    def very_wide(self) -> Sample:
        """W3k: as many side by side as a workflow may hold, which is two short of a thousand."""
        return self._one(workflow_id=self._thousand_wide, nodes=MOST_PARALLEL + 2)

    def long(self) -> Sample:
        """W4: a hundred in a row."""
        return self._one(workflow_id=self._hundred_long, nodes=100)

    def waiting_for_others(self) -> Sample:
        """W5: one HTTP request that takes 100 ms, from many clients at once."""
        done = self._burst(self._fetching, self._count(200))
        return Sample({"s": done.total_s, "runs_s": done.executions / done.total_s, **_burst_figures(done)})

    def memory(self) -> Sample:
        """W6: what everything held before the first request, and at the highest point of W2."""
        if not self._peak:
            self.concurrent()
        return Sample(
            {"idle_mb": sum(self._idle.values()), "peak_mb": sum(self._peak.values())},
            {"idle_mb_by_process": self._idle, "peak_mb_by_process": self._peak},
        )

    def _one(self, *, workflow_id: str, nodes: int) -> Sample:
        took_s = run_and_wait(self._api, workflow_id)
        return Sample({"s": took_s, "nodes_s": nodes / took_s})

    def _burst(self, workflow_id: str, executions: int) -> Burst:
        clients = min(CLIENTS, executions)
        return burst(self._api, workflow_id, executions=executions, clients=clients)

    def _count(self, full: int) -> int:
        return max(1, round(full * self._scale))

    @cached_property
    def _ten(self) -> str:
        return self._api.publish(linear(10))

    @cached_property
    def _hundred_long(self) -> str:
        return self._api.publish(linear(100))

    @cached_property
    def _hundred_wide(self) -> str:
        return self._api.publish(fan(100))

    @cached_property
    def _thousand_wide(self) -> str:
        return self._api.publish(fan(MOST_PARALLEL))

    @cached_property
    def _fetching(self) -> str:
        return self._api.publish(fetch(self._slow_url))


def _burst_figures(done: Burst) -> Mapping[str, float]:
    return {
        "executions": done.executions,
        "total_s": done.total_s,
        "submit_s": done.submit_s,
        "engine_s": done.engine_s,
        "client_cpu_s": done.client_cpu_s,
    }
