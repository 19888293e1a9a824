from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from automaton.accounts.access import Actor, Role
from automaton.errors import NotFound, PermissionDenied
from realtime.topics import execution_group, execution_topic, organization_group, organization_topic

ACTOR = Actor.user(user_id=uuid4(), organization_id=uuid4(), role=Role.VIEWER)


def test_rooms_carry_the_names_of_the_protocol() -> None:
    organization_id = str(ACTOR.organization_id)
    assert organization_topic(ACTOR, organization_id).room == f"org-{organization_id}"
    assert execution_topic(ACTOR, "7").room == "execution-7"


def test_a_group_begins_with_the_organization_of_whoever_asks_whatever_they_ask_for() -> None:
    other = replace(ACTOR, organization_id=uuid4())
    topic, foreign = execution_topic(ACTOR, "7"), execution_topic(other, "7")
    assert topic.group.startswith(organization_group(str(ACTOR.organization_id)))
    assert topic.group != foreign.group
    assert topic.group == execution_group(str(ACTOR.organization_id), "7")


def test_the_topic_of_another_organization_is_not_found() -> None:
    with pytest.raises(NotFound):
        organization_topic(ACTOR, str(uuid4()))


def test_watching_needs_the_permission() -> None:
    powerless = replace(ACTOR, permissions=frozenset())
    with pytest.raises(PermissionDenied):
        execution_topic(powerless, "7")
    with pytest.raises(PermissionDenied):
        organization_topic(powerless, str(ACTOR.organization_id))
