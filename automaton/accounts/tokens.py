"""JSON Web Tokens: a short access token, and a refresh token that is good for one use."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from automaton.errors import NotAuthenticated

ORGANIZATION_CLAIM = "org"
USER_CLAIM = "sub"


@dataclass(frozen=True, slots=True)
class Claims:
    """Whom a token speaks for. Says nothing about whether they are still a member."""

    user_id: UUID
    organization_id: UUID


@dataclass(frozen=True, slots=True)
class TokenPair:
    access: str
    refresh: str
    expires_in_s: int  # of the access token


def issue(user_id: UUID, organization_id: UUID) -> TokenPair:
    """A fresh pair; the caller has checked the membership. Only the refresh token's id is stored, not the token."""
    refresh = RefreshToken()
    refresh[USER_CLAIM] = str(user_id)
    refresh[ORGANIZATION_CLAIM] = str(organization_id)
    OutstandingToken.objects.create(
        user_id=user_id,
        jti=refresh["jti"],
        token="",
        created_at=refresh.current_time,
        expires_at=refresh.current_time + refresh.lifetime,
    )
    lifetime_s = int(AccessToken.lifetime.total_seconds())
    return TokenPair(access=str(refresh.access_token), refresh=str(refresh), expires_in_s=lifetime_s)


def read_access(token: str) -> Claims:
    """Raises NotAuthenticated when the token is not ours, is of another type, or has expired."""
    try:
        return _claims(AccessToken(token))  # type: ignore[arg-type]  # the stub asks for a Token, the library for text
    except (TokenError, KeyError, ValueError) as error:
        raise NotAuthenticated("The access token is not valid or has expired; refresh it or sign in again.") from error


@transaction.atomic
def spend(token: str) -> Claims:
    """Use a refresh token up. Of two who try at once, one gets NotAuthenticated."""
    refresh = _refresh_token(token)
    outstanding = OutstandingToken.objects.filter(jti=refresh["jti"]).first()
    if outstanding is None:
        raise _spent()
    _, is_first = BlacklistedToken.objects.get_or_create(token=outstanding)
    if not is_first:
        raise _spent()
    return _claims(refresh)


def _refresh_token(token: str) -> RefreshToken:
    try:
        refresh = RefreshToken(token)  # type: ignore[arg-type]  # the stub asks for a Token, the library for text
        _claims(refresh)
    except (TokenError, KeyError, ValueError) as error:
        raise _spent() from error
    return refresh


def _claims(token: AccessToken | RefreshToken) -> Claims:
    return Claims(user_id=UUID(token[USER_CLAIM]), organization_id=UUID(token[ORGANIZATION_CLAIM]))


def _spent() -> NotAuthenticated:
    return NotAuthenticated("The refresh token is not valid, has expired or was used before; sign in again.")
