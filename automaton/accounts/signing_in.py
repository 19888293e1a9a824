"""Signing in, staying signed in, going to another organization, signing out."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import authenticate
from django.utils import timezone

from automaton.accounts import tokens
from automaton.accounts.access import Actor
from automaton.accounts.authentication import role_of
from automaton.accounts.models import Membership, User
from automaton.accounts.tokens import TokenPair
from automaton.errors import NotAuthenticated, NotFound

# One sentence for a wrong password, an unknown address and a closed account: none of them can be told apart.
_REFUSED = "E-mail address or password is wrong."


def sign_in(*, email: str, password: str, organization_id: UUID | None = None) -> TokenPair:
    """A pair of tokens for the named organization, or for the user's default one. Raises NotAuthenticated."""
    user = authenticate(email=email, password=password)  # hashes also when there is no such user
    if not isinstance(user, User):
        raise NotAuthenticated(_REFUSED)
    home_id = organization_id or _home_of(user)
    if role_of(user.id, home_id) is None:
        raise NotAuthenticated("You are not a member of this organization; sign in without naming one.")
    User.objects.filter(id=user.id).update(last_login=timezone.now())
    return tokens.issue(user.id, home_id)


def refresh(*, token: str) -> TokenPair:
    """A new pair for a refresh token that is used up by this. Raises NotAuthenticated."""
    claims = tokens.spend(token)
    if role_of(claims.user_id, claims.organization_id) is None:
        raise NotAuthenticated("The account is closed or no longer in this organization; sign in again.")
    return tokens.issue(claims.user_id, claims.organization_id)


def sign_out(*, token: str) -> None:
    """Use the refresh token up. A token that is no good already is as good as signed out."""
    try:
        tokens.spend(token)
    except NotAuthenticated:
        return


def switch(actor: Actor, *, organization_id: UUID) -> TokenPair:
    """A pair for another organization of the same user. Raises NotFound when they are not in it."""
    if actor.user_id is None or role_of(actor.user_id, organization_id) is None:
        raise NotFound("There is no such organization among yours.")
    return tokens.issue(actor.user_id, organization_id)


def _home_of(user: User) -> UUID:
    """The default organization if the user is still in it, else the one they joined first."""
    joined = list(
        Membership.unscoped.filter(user=user).order_by("created_at").values_list("organization_id", flat=True)
    )
    if not joined:
        raise NotAuthenticated("The account is in no organization; ask to be invited to one.")
    return user.organization_id if user.organization_id in joined else joined[0]
