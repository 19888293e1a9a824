"""Who a socket belongs to, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from channels.db import database_sync_to_async
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from automaton.accounts.access import Actor
from automaton.accounts.authentication import actor_from_jwt, actor_from_ticket
from automaton.errors import NotAuthenticated


@dataclass(frozen=True, slots=True)
class SignIn:
    """Roles are read when somebody signs in; ``expires_at`` bounds how long a role that was taken away lingers."""

    actor: Actor
    expires_at: datetime

    @property
    def expires_at_ms(self) -> int:
        return round(self.expires_at.timestamp() * 1000)

    def seconds_left(self) -> float:
        return (self.expires_at - timezone.now()).total_seconds()


def renewed(before: SignIn | None, after: SignIn) -> SignIn:
    """``after``, unless it is somebody else's: a socket never changes hands. Raises NotAuthenticated."""
    if before is not None and _owner(before) != _owner(after):
        raise NotAuthenticated("This token belongs to another user or organization. Open a new socket for it.")
    return after


def _owner(sign_in: SignIn) -> tuple[object, object]:
    return sign_in.actor.user_id, sign_in.actor.organization_id


def _by_token(token: str) -> SignIn:
    actor = actor_from_jwt(token)
    verified = AccessToken(token)  # type: ignore[arg-type]  # the stub asks for a Token, the library for text
    return SignIn(actor, datetime.fromtimestamp(verified["exp"], UTC))


def _by_ticket(ticket: str) -> SignIn:
    # A ticket does not carry the end of the token it was asked with; its socket may live as long as a new token.
    return SignIn(actor_from_ticket(ticket), timezone.now() + AccessToken.lifetime)


# Each may raise NotAuthenticated or Unavailable. Threads of the loop's pool: Channels' default is one for all sockets.
sign_in_by_token = database_sync_to_async(_by_token, thread_sensitive=False)
sign_in_by_ticket = database_sync_to_async(_by_ticket, thread_sensitive=False)
