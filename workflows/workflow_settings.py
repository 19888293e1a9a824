"""What is set for a workflow as a whole, beside its graph."""

from __future__ import annotations

from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from automaton.schema import Schema


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # reads the disk: 10 ms


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("not a time zone; use a name such as Europe/Berlin")
    return name


class WorkflowSettings(Schema):
    timezone: Annotated[
        str, AfterValidator(_known_zone), Field(description="IANA zone in which schedules and dates are read.")
    ] = "UTC"
