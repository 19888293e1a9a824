from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken
from websockets.exceptions import InvalidStatus

from tests.realtime.conftest import Person
from tests.realtime.server import realtime_process
from tests.realtime.socket import opened


def test_a_ticket_opens_a_socket(port: int, person: Person) -> None:
    with opened(port, f"?ticket={person.ticket()}") as socket:
        welcome = socket.expect("authenticated")
        assert welcome["organizationId"] == person.organization_id
        assert socket.ask(type="ping") == {"type": "pong"}


def test_a_ticket_works_once(port: int, person: Person) -> None:
    ticket = person.ticket()
    with opened(port, f"?ticket={ticket}") as first, opened(port, f"?ticket={ticket}") as second:
        first.expect("authenticated")
        assert second.close_code() == 4401


def test_an_invented_ticket_is_refused(port: int, person: Person) -> None:
    with opened(port, "?ticket=invented") as socket:
        assert socket.close_code() == 4401


def test_a_first_frame_with_a_token_signs_in(port: int, person: Person) -> None:
    with opened(port) as socket:
        assert socket.ask(type="authenticate", token=person.token())["type"] == "authenticated"
        assert socket.ask(type="ping") == {"type": "pong"}


def test_a_bad_token_closes_the_socket(port: int, person: Person) -> None:
    with opened(port) as socket:
        socket.send(type="authenticate", token=person.token()[:-2])
        assert socket.close_code() == 4401


@pytest.mark.parametrize("frame", [{"type": "ping"}, {"type": "join-execution", "executionId": "1"}, {"type": "x"}])
def test_nothing_is_answered_before_signing_in(port: int, person: Person, frame: dict[str, str]) -> None:
    with opened(port) as socket:
        socket.send(**frame)
        assert socket.close_code() == 4401


def test_a_socket_that_never_signs_in_is_closed(transactional_db: None, tmp_path: Path) -> None:
    with realtime_process(tmp_path, REALTIME_AUTHENTICATE_WITHIN_S="0.3") as port, opened(port) as socket:
        assert socket.close_code() == 4401


def test_a_socket_ends_with_the_token_it_was_opened_with(port: int, person: Person) -> None:
    with opened(port) as socket:
        welcome = socket.ask(type="authenticate", token=_expiring(person, seconds=2))
        assert welcome["expiresAt"] <= (timezone.now().timestamp() + 2) * 1000
        assert socket.close_code() == 4401


def test_a_newer_token_of_the_same_person_keeps_the_socket(port: int, person: Person) -> None:
    execution = person.new_execution()
    with opened(port) as socket:
        first = socket.ask(type="authenticate", token=_expiring(person, seconds=2))
        socket.join_execution(execution.id)
        second = socket.ask(type="authenticate", token=person.token())
        assert second["expiresAt"] > first["expiresAt"] + 60_000
        with pytest.raises(TimeoutError):
            socket.receive(within_s=2.5)


def test_a_token_of_somebody_else_does_not_take_a_socket_over(port: int, person: Person, stranger: Person) -> None:
    with opened(port, f"?ticket={person.ticket()}") as socket:
        socket.expect("authenticated")
        socket.send(type="authenticate", token=stranger.token())
        assert socket.close_code() == 4401


def test_a_page_of_another_site_is_refused(transactional_db: None, tmp_path: Path) -> None:
    hosts = {"DJANGO_SETTINGS_MODULE": "automaton.settings.production", "ALLOWED_HOSTS": '["app.example.com"]'}
    with realtime_process(tmp_path, **hosts, CORS_ORIGINS='["https://pages.example.com"]') as port:
        for origin in ("https://app.example.com", "https://pages.example.com"):
            with opened(port, origin=origin) as socket:
                socket.send(type="ping")
                assert socket.close_code() == 4401
        for origin in ("https://evil.example.com", "http://pages.example.com", "null"):
            with pytest.raises(InvalidStatus, match="403"), opened(port, origin=origin):
                pass


def _expiring(person: Person, *, seconds: int) -> str:
    token = AccessToken(person.token())  # type: ignore[arg-type]  # the stub asks for a Token, the library for text
    token.set_exp(from_time=timezone.now(), lifetime=timedelta(seconds=seconds))
    return str(token)
