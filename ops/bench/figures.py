"""Samples of one workload, and the one line that is printed of them."""

from __future__ import annotations

import os
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Figures = Mapping[str, float]
ByProcess = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """One repetition. The first figure is the one that ``min`` and ``max`` are given of."""

    figures: Figures
    by_process: Mapping[str, ByProcess] = field(default_factory=dict)


def line_of(workload: str, samples: Sequence[Sample]) -> dict[str, Any]:
    """Medians over the repetitions, the extremes of the first figure, and the load average they were taken under."""
    first = next(iter(samples[0].figures))
    line: dict[str, Any] = {"w": workload}
    line |= {name: _rounded(_median(sample.figures[name] for sample in samples)) for name in samples[0].figures}
    line["min"] = _rounded(min(sample.figures[first] for sample in samples))
    line["max"] = _rounded(max(sample.figures[first] for sample in samples))
    line["n"] = len(samples)
    line["load"] = round(os.getloadavg()[0], 2)
    for what in samples[0].by_process:
        line[what] = _medians([sample.by_process[what] for sample in samples])
    return line


def percentile(values: Sequence[float], percent: float) -> float:
    """Linear between the neighbours, as the peers' figures were made."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _medians(repetitions: Sequence[ByProcess]) -> dict[str, float]:
    names = sorted({name for one in repetitions for name in one})
    return {name: _rounded(_median(one.get(name, 0.0) for one in repetitions)) for name in names}


def _median(values: Any) -> float:
    return float(statistics.median(values))


def _rounded(value: float) -> float:
    """Three digits behind the point for small ones, one for large ones."""
    return round(value, 3 if abs(value) < 10 else 1)
