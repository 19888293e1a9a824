"""Who I am, as the front end needs it to greet me and to grey out what I may not do."""

from __future__ import annotations

from uuid import UUID

from automaton.accounts.access import Actor
from automaton.accounts.models import Membership, User
from automaton.errors import NotAuthenticated
from automaton.schema import Schema


class UserProfile(Schema):
    id: UUID
    email: str
    name: str


class OrganizationProfile(Schema):
    """An organization I am in, and as what."""

    id: UUID
    name: str
    role: str


class Profile(Schema):
    user: UserProfile
    organization: OrganizationProfile
    role: str
    permissions: list[str]
    organizations: list[OrganizationProfile]


def profile_of(actor: Actor) -> Profile:
    """Raises NotAuthenticated for an actor that is not a person."""
    if actor.user_id is None or actor.role is None:
        raise NotAuthenticated("Only a person has a profile; sign in as one.")
    user = User.objects.get(id=actor.user_id)
    memberships = (
        Membership.unscoped.filter(user_id=actor.user_id).select_related("organization").order_by("organization__name")
    )
    organizations = [
        OrganizationProfile(id=membership.organization_id, name=membership.organization.name, role=membership.role)
        for membership in memberships
    ]
    return Profile(
        user=UserProfile(id=user.id, email=user.email, name=user.name),
        organization=next(found for found in organizations if found.id == actor.organization_id),
        role=actor.role,
        permissions=sorted(actor.permissions),
        organizations=organizations,
    )
