"""Who asks and what they may do: the actor, and the one table from role to permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Permission(StrEnum):
    """The atoms. Every operation of the API names one."""

    WORKFLOWS_READ = "workflows.read"
    WORKFLOWS_EDIT = "workflows.edit"
    WORKFLOWS_PUBLISH = "workflows.publish"
    WORKFLOWS_DELETE = "workflows.delete"
    EXECUTIONS_READ = "executions.read"
    EXECUTIONS_RUN = "executions.run"
    EXECUTIONS_CANCEL = "executions.cancel"
    CREDENTIALS_READ = "credentials.read"
    CREDENTIALS_EDIT = "credentials.edit"
    MEMBERS_READ = "members.read"
    MEMBERS_MANAGE = "members.manage"
    ORGANIZATION_MANAGE = "organization.manage"


class Role(StrEnum):
    """The bundles, strongest first."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    OPERATOR = "operator"
    VIEWER = "viewer"


_VIEWER = frozenset(
    {Permission.WORKFLOWS_READ, Permission.EXECUTIONS_READ, Permission.MEMBERS_READ},
)
_OPERATOR = _VIEWER | {Permission.EXECUTIONS_RUN, Permission.EXECUTIONS_CANCEL}
_EDITOR = _OPERATOR | {
    Permission.WORKFLOWS_EDIT,
    Permission.WORKFLOWS_PUBLISH,
    Permission.WORKFLOWS_DELETE,
    Permission.CREDENTIALS_READ,
}
_ADMIN = _EDITOR | {Permission.CREDENTIALS_EDIT, Permission.MEMBERS_MANAGE}
_EVERYTHING = frozenset(Permission)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: _EVERYTHING,
    Role.ADMIN: _ADMIN,
    Role.EDITOR: _EDITOR,
    Role.OPERATOR: _OPERATOR,
    Role.VIEWER: _VIEWER,
}


class ActorKind(StrEnum):
    USER = "user"
    KEY = "key"  # a program with an API key
    SYSTEM = "system"  # background work of the platform itself


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: inside exactly one organization, with what they may do there.

    Made only by ``automaton.accounts.authentication``, and by ``system`` for background work.
    """

    kind: ActorKind
    user_id: UUID | None
    organization_id: UUID
    role: Role | None
    permissions: frozenset[Permission]

    @classmethod
    def user(cls, *, user_id: UUID, organization_id: UUID, role: Role) -> Actor:
        return cls(ActorKind.USER, user_id, organization_id, role, PERMISSIONS[role])

    @classmethod
    def system(cls, organization_id: UUID) -> Actor:
        """The platform at work for an organization: schedules, sweeps, drains."""
        return cls(ActorKind.SYSTEM, None, organization_id, None, _EVERYTHING)
