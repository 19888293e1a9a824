"""Rows of an organization are reached only on somebody's behalf."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps

from automaton.accounts.models import Membership, Organization, User
from automaton.tenancy import ClosedDoor, TenantModel
from tests.architecture.sources import PRODUCT, files, text
from tests.graphs import runnable
from tests.people import make_person
from workflows.drafts import Draft, create_workflow
from workflows.models import Workflow, WorkflowVersion
from workflows.versions import publish_workflow

# Each with the reason why no actor can be asked for.
MAY_NAME_UNSCOPED = {
    "automaton/tenancy.py": "defines it",
    "automaton/accounts/signing_in.py": "there is no actor before somebody has signed in",
    "automaton/accounts/profile.py": "a person's own memberships lie in several organizations",
    "automaton/accounts/demo.py": "makes the first organizations",
    "workflows/versions.py": "reads the content of a version whose id an actor or an armed trigger led to",
}

ORGANIZATIONS = [Organization, User]  # what tenancy is made of, and a person's default organization
OURS = [model for model in apps.get_models() if model.__module__.partition(".")[0] in PRODUCT]
TENANTS: list[type[Any]] = [model for model in OURS if issubclass(model, TenantModel)]

WAYS_IN: dict[str, Callable[[Any], object]] = {
    "all": lambda manager: manager.all(),
    "filter": lambda manager: manager.filter(id=uuid4()),
    "exclude": lambda manager: manager.exclude(id=uuid4()),
    "get": lambda manager: manager.get(id=uuid4()),
    "first": lambda manager: manager.first(),
    "count": lambda manager: manager.count(),
    "values": lambda manager: manager.values(),
    "create": lambda manager: manager.create(),
    "get_or_create": lambda manager: manager.get_or_create(),
    "bulk_create": lambda manager: manager.bulk_create([]),
    "update": lambda manager: manager.update(),
    "raw": lambda manager: manager.raw("SELECT 1"),
    "in_bulk": lambda manager: manager.in_bulk(),
    "iterator": lambda manager: manager.iterator(),
}


def test_every_table_with_an_organization_is_behind_the_door() -> None:
    owned = [model for model in OURS if any(field.name == "organization" for field in model._meta.get_fields())]

    assert [model for model in owned if model not in TENANTS and model not in ORGANIZATIONS] == []
    assert {Membership, Workflow, WorkflowVersion} <= set(TENANTS)


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("model", TENANTS)
def test_without_an_actor_the_door_stays_closed_to(model: type[Any], way: str) -> None:
    with pytest.raises(ClosedDoor, match=f"{model.__name__}.objects.of"):
        WAYS_IN[way](model.objects)


@pytest.mark.parametrize("model", TENANTS)
def test_djangos_own_machinery_goes_through_the_unscoped_manager(model: type[Any]) -> None:
    assert model._default_manager.name == model._base_manager.name == "unscoped"


def test_unscoped_is_named_only_where_there_is_a_reason() -> None:
    naming = {str(path) for path in files(*PRODUCT) if re.search(r"\bunscoped\b", text(path))}

    assert naming == set(MAY_NAME_UNSCOPED)


def test_nobody_goes_around_the_door() -> None:
    ways_around = re.compile(r"get_object_or_404|get_list_or_404|\b_default_manager\b|\b_base_manager\b")

    assert [str(path) for path in files(*PRODUCT) if ways_around.search(text(path))] == []


@pytest.mark.django_db
def test_an_actor_sees_the_rows_of_their_organization_only() -> None:
    mine, theirs = make_person(), make_person()
    own = create_workflow(mine.actor, draft=Draft(name="Mine"))
    create_workflow(theirs.actor, draft=Draft(name="Theirs"))

    assert [workflow.id for workflow in Workflow.objects.of(mine.actor)] == [own.id]


@pytest.mark.django_db
def test_related_rows_prefetching_and_model_validation_still_work() -> None:
    person = make_person()
    draft = Draft.model_validate({"name": "Mine", **runnable()})
    workflow = create_workflow(person.actor, draft=draft)
    publish_workflow(person.actor, workflow.id)

    [found] = Workflow.objects.of(person.actor).prefetch_related("versions")

    assert [version.number for version in found.versions.all()] == [1]
    assert person.user.memberships.get().role == "owner"
    found.full_clean()
