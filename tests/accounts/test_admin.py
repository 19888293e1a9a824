"""The Django admin, where the platform's operators manage tenants."""

from __future__ import annotations

import pytest
from django.test import Client

from automaton.accounts.models import User
from tests.graphs import runnable
from tests.people import PASSWORD, make_person

pytestmark = pytest.mark.django_db

PAGES = [
    "accounts/organization",
    "accounts/user",
    "accounts/membership",
    "workflows/workflow",
    "workflows/workflowversion",
]


def test_an_operator_signs_in_and_sees_every_tenant() -> None:
    person = make_person()
    workflow = person.api.post("workflows", {"name": "Payroll", **runnable()}).json()
    person.api.post(f"workflows/{workflow['id']}/publish")
    User.objects.create_superuser("root@example.org", PASSWORD, name="Root")
    browser = Client()

    signed_in = browser.post("/admin/login/?next=/admin/", {"username": "Root@example.org", "password": PASSWORD})

    assert signed_in.status_code == 302
    for page in PAGES:
        assert browser.get(f"/admin/{page}/").status_code == 200, page
    assert b"Payroll" in browser.get(f"/admin/workflows/workflow/{workflow['id']}/change/").content
    assert browser.get(f"/admin/accounts/user/{person.user.id}/change/").status_code == 200
    assert browser.get("/admin/accounts/organization/add/").status_code == 200


def test_an_owner_of_an_organization_is_no_operator_of_the_platform() -> None:
    make_person(email="ada@example.org")
    browser = Client()

    browser.post("/admin/login/", {"username": "ada@example.org", "password": PASSWORD})

    assert browser.get("/admin/").status_code == 302
