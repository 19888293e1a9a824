"""Signing in, staying in, moving on, getting out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection

from automaton.accounts.access import PERMISSIONS, Role
from tests.people import PASSWORD, Api, join, make_organization, make_person

pytestmark = pytest.mark.django_db


def sign_in(email: str, password: str = PASSWORD, **more: str) -> Any:
    return Api().post("auth/token", {"email": email, "password": password, **more})


def test_signing_in_says_who_one_is_and_what_one_may_do() -> None:
    person = make_person(Role.EDITOR, email="ada@example.org")

    me = Api(sign_in("Ada@Example.org").json()["access"]).get("auth/me").json()

    assert me["user"] == {"id": str(person.user.id), "email": "ada@example.org", "name": "Editor"}
    assert me["organization"]["id"] == str(person.organization.id)
    assert me["role"] == "editor"
    assert set(me["permissions"]) == PERMISSIONS[Role.EDITOR]
    assert [each["name"] for each in me["organizations"]] == ["Acme"]


def test_wrong_password_unknown_address_and_closed_account_cannot_be_told_apart() -> None:
    make_person(email="ada@example.org")
    closed = make_person(email="closed@example.org").user
    closed.is_active = False
    closed.save()

    answers = [
        sign_in("ada@example.org", "wrong"),
        sign_in("nobody@example.org", "wrong"),
        sign_in("closed@example.org", PASSWORD),
    ]

    documents = [{key: value for key, value in answer.json().items() if key != "requestId"} for answer in answers]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert documents[0] == documents[1] == documents[2]


class CountingHasher(MD5PasswordHasher):
    algorithm = "counting"
    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).hashed += 1
        return str(super().encode(password, salt))


def test_an_unknown_address_takes_as_much_hashing_as_a_wrong_password(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_person(email="ada@example.org")

    def hashed(email: str) -> int:
        before = CountingHasher.hashed
        sign_in(email, "wrong")
        return CountingHasher.hashed - before

    assert hashed("nobody@example.org") == hashed("ada@example.org") > 0


def test_passwords_are_kept_with_argon2_in_every_real_environment() -> None:
    from automaton.settings import base  # noqa: PLC0415 - the tests' own settings replace the hasher

    assert base.PASSWORD_HASHERS == ["automaton.accounts.passwords.Argon2"]


def test_one_can_sign_in_to_another_organization_one_is_in_and_to_no_other() -> None:
    person = make_person(email="ada@example.org")
    second = join(person.user, make_organization("Second"), Role.VIEWER).organization

    there = sign_in("ada@example.org", organizationId=str(second.id))

    assert Api(there.json()["access"]).get("auth/me").json()["role"] == "viewer"
    assert sign_in("ada@example.org", organizationId=str(make_organization().id)).status_code == 401


def test_a_refresh_token_is_good_for_one_use() -> None:
    make_person(email="ada@example.org")
    first = sign_in("ada@example.org").json()

    second = Api().post("auth/refresh", {"refresh": first["refresh"]})
    again = Api().post("auth/refresh", {"refresh": first["refresh"]})

    assert Api(second.json()["access"]).get("auth/me").status_code == 200
    assert again.status_code == 401
    assert Api().post("auth/refresh", {"refresh": second.json()["refresh"]}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_refresh_token_at_once_one_gets_tokens() -> None:
    make_person(email="ada@example.org")
    token = sign_in("ada@example.org").json()["refresh"]

    def refresh(_: int) -> int:
        try:
            return int(Api().post("auth/refresh", {"refresh": token}).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(refresh, range(4))) == [200, 401, 401, 401]


def test_signing_out_ends_the_refresh_token_and_may_be_repeated() -> None:
    make_person(email="ada@example.org")
    token = sign_in("ada@example.org").json()["refresh"]

    assert [Api().post("auth/logout", {"refresh": token}).status_code for _ in range(2)] == [204, 204]
    assert Api().post("auth/refresh", {"refresh": token}).status_code == 401


def test_switching_goes_to_an_organization_one_is_in() -> None:
    person = make_person()
    second = join(person.user, make_organization("Second"), Role.OPERATOR).organization

    switched = person.api.post("auth/switch", {"organizationId": str(second.id)}).json()

    me = Api(switched["access"]).get("auth/me").json()
    assert (me["organization"]["name"], me["role"]) == ("Second", "operator")
    assert len(me["organizations"]) == 2


def test_switching_to_a_strangers_organization_looks_as_if_it_did_not_exist() -> None:
    person, stranger = make_person(), make_person()

    theirs = person.api.post("auth/switch", {"organizationId": str(stranger.organization.id)})
    nobodys = person.api.post("auth/switch", {"organizationId": str(uuid4())})

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json()["detail"] == nobodys.json()["detail"]
