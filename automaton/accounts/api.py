"""``/api/v1/auth/``: tokens, tickets and who I am."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.urls import path
from pydantic import Field

from automaton.accounts import signing_in
from automaton.accounts.access import Actor
from automaton.accounts.authentication import TICKET_LIFETIME_S, issue_ticket
from automaton.accounts.profile import Profile, profile_of
from automaton.accounts.tokens import TokenPair
from automaton.http import PUBLIC, SIGNED_IN, endpoint, operation
from automaton.schema import Schema

Token = Annotated[str, Field(min_length=1, max_length=4_096)]


class SignIn(Schema):
    email: Annotated[str, Field(min_length=1, max_length=255)]
    password: Annotated[str, Field(min_length=1, max_length=1_024)]
    organization_id: UUID | None = None


class RefreshTokenBody(Schema):
    refresh: Token


class Switch(Schema):
    organization_id: UUID


class Tokens(Schema):
    """Send ``access`` as a bearer token; trade ``refresh``, which is good for one use, for the next pair."""

    access: str
    refresh: str
    expires_in_s: int

    @classmethod
    def of(cls, pair: TokenPair) -> Tokens:
        return cls(access=pair.access, refresh=pair.refresh, expires_in_s=pair.expires_in_s)


class Ticket(Schema):
    """Opens one websocket: ``/ws/?ticket=<ticket>``."""

    ticket: str
    expires_in_s: int


@operation(permission=PUBLIC)
def sign_in(body: SignIn) -> Tokens:
    """Sign in with e-mail address and password."""
    return Tokens.of(signing_in.sign_in(email=body.email, password=body.password, organization_id=body.organization_id))


@operation(permission=PUBLIC)
def refresh_tokens(body: RefreshTokenBody) -> Tokens:
    """Trade a refresh token for a new pair. The old one is used up."""
    return Tokens.of(signing_in.refresh(token=body.refresh))


@operation(permission=PUBLIC)
def sign_out(body: RefreshTokenBody) -> None:
    """Use a refresh token up, so that nobody can stay signed in with it."""
    signing_in.sign_out(token=body.refresh)


@operation(permission=SIGNED_IN)
def create_ticket(actor: Actor) -> Ticket:
    """A single-use ticket for the websocket."""
    return Ticket(ticket=issue_ticket(actor), expires_in_s=TICKET_LIFETIME_S)


@operation(permission=SIGNED_IN)
def read_me(actor: Actor) -> Profile:
    """Who I am, where I am, where else I could be, and what I may do here."""
    return profile_of(actor)


@operation(permission=SIGNED_IN)
def switch_organization(actor: Actor, body: Switch) -> Tokens:
    """Tokens for another of my organizations."""
    return Tokens.of(signing_in.switch(actor, organization_id=body.organization_id))


urlpatterns = [
    path("auth/token", endpoint(post=sign_in)),
    path("auth/refresh", endpoint(post=refresh_tokens)),
    path("auth/logout", endpoint(post=sign_out)),
    path("auth/ticket", endpoint(post=create_ticket)),
    path("auth/me", endpoint(get=read_me)),
    path("auth/switch", endpoint(post=switch_organization)),
]
