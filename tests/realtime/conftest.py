from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from automaton.accounts import tokens
from automaton.accounts.access import Actor, Role
from automaton.accounts.authentication import issue_ticket
from automaton.accounts.models import Membership, Organization, User
from tests.realtime.executions import FakeRun
from tests.realtime.server import realtime_process
from tests.realtime.socket import Socket, opened


@dataclass(frozen=True)
class Person:
    """Somebody with a browser."""

    user: User
    organization: Organization
    role: Role

    @property
    def organization_id(self) -> str:
        return str(self.organization.id)

    def ticket(self) -> str:
        return issue_ticket(Actor.user(user_id=self.user.id, organization_id=self.organization.id, role=self.role))

    def token(self) -> str:
        return tokens.issue(self.user.id, self.organization.id).access

    def new_execution(self) -> FakeRun:
        return FakeRun(self.organization_id)


@pytest.fixture(scope="session")
def realtime_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="automaton-realtime-") as path:
        yield Path(path)


@pytest.fixture(scope="session")
def port(django_db_setup: None, realtime_folder: Path) -> Iterator[int]:
    """Of one realtime process for all tests that do not need special limits."""
    with realtime_process(realtime_folder) as port:
        yield port


@pytest.fixture
def person(transactional_db: None) -> Person:
    return new_person("ann@example.com", "example.com")


@pytest.fixture
def stranger(transactional_db: None) -> Person:
    """Of another organization."""
    return new_person("bob@other.example", "other.example")


@pytest.fixture
def socket(port: int, person: Person) -> Iterator[Socket]:
    """Of ``person``, signed in."""
    with opened(port, f"?ticket={person.ticket()}") as socket:
        socket.expect("authenticated")
        yield socket


def new_person(email: str, domain: str, role: Role = Role.VIEWER) -> Person:
    organization = Organization.objects.create(name=domain, domain=domain)
    user = User.objects.create_user(email, "a long password", name=email, organization=organization)
    Membership.unscoped.create(user=user, organization=organization, role=role)
    return Person(user, organization, role)
