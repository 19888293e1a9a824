"""The one table from role to permissions."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import pairwise
from uuid import uuid4

import pytest

from automaton.accounts.access import PERMISSIONS, Actor, ActorKind, Permission, Role


def test_every_role_has_its_row() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_a_stronger_role_may_do_all_that_a_weaker_one_may_and_more() -> None:
    for stronger, weaker in pairwise(Role):
        assert PERMISSIONS[stronger] > PERMISSIONS[weaker]


def test_the_owner_may_do_everything_and_the_viewer_only_read() -> None:
    assert PERMISSIONS[Role.OWNER] == set(Permission)
    assert all(permission.endswith(".read") for permission in PERMISSIONS[Role.VIEWER])


def test_background_work_acts_for_one_organization_and_for_no_user() -> None:
    organization_id = uuid4()

    actor = Actor.system(organization_id)

    assert (actor.kind, actor.user_id, actor.organization_id) == (ActorKind.SYSTEM, None, organization_id)


def test_an_actor_cannot_be_changed() -> None:
    actor = Actor.system(uuid4())

    with pytest.raises(FrozenInstanceError):
        actor.organization_id = uuid4()  # type: ignore[misc]
