"""What the editor is told of node types."""

from __future__ import annotations

import json

from workflows.catalogue import catalogue
from workflows.nodes import BUILT_IN


def test_it_describes_every_type_in_palette_order_as_json() -> None:
    described = [json.loads(entry.model_dump_json(by_alias=True)) for entry in catalogue()]
    assert [entry["key"] for entry in described] == [node_type.key for node_type in BUILT_IN]
    for entry in described:
        assert entry["description"]
        assert entry["icon"].startswith("<svg")
        assert entry["paramsSchema"]["additionalProperties"] is False


def test_a_field_carries_what_a_form_needs_in_wire_form() -> None:
    request = next(entry for entry in catalogue() if entry.key == "http.request")
    fields = request.params_schema["properties"]
    assert fields["jsonBody"]["showIf"] == {"body": ["json"]}
    assert fields["timeoutS"]["unit"] == "s"
    assert fields["timeoutS"]["expression"] is True
    assert fields["fullResponse"]["expression"] is False
    assert request.params_schema["required"] == ["url"]
