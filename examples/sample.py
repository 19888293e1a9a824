"""The sample workflow as a document of the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import Field

from automaton.env import Settings


class SampleSettings(Settings):
    feed_url: str = Field(default="http://127.0.0.1:8002", description="Where examples.feed serves.")

    @property
    def address(self) -> str:
        return f"{self.feed_url}/earthquakes.json"


def sample_workflow(address: str) -> dict[str, Any]:
    """``earthquakes.json``, fetching from ``address``."""
    text = (Path(__file__).parent / "earthquakes.json").read_text()
    workflow: dict[str, Any] = json.loads(text.replace("$FEED_URL", address))
    return workflow
