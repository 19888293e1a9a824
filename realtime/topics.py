"""What can be watched: which actor may watch it, under which names, and what it looks like when one begins.

A topic has two names. ``room`` is the one on the wire, chosen by the client. ``group`` is the one in the channel
layer; it begins with the organization of the actor who asked, so that the id of another organization's execution
leads to a group in which nobody ever speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automaton.accounts.access import Actor, Permission
from automaton.errors import NotFound, PermissionDenied
from executions.queries import execution_snapshot


@dataclass(frozen=True, slots=True)
class Topic:
    """``execution_id`` is None for the topic of an organization."""

    organization_id: str
    execution_id: str | None = None

    @property
    def room(self) -> str:
        if self.execution_id is None:
            return organization_room(self.organization_id)
        return execution_room(self.execution_id)

    @property
    def group(self) -> str:
        if self.execution_id is None:
            return organization_group(self.organization_id)
        return execution_group(self.organization_id, self.execution_id)


def organization_room(organization_id: str) -> str:
    return f"org-{organization_id}"


def execution_room(execution_id: str) -> str:
    return f"execution-{execution_id}"


def organization_group(organization_id: str) -> str:
    return f"o.{organization_id}"


def execution_group(organization_id: str, execution_id: str) -> str:
    return f"o.{organization_id}.x.{execution_id}"


def organization_topic(actor: Actor, organization_id: str) -> Topic:
    """The actor's own organization; NotFound for any other, whether it exists or not."""
    _require_permission(actor)
    if organization_id != str(actor.organization_id):
        raise _not_found(organization_room(organization_id))
    return Topic(organization_id)


def execution_topic(actor: Actor, execution_id: str) -> Topic:
    """The topic of that execution *if* the actor's organization has it: :func:`read_snapshot` is what finds out."""
    _require_permission(actor)
    return Topic(str(actor.organization_id), execution_id)


def read_snapshot(topic: Topic) -> Mapping[str, Any]:
    """The execution as recorded; NotFound when absent or another organization's. Blocks on MongoDB."""
    snapshot = execution_snapshot(topic.organization_id, topic.execution_id or "")
    if snapshot is None:
        raise _not_found(topic.room)
    return snapshot


def _require_permission(actor: Actor) -> None:
    if Permission.EXECUTIONS_READ not in actor.permissions:
        raise PermissionDenied("Your role may not watch executions. Ask an administrator of your organization.")


def _not_found(room: str) -> NotFound:
    # One sentence for "does not exist" and "is not yours", so that neither can be told from the other.
    return NotFound(f"There is no room {room} in your organization.")
