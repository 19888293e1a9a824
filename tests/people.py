"""Organizations with people in them, and an HTTP client that speaks for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

import orjson
from django.test import Client

from automaton.accounts import tokens
from automaton.accounts.access import Actor, Role
from automaton.accounts.models import Membership, Organization, User

PASSWORD = "correct horse battery staple"


class Api:
    """``/api/v1`` as a program sees it: JSON in, JSON out, a bearer token when it has one."""

    def __init__(self, token: str | None = None, *, csrf_checks: bool = False) -> None:
        self._client = Client(raise_request_exception=False, enforce_csrf_checks=csrf_checks)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PUT", path, body, **headers)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """``body`` is JSON-like, or bytes that are sent as they are; ``If_Match`` is the header ``If-Match``."""
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/json")
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return self._client.generic(method, address, content, content_type, headers={**self._headers, **named})


@dataclass(frozen=True)
class Person:
    """A member of an organization, signed in there."""

    user: User
    organization: Organization
    role: Role

    @property
    def actor(self) -> Actor:
        return Actor.user(user_id=self.user.id, organization_id=self.organization.id, role=self.role)

    @cached_property
    def token(self) -> str:
        return tokens.issue(self.user.id, self.organization.id).access

    @cached_property
    def api(self) -> Api:
        return Api(self.token)


def make_organization(name: str = "Acme") -> Organization:
    return Organization.objects.create(name=name)


def make_person(role: Role = Role.OWNER, organization: Organization | None = None, email: str = "") -> Person:
    """Somebody new; in an organization of their own unless told."""
    home = organization or make_organization()
    user = User.objects.create_user(
        email or f"{uuid4().hex}@example.org", PASSWORD, name=role.title(), organization=home
    )
    return join(user, home, role)


def join(user: User, organization: Organization, role: Role) -> Person:
    Membership.unscoped.create(user=user, organization=organization, role=role)
    return Person(user, organization, role)
