"""What is not a valid access token, and whom a valid one still speaks for."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.conf import settings

from automaton.accounts import tokens
from automaton.accounts.access import Role
from automaton.accounts.models import Membership
from tests.people import Api, Person, make_person

pytestmark = pytest.mark.django_db


def claims(person: Person, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {
        "token_type": "access",
        "iss": "automaton",
        "jti": uuid4().hex,
        "iat": now,
        "exp": now + 60,
        "sub": str(person.user.id),
        "org": str(person.organization.id),
    }
    return {key: value for key, value in {**usual, **changes}.items() if value is not None}


def signed(person: Person, key: str = settings.SECRET_KEY, algorithm: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(person, **changes), key, algorithm=algorithm)


FORGERIES: dict[str, Callable[[Person], str]] = {
    "signed by nobody": lambda person: jwt.encode(claims(person), None, algorithm="none"),  # type: ignore[arg-type]
    "signed with another key": lambda person: signed(person, key="x" * 40),
    "signed with another algorithm": lambda person: signed(person, algorithm="HS512"),
    "expired": lambda person: signed(person, exp=int(time.time()) - 1),
    "without an end": lambda person: signed(person, exp=None),
    "without an organization": lambda person: signed(person, org=None),
    "without a user": lambda person: signed(person, sub=None),
    "with an organization that is no id": lambda person: signed(person, org="1 OR 1=1"),
    "of another issuer": lambda person: signed(person, iss="somebody"),
    "a refresh token": lambda person: tokens.issue(person.user.id, person.organization.id).refresh,
    "no token at all": lambda _: "nonsense",
    "cut short": lambda person: person.token[:-3],
}


@pytest.mark.filterwarnings("ignore:The HMAC key is")  # of a forged token
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_is_refused_that_is(forgery: str) -> None:
    answer = Api(FORGERIES[forgery](make_person())).get("auth/me")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "not_authenticated"


def test_the_forgeries_differ_from_a_good_token_in_one_thing_only() -> None:
    person = make_person()

    assert Api(signed(person)).get("auth/me").status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YTpi", "Token abc"])
def test_a_header_that_is_not_a_bearer_token_is_refused(header: str) -> None:
    assert Api().get("auth/me", Authorization=header).status_code == 401


def test_a_token_ends_with_the_membership() -> None:
    person = make_person()
    Membership.unscoped.filter(user=person.user).delete()

    assert person.api.get("auth/me").status_code == 401


def test_a_token_ends_with_the_account() -> None:
    person = make_person()
    person.user.is_active = False
    person.user.save()

    assert person.api.get("auth/me").status_code == 401


def test_a_new_role_counts_from_the_next_request_on() -> None:
    person = make_person(Role.OWNER)
    assert person.api.post("workflows", {"name": "A"}).status_code == 201

    Membership.unscoped.filter(user=person.user).update(role=Role.VIEWER)

    assert person.api.post("workflows", {"name": "B"}).status_code == 403


def test_knowing_the_actor_costs_one_query(django_assert_num_queries: Any) -> None:
    person = make_person()
    _ = person.token

    with django_assert_num_queries(1):
        assert person.api.get("node-types").status_code == 200
