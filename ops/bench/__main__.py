"""`make bench`: measures a platform of its own, started as `make run` starts it. Prints a JSON object a line for each
workload, then a table; what else there is to say goes to standard error. No figure decides about the exit status:
that is 0 unless an execution was lost or did not complete.

python -m ops.bench                              everything, three times
python -m ops.bench --only W1,W2 --repeat 1
python -m ops.bench --json > figures.jsonl       without the table
python -m ops.bench.profile                      where the cost of one node goes
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from automaton.embedded.ports import FIRST, LAST, LOOPBACK, is_free
from automaton.embedded.testing import STORE_VARIABLES
from automaton.env import ROOT
from ops.bench.table import SHOWN, table


def main() -> int:
    options = _options()
    lines: list[dict[str, Any]] = []
    port = next(port for port in range(LAST, FIRST, -1) if is_free(port))
    with subprocess.Popen(
        _command(options, port), cwd=ROOT, env=_environment(port), stdout=subprocess.PIPE, text=True
    ) as platform:
        if platform.stdout is None:
            raise AssertionError("it is a pipe")
        for text in platform.stdout:
            is_result = text.startswith("{")
            (sys.stdout if is_result else sys.stderr).write(text)
            if is_result:
                lines.append(json.loads(text))
    if lines and not options.json:
        sys.stdout.write(f"\n{table(lines)}\n")
    return platform.returncode


def _command(options: argparse.Namespace, port: int) -> Sequence[str]:
    measure = ["ops.bench.measure", "--only", options.only, "--repeat", str(options.repeat)]
    more = ["--scale", str(options.scale), "--slow-port", str(port)]
    python = (sys.executable, "-m")
    return [*python, "automaton.embedded.run", "--temporary", "--", *python, *measure, *more]


def _environment(port: int) -> dict[str, str]:
    """Stores of its own, whatever the environment gives: their memory and CPU are part of the figures."""
    own = dict.fromkeys((*STORE_VARIABLES, "BLOB_DIR", "PUBLIC_URL"), "")
    return {**os.environ, **own, "OUTBOUND_ALLOW": f'["{LOOPBACK}/32:{port}"]', "PYTHONUNBUFFERED": "1"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ops.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(SHOWN), help="workloads, separated by commas (default: all)")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions, of which medians are printed (default: 3)")
    parser.add_argument("--json", action="store_true", help="no table at the end")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the number of executions, for a quick look")
    options = parser.parse_args()
    if unknown := set(options.only.split(",")) - set(SHOWN):
        parser.error(f"there is no workload {', '.join(sorted(unknown))}; there are {', '.join(SHOWN)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
