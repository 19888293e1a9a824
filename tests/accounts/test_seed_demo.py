"""``manage.py seed_demo``."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from automaton.accounts.models import Organization, User
from tests.people import Api

pytestmark = pytest.mark.django_db


def test_it_makes_people_who_can_sign_in_and_makes_them_once() -> None:
    for _ in range(2):
        call_command("seed_demo")

    answers = [
        Api().post("auth/token", {"email": f"{name}@automaton.local", "password": "automaton-demo"})
        for name in ("demo", "viewer", "other")
    ]
    profiles = [Api(answer.json()["access"]).get("auth/me").json() for answer in answers]
    assert [(me["organization"]["name"], me["role"]) for me in profiles] == [
        ("Demo", "owner"),
        ("Demo", "viewer"),
        ("Other", "owner"),
    ]
    assert (Organization.objects.count(), User.objects.count()) == (2, 3)


def test_it_refuses_outside_development_unless_forced(settings: Any) -> None:
    settings.IS_DEVELOPMENT = False

    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")
    call_command("seed_demo", "--force")

    assert User.objects.count() == 3
