"""Every mounted operation x every role, and every operation with an id x a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from automaton.accounts.access import PERMISSIONS, Role
from automaton.http.endpoints import Endpoint
from automaton.http.openapi import Mounted, mounted
from automaton.http.operations import PUBLIC, SIGNED_IN
from automaton.urls import urlpatterns
from tests.graphs import runnable
from tests.people import Api, Person, make_person
from tests.stores import empty_engine

pytestmark = pytest.mark.django_db

OPERATIONS = {each.operation.name: each for each in mounted(urlpatterns)}
WITH_IDS = {name: each for name, each in OPERATIONS.items() if each.operation.path_parameters}

# Views that are no operations: nobody's permission is asked, so each says why.
PLAIN_VIEWS = {
    "healthz": "for whoever restarts the process",
    "readyz": "for the load balancer",
    "api/v1/openapi.json": "the contract itself",
    "webhooks/<uuid:organization_id>/<path:webhook_path>": "callers from outside, who know the address",
    "^(api|webhooks|admin|static|assets|ws)/": "answers 404",
    "": "the page of the editor, which holds no data",
}

# What is sent where {} would be refused before anybody looks for the thing.
BODIES: Mapping[str, Mapping[str, Any]] = {"replaceWorkflow": {"name": "Renamed"}}


# No worker runs here, so no node has been reached and even the owner finds none.
NOT_YET_THERE = frozenset({"getNodeExecution"})


@pytest.fixture
def owner() -> Iterator[Person]:
    empty_engine()
    yield make_person()
    empty_engine()


def thing_ids(owner: Person) -> Mapping[str, str]:
    """Path parameter -> the value that leads to a thing of ``owner``."""
    workflow_id = owner.api.post("workflows", {"name": "Payroll", **runnable()}).json()["id"]
    owner.api.post(f"workflows/{workflow_id}/publish")
    started = owner.api.post(f"workflows/{workflow_id}/executions", {})
    return {
        "workflow_id": workflow_id,
        "number": "1",
        "execution_id": started.json()["id"],
        "node_id": "start",
    }


def address(each: Mounted, ids: Mapping[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda match: ids[match[1]], each.path)


def ask(api: Api, each: Mounted, ids: Mapping[str, str], body: Any) -> int:
    return int(api.send(each.method.upper(), address(each, ids), body).status_code)


def test_every_address_is_an_operation_or_says_why_not() -> None:
    def plain(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
        found: list[str] = []
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found += plain(pattern.url_patterns, route)
            elif not issubclass(getattr(pattern.callback, "cls", object), Endpoint):
                found.append(route)
        return found

    assert {route for route in plain(urlpatterns) if not route.startswith("admin/")} == set(PLAIN_VIEWS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_nobody_gets_in_without_a_token_except_where_the_public_may(name: str, owner: Person) -> None:
    each = OPERATIONS[name]

    status = ask(Api(), each, thing_ids(owner), {"noSuchField": 1})

    assert (status == 401) is (each.operation.permission is not PUBLIC)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(name: str, owner: Person) -> None:
    each = OPERATIONS[name]
    permission = each.operation.permission
    # With this body nothing is done: who may not is told so before it is read, who may is told that it is wrong.
    body = {"noSuchField": 1} if each.operation.body else None

    for role in Role:
        ids = thing_ids(owner)
        status = ask(make_person(role, owner.organization).api, each, ids, body)
        is_allowed = permission in (PUBLIC, SIGNED_IN) or permission in PERMISSIONS[role]
        assert (status == 403) is (not is_allowed), f"{role}: {status}"
        assert status < 500


@pytest.mark.parametrize("name", WITH_IDS)
def test_a_strangers_thing_does_not_exist(name: str, owner: Person) -> None:
    each = WITH_IDS[name]
    ids = thing_ids(owner)
    body = BODIES.get(name, {}) if each.operation.body else None

    assert ask(make_person(Role.OWNER).api, each, ids, body) == 404
    if name not in NOT_YET_THERE:
        assert ask(owner.api, each, ids, body) < 400  # the same request, by somebody of the organization
