"""``make bench`` on a small scale: its lines are what tools read, whatever the figures are."""

from __future__ import annotations

import json
import subprocess
import sys

from automaton.env import ROOT

WITHIN_S = 180


def test_every_workload_prints_one_json_object_with_the_agreed_keys() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ops.bench", "--only", "W1,W2,W5,W6", "--repeat", "1", "--scale", "0.02", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = {line["w"]: line for line in map(json.loads, ran.stdout.splitlines())}

    assert list(lines) == ["W1", "W2", "W5", "W6"]
    assert lines["W1"]["p50_ms"] <= lines["W1"]["p95_ms"]
    assert lines["W2"]["executions"] == 10
    assert lines["W2"]["nodes_s"] > 0
    assert lines["W2"]["cpu_ms_per_node"] > 0
    assert lines["W5"]["s"] >= 0.1
    assert lines["W6"]["peak_mb"] > 0
    assert {"engine", "web", "worker-fast1", "mongo", "postgres"} <= set(lines["W6"]["idle_mb_by_process"])
    assert all({"min", "max", "n"} <= set(line) for line in lines.values())
