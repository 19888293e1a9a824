"""The printed contract."""

from __future__ import annotations

from typing import Any

import pytest

from automaton.accounts.access import Permission
from tests.people import Api


@pytest.fixture(scope="module")
def document() -> Any:
    return Api().get("openapi.json").json()


def test_every_operation_says_which_permission_it_needs(document: Any) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]

    permissions = {operation["x-permission"] for operation in operations if "x-permission" in operation}
    assert permissions <= set(Permission)
    assert len(operations) > len(permissions) > 5


def test_operation_ids_are_unique(document: Any) -> None:
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]

    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(document: Any) -> None:
    schemas = document["components"]["schemas"]

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [found for each in value.values() for found in references(each)]
        return [found for each in value for found in references(each)] if isinstance(value, list) else []

    names = {reference.rpartition("/")[2] for reference in references(document)}
    assert names <= set(schemas)
    assert {"ProblemDocument", "WorkflowDocument", "Node"} <= names


def test_names_on_the_wire_are_camel_case(document: Any) -> None:
    fields = {field for schema in document["components"]["schemas"].values() for field in schema.get("properties", {})}

    assert "organizationId" in fields
    assert not [field for field in fields if "_" in field]
