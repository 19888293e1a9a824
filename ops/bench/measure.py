"""Runs beside a platform that `automaton.embedded.run` has started, as its child, and prints a JSON object a line.

python -m ops.bench.measure --only W1,W2 --repeat 3 --slow-port 20000
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import orjson

from automaton.embedded.child import tie_to_parent
from automaton.embedded.ports import LOOPBACK
from automaton.env import StoreSettings, WebSettings, load
from ops.bench.api import Api
from ops.bench.figures import Sample, line_of
from ops.bench.processes import Processes
from ops.bench.workloads import Workloads


def main() -> int:
    options = _options()
    # The platform puts blobs beside the marks of its processes.
    marks = load(StoreSettings).blob_dir.parent / "running"
    processes = Processes(os.getppid(), marks, without=os.getpid())
    api = Api(load(WebSettings).public_url)
    slow_url = f"http://{LOOPBACK}:{options.slow_port}/"
    with slow_server(options.slow_port):
        workloads = Workloads(api, processes, slow_url=slow_url, scale=options.scale)
        workloads.settle()
        rounds = run(workloads, api, only=options.only.split(","), repeat=options.repeat)
    for name, samples in rounds.items():
        sys.stdout.buffer.write(orjson.dumps(line_of(name, samples)) + b"\n")
    return 0


def run(workloads: Workloads, api: Api, *, only: Sequence[str], repeat: int) -> dict[str, list[Sample]]:
    """Every workload once, then every workload again: noise from outside meets all of them alike."""
    chosen = {name: measure for name, measure in workloads.all().items() if name in only}
    samples: dict[str, list[Sample]] = {name: [] for name in chosen}
    for number in range(1, repeat + 1):
        for name, measure in chosen.items():
            sys.stderr.write(f"round {number} of {repeat}: {name}\n")
            api.sign_in()
            samples[name].append(measure())
    return samples


@contextmanager
def slow_server(port: int) -> Iterator[None]:
    parent = os.getpid()
    child = subprocess.Popen(
        [sys.executable, "-m", "ops.bench.slow_server", str(port)],
        preexec_fn=lambda: tie_to_parent(signal.SIGKILL, parent),  # noqa: PLW1509 - there is one thread
    )
    try:
        yield
    finally:
        child.kill()
        child.wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.bench.measure", description=__doc__)
    parser.add_argument("--only", required=True, help="workloads, separated by commas")
    parser.add_argument("--repeat", type=int, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--slow-port", type=int, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
