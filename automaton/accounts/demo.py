"""Organizations and people to try the platform with. Never in production: the passwords are known."""

from __future__ import annotations

from django.db import transaction

from automaton.accounts.access import Role
from automaton.accounts.models import Membership, Organization, User

DOMAIN = "demo.automaton.local"
PASSWORD = "automaton-demo"  # noqa: S105 - known on purpose

_PEOPLE = (
    ("demo@automaton.local", "Demo", DOMAIN, Role.OWNER),
    ("viewer@automaton.local", "Demo", DOMAIN, Role.VIEWER),
    ("other@automaton.local", "Other", "other.automaton.local", Role.OWNER),
)


@transaction.atomic
def seed_accounts() -> None:
    """Make what is missing; leave what is there, changed passwords included."""
    for email, organization_name, domain, role in _PEOPLE:
        organization, _ = Organization.objects.get_or_create(domain=domain, defaults={"name": organization_name})
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, PASSWORD, name=email.partition("@")[0].title(), organization=organization
        )
        Membership.unscoped.get_or_create(user=user, organization=organization, defaults={"role": role})
