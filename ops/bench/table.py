"""The printed lines once more, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Line = Mapping[str, Any]

# What a workload is, and the figures that are worth a person's glance, each with its unit.
SHOWN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "W1": ("10 nodes in a row, one execution after another", {"p50_ms": "ms p50", "p95_ms": "ms p95"}),
    "W2": (
        "the same from 16 clients",
        {"nodes_s": "nodes/s", "runs_s": "executions/s", "cpu_ms_per_node": "CPU ms/node"},
    ),
    "W3": ("1 to 100 to 1", {"s": "s", "nodes_s": "nodes/s"}),
    "W3k": ("1 to 998 to 1, the most a workflow holds", {"s": "s", "nodes_s": "nodes/s"}),
    "W4": ("100 nodes in a row", {"s": "s", "nodes_s": "nodes/s"}),
    "W5": ("a request of 100 ms, 16 clients", {"s": "s", "runs_s": "executions/s"}),
    "W6": ("memory (PSS) of all processes and stores", {"idle_mb": "MB idle", "peak_mb": "MB peak"}),
}


def table(lines: Sequence[Line]) -> str:
    """One row for each workload, then what each process took of memory and CPU."""
    rows = [row for line in lines for row in _rows(line)]
    return "\n".join([*rows, *_processes({line["w"]: line for line in lines})])


def _rows(line: Line) -> Iterator[str]:
    what, shown = SHOWN[line["w"]]
    figures = "   ".join(f"{line[key]:>8,} {unit}" for key, unit in shown.items())
    spread = f"({line['min']:,} to {line['max']:,}, n {line['n']}, load {line['load']})"
    yield f"  {line['w']:<4} {what:<48} {figures}   {spread}"


def _processes(lines: Mapping[str, Line]) -> Iterator[str]:
    columns = {
        "MB idle": lines.get("W6", {}).get("idle_mb_by_process"),
        "MB peak": lines.get("W6", {}).get("peak_mb_by_process"),
        "CPU ms/node in W2": lines.get("W2", {}).get("cpu_ms_per_node_by_process"),
    }
    present = {title: values for title, values in columns.items() if values}
    if not present:
        return
    yield ""
    yield f"  {'process':<16}" + "".join(f"{title:>20}" for title in present)
    for name in sorted({name for values in present.values() for name in values}):
        yield f"  {name:<16}" + "".join(f"{values.get(name, 0):>20,}" for values in present.values())
