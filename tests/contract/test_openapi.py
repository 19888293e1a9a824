"""The committed OpenAPI document is the one the code prints; the front end's types are made from it."""

from __future__ import annotations

from automaton.env import ROOT
from automaton.openapi import printed


def test_the_committed_document_is_what_the_code_prints() -> None:
    committed = (ROOT / "frontend" / "openapi.json").read_text()

    assert committed == printed(), "print it again: make openapi"
