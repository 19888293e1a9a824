"""The reference page of the API says what is mounted."""

from __future__ import annotations

from automaton.api_page import page
from automaton.env import ROOT


def test_the_reference_page_is_printed_from_the_mounted_operations() -> None:
    printed = (ROOT / "docs/api.md").read_text(encoding="utf-8")

    assert printed == page(), "run: python -m automaton.api_page > docs/api.md"
