"""Rows that belong to an organization, behind a door that opens only with an actor.

``Model.objects`` answers ``of(actor)`` and nothing else. ``Model.unscoped`` sees every organization; the files
that may name it are listed in ``tests/architecture/test_closed_door.py``. Django's own machinery (admin, related
managers, deletion, migrations) goes through ``unscoped`` because it is the model's default manager.
"""

from __future__ import annotations

from typing import ClassVar, NoReturn, Protocol, Self, TypeVar
from uuid import UUID

from django.db import models

M = TypeVar("M", bound=models.Model)


class Insider(Protocol):
    """Whoever asks, as far as rows are concerned: inside exactly one organization."""

    @property
    def organization_id(self) -> UUID: ...


class ClosedDoor(RuntimeError):
    """Rows of a tenant table were asked for without saying on whose behalf."""


class TenantManager(models.Manager[M]):
    """Answers ``of(actor)``; every other way in raises ClosedDoor."""

    def of(self, actor: Insider) -> models.QuerySet[M]:
        """The rows of the actor's organization."""
        return super().get_queryset().filter(organization_id=actor.organization_id)

    def get_queryset(self) -> NoReturn:
        # all, filter, get, create and the rest of a manager all come through here.
        name = self.model.__name__
        raise ClosedDoor(f"{name}.objects opens only with an actor: use {name}.objects.of(actor).")


class TenantModel(models.Model):
    """Base of every table whose rows belong to one organization."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    unscoped: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
