from __future__ import annotations

import json

import pytest

from automaton.mongo import ObjectId
from tests.realtime.conftest import Person
from tests.realtime.executions import started
from tests.realtime.socket import Socket, opened

NOBODYS = str(ObjectId())


def test_an_execution_of_another_organization_is_like_none_at_all(
    socket: Socket, person: Person, stranger: Person
) -> None:
    foreign = stranger.new_execution()
    answers = [socket.ask(type="join-execution", executionId=identity) for identity in (foreign.id, NOBODYS, "?*.x")]
    assert {answer["code"] for answer in answers} == {"not_found"}
    assert answers[0] == json.loads(json.dumps(answers[1]).replace(NOBODYS, foreign.id))
    foreign.happen(started())
    assert socket.ask(type="ping") == {"type": "pong"}


def test_another_organization_is_like_none_at_all(socket: Socket, person: Person, stranger: Person) -> None:
    foreign, absent = stranger.organization_id, "00000000-0000-4000-8000-000000000000"
    answers = [socket.ask(type="join-organization", organizationId=identity) for identity in (foreign, absent)]
    assert answers[0]["code"] == "not_found"
    assert answers[0]["room"] == f"org-{foreign}"
    assert answers[0] == json.loads(json.dumps(answers[1]).replace(absent, foreign))


@pytest.mark.parametrize("kind", ["execution-update", "execution-updated"])
def test_a_client_cannot_speak_for_the_engine(port: int, socket: Socket, person: Person, kind: str) -> None:
    execution = person.new_execution()
    with opened(port, f"?ticket={person.ticket()}") as victim:
        victim.expect("authenticated")
        victim.join_execution(execution.id)
        answer = socket.ask(type=kind, room=f"execution-{execution.id}", executionId=execution.id, status="completed")
        assert (answer["type"], answer["code"]) == ("error", "not_for_clients")
        assert victim.ask(type="ping") == {"type": "pong"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "`type`"),
        ('{"type": ["ping"]}', "`type`"),
        ('{"type": "dance"}', "dance"),
        ('{"type": "leave"}', "`room`"),
        ('{"type": "join-execution", "executionId": 7}', "`executionId`"),
        ('{"type": "join-execution", "executionId": "' + "7" * 65 + '"}', "`executionId`"),
        ('{"type": "ping", "extra": 1}', "`extra`"),
        (b"\x00\x01", "not JSON"),
    ],
)
def test_a_frame_that_makes_no_sense_is_answered_with_the_reason(socket: Socket, text: str | bytes, named: str) -> None:
    socket.connection.send(text)
    answer = socket.expect("error")
    assert answer["code"] == "invalid_input"
    assert named in answer["message"]
    assert socket.ask(type="ping") == {"type": "pong"}


def test_a_frame_beyond_the_limit_closes_the_socket(socket: Socket) -> None:
    socket.send(type="leave", room="x" * 17_000)
    assert socket.close_code() == 1009


def test_a_client_that_floods_is_closed(socket: Socket) -> None:
    for _ in range(150):
        socket.send(type="ping")
    assert socket.close_code() == 4429


def test_rooms_are_limited(port: int, person: Person) -> None:
    executions = [person.new_execution() for _ in range(51)]
    with opened(port, f"?ticket={person.ticket()}") as socket:
        socket.expect("authenticated")
        for execution in executions[:50]:
            socket.join_execution(execution.id)
        last = executions[50].id
        answer = socket.ask(type="join-execution", executionId=last)
        assert (answer["code"], answer["room"]) == ("conflict", f"execution-{last}")
        socket.ask(type="leave", room=f"execution-{executions[0].id}")
        socket.join_execution(last)
