"""What the sample workflow must find, computed without it: plain Python over the file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from examples.feed import DATA


def expected_report(feed_url: str) -> list[dict[str, Any]]:
    """The report's items, deep before shallow."""
    features = json.loads((DATA / "earthquakes.json").read_text())["features"]
    strong = [feature for feature in features if (feature["properties"]["mag"] or 0) >= 4.5]
    deep = [feature for feature in strong if feature["geometry"]["coordinates"][2] > 70]
    shallow = [feature for feature in strong if feature["geometry"]["coordinates"][2] <= 70]
    return [_line("deep", deep, feed_url), _line("shallow", shallow, feed_url)]


def _line(kind: str, features: Sequence[Mapping[str, Any]], feed_url: str) -> dict[str, Any]:
    depths = [feature["geometry"]["coordinates"][2] for feature in features]
    strongest = max(feature["properties"]["mag"] for feature in features)
    return {
        "count": len(features),
        "strongest": strongest,
        "averageDepthKm": sum(depths) / len(depths),
        "kind": kind,
        "line": f"{len(features)} {kind} earthquakes, the strongest of magnitude {strongest}",
        "source": feed_url,
    }
