"""Where the cost of a node goes: every step of an execution in a loop, in this process, against stores of its own.

python -m ops.bench.profile [--turns 2000]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django

from automaton.embedded.testing import STORE_VARIABLES, embedded_stack
from ops.bench.meter import STORES, Cost, Meter
from ops.bench.processes import Processes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.bench.profile", description=__doc__)
    parser.add_argument("--turns", type=int, default=2_000, help="turns of each loop (default: 2000)")
    turns = parser.parse_args().turns
    os.environ.update(dict.fromkeys(STORE_VARIABLES, ""))
    with tempfile.TemporaryDirectory(prefix="automaton-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL may run as another user
        with embedded_stack(folder) as environment, _output_to(folder / "profile.log"):
            os.environ.update(environment, DJANGO_SETTINGS_MODULE="automaton.settings.dev")
            costs = _measure(folder, turns)
    sys.stdout.write(f"{_table(costs)}\n")
    return 0


def _measure(folder: Path, turns: int) -> Sequence[Cost]:
    django.setup()
    # Everything below reads the environment when it is imported.
    from django.core.management import call_command  # noqa: PLC0415 - as above

    from ops.bench.stages import Stages  # noqa: PLC0415 - as above
    from ops.bench.subject import Subject  # noqa: PLC0415 - as above

    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed_demo")
    meter = Meter(Processes(os.getpid(), folder / "running", without=0))
    Stages(meter, Subject(), turns=turns).run()
    return meter.costs


@contextmanager
def _output_to(log: Path) -> Iterator[None]:
    """Log lines go to a file, as those of the platform's processes do: writing them is part of the cost."""
    sys.stdout.flush()
    terminal = os.dup(1)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(terminal, 1)
        os.close(terminal)


def _table(costs: Sequence[Cost]) -> str:
    titles = ("turns", "CPU us", "wall us", *(f"{name} us" for name in STORES))
    rows = [f"{'step':<56}" + "".join(f"{title:>16}" for title in titles)]
    for cost in costs:
        figures = (cost.cpu_us, cost.wall_us, *cost.stores_us.values())
        rows.append(f"{cost.step:<56}{cost.turns:>16,}" + "".join(f"{figure:>16,.0f}" for figure in figures))
    return "\n".join([*rows, f"load average {os.getloadavg()[0]:.2f}; the stores' clocks tick in 10 ms"])


if __name__ == "__main__":
    sys.exit(main())
