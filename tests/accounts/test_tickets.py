"""Websocket tickets."""

from __future__ import annotations

from typing import Any

import pytest

from automaton import redis
from automaton.accounts.access import Actor, Role
from automaton.accounts.authentication import TICKET_LIFETIME_S, actor_from_ticket, issue_ticket
from automaton.accounts.models import Membership
from automaton.errors import NotAuthenticated, PermissionDenied
from tests.people import make_person

pytestmark = pytest.mark.django_db


def test_a_ticket_makes_the_same_actor_as_the_token_it_was_issued_for() -> None:
    person = make_person(Role.OPERATOR)

    ticket = person.api.post("auth/ticket").json()["ticket"]

    assert actor_from_ticket(ticket) == person.actor


def test_a_ticket_is_good_once() -> None:
    ticket = issue_ticket(make_person().actor)
    actor_from_ticket(ticket)

    with pytest.raises(NotAuthenticated):
        actor_from_ticket(ticket)


def test_a_ticket_nobody_issued_is_refused() -> None:
    with pytest.raises(NotAuthenticated):
        actor_from_ticket("nonsense")


def test_a_ticket_is_stored_only_as_a_hash_and_only_for_a_moment() -> None:
    cache: Any = redis.cache()  # the library types every answer as perhaps awaitable
    cache.flushdb()
    ticket = issue_ticket(make_person().actor)

    [key] = cache.keys("ticket:*")

    assert ticket.encode() not in key
    assert 0 < cache.ttl(key) <= TICKET_LIFETIME_S


def test_a_ticket_ends_with_the_membership() -> None:
    person = make_person()
    ticket = issue_ticket(person.actor)
    Membership.unscoped.filter(user=person.user).delete()

    with pytest.raises(NotAuthenticated):
        actor_from_ticket(ticket)


def test_background_work_gets_no_ticket() -> None:
    with pytest.raises(PermissionDenied):
        issue_ticket(Actor.system(make_person().organization.id))
