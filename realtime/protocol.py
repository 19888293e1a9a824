"""The frames of the websocket, as ``docs/realtime.md`` describes them: one model per ``type``.

``parse_frame`` reads what a client sent; ``encode`` prints what the server answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from automaton.errors import InvalidInput
from automaton.schema import Schema


class CloseCode(IntEnum):
    """Why the server hung up. 4xxx codes are ours, the others are of RFC 6455."""

    FRAME_TOO_LARGE = 1009
    UNAVAILABLE = 1013
    NOT_AUTHENTICATED = 4401
    TOO_MUCH = 4429


Id = Annotated[str, Field(min_length=1, max_length=64)]


class Authenticate(Schema):
    """Sign in, or stay signed in: the socket's new end is that of ``token``."""

    type: Literal["authenticate"]
    token: Annotated[str, Field(min_length=1, max_length=8_192, repr=False)]


class JoinOrganization(Schema):
    type: Literal["join-organization"]
    organization_id: Id


class JoinExecution(Schema):
    type: Literal["join-execution"]
    execution_id: Id


class Leave(Schema):
    type: Literal["leave"]
    room: Annotated[str, Field(min_length=1, max_length=80)]


class Ping(Schema):
    type: Literal["ping"]


ClientFrame = Authenticate | JoinOrganization | JoinExecution | Leave | Ping

_CLIENT_FRAME: TypeAdapter[ClientFrame] = TypeAdapter(Annotated[ClientFrame, Field(discriminator="type")])
_CLIENT_TYPES = ("authenticate", "join-organization", "join-execution", "leave", "ping")


class Authenticated(Schema):
    """``expires_at`` (ms since 1970): the socket is closed then, unless the client authenticates again."""

    type: Literal["authenticated"] = "authenticated"
    organization_id: str
    expires_at: int


class Joined(Schema):
    type: Literal["joined"] = "joined"
    room: str


class Left(Schema):
    type: Literal["left"] = "left"
    room: str


class Pong(Schema):
    type: Literal["pong"] = "pong"


class SnapshotFrame(Schema):
    """The execution as it stands; replaces whatever the client knew of it."""

    type: Literal["snapshot"] = "snapshot"
    room: str
    execution_id: str
    snapshot: Any


class ExecutionUpdated(Schema):
    """Consecutive journal events up to ``seq``. In the room of an organization: only where they led."""

    type: Literal["execution-updated"] = "execution-updated"
    room: str
    execution_id: str
    workflow_id: str
    status: str
    seq: int
    events: Sequence[Any] | None = None


class ErrorFrame(Schema):
    """A frame that was refused; the socket stays open. ``code`` as in ``automaton.errors``."""

    type: Literal["error"] = "error"
    code: str
    message: str
    room: str | None = None


ServerFrame = Authenticated | Joined | Left | Pong | SnapshotFrame | ExecutionUpdated | ErrorFrame


class NotForClients(InvalidInput):
    """A client sent what only the engine may say."""

    code: ClassVar[str] = "not_for_clients"


def parse_frame(text: str) -> ClientFrame:
    """The frame in ``text``; raises InvalidInput with a sentence that names what is wrong with it."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput("This frame is not JSON. Send one JSON object per text frame.") from error
    if not isinstance(content, dict):
        raise InvalidInput("This frame is not a JSON object. Send an object with a `type`.")
    if content.get("type") in ("execution-update", "execution-updated"):
        raise NotForClients(f"`{content['type']}` comes from the engine only. Use the API to change an execution.")
    try:
        return _CLIENT_FRAME.validate_python(content)
    except ValidationError as error:
        raise InvalidInput(_explain(content, error)) from error


def _explain(content: dict[str, Any], error: ValidationError) -> str:
    kind = content.get("type")
    if kind not in _CLIENT_TYPES:
        known = ", ".join(_CLIENT_TYPES)
        return f"`type` is {str(kind)[:40]!r}, which is not a frame of this protocol. Known are: {known}."
    first = error.errors(include_url=False, include_input=False)[0]
    # The location begins with the chosen type, then the field.
    name = ".".join(str(part) for part in first["loc"][1:]) or "frame"
    return f"`{name}` of this `{kind}` frame: {first['msg']}."


def encode(frame: ServerFrame) -> str:
    """JSON text. Parts that are ``orjson.Fragment`` were encoded before and are copied as they are."""
    content = frame.model_dump(by_alias=True, exclude_none=True)
    if isinstance(frame, SnapshotFrame):
        content["snapshot"] = frame.snapshot  # its nulls are part of it
    return orjson.dumps(content).decode()
