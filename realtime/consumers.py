"""One websocket: who it belongs to, how long it may live, and what its frames ask for.

Four things happen side by side, and each ends the socket when it must: ``dispatch`` takes what arrives and never
waits, ``_work`` handles the client's frames in their order, ``Outbox.pump`` sends, ``check_for_ever`` looks after
lost messages.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer

from automaton.errors import AutomatonError, NotAuthenticated, Unavailable
from automaton.redis import RedisError
from realtime.bucket import Bucket
from realtime.conf import settings as realtime_settings
from realtime.outbox import Outbox, TooSlow
from realtime.protocol import (
    Authenticate,
    Authenticated,
    ClientFrame,
    CloseCode,
    ErrorFrame,
    JoinExecution,
    JoinOrganization,
    Leave,
    Ping,
    Pong,
    parse_frame,
)
from realtime.sign_in import SignIn, renewed, sign_in_by_ticket, sign_in_by_token
from realtime.topics import execution_room, execution_topic, organization_room, organization_topic
from realtime.watching import Watching

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_CLOSE_TIMEOUT_S = 5.0


class WatchConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """See ``docs/realtime.md``."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve until the client leaves, or until :meth:`hang_up`."""
        self.settings = realtime_settings()
        self.signed_in: SignIn | None = None
        self._ending: asyncio.Future[tuple[CloseCode, str]] = asyncio.get_running_loop().create_future()
        self._accepted = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._frames: asyncio.Queue[str] = asyncio.Queue()  # bounded by the bucket
        self.outbox = Outbox(self.settings)
        self.watching: Watching | None = None
        serving = asyncio.ensure_future(super().__call__(scope, receive, send))
        try:
            await asyncio.wait({serving, self._ending}, return_when=asyncio.FIRST_COMPLETED)
            if not serving.done():
                await self._say_goodbye(serving)
            if serving.done() and not serving.cancelled():
                serving.result()
        except OSError:
            pass  # the client went away while something was being sent
        except RedisError as error:
            if self._accepted.is_set():
                raise
            logger.warning("no socket can be opened: %s", error)
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": CloseCode.UNAVAILABLE})
        finally:
            await self._release(serving)

    async def dispatch(self, message: Message) -> None:
        """As Channels does it, without its visit to the database thread for every message."""
        handler = getattr(self, get_handler_name(message))
        try:
            await handler(message)
        except TooSlow:
            self.hang_up(CloseCode.TOO_MUCH, "You do not read fast enough.")

    async def connect(self) -> None:
        self.watching = Watching(
            layer=self.channel_layer,
            channel=self.channel_name,
            outbox=self.outbox,
            settings=self.settings,
            spawn=self.spawn,
        )
        self._bucket = Bucket(
            burst=self.settings.frames_burst,
            per_s=self.settings.frames_per_s,
            now=asyncio.get_running_loop().time(),
        )
        # The server logs the address when the socket is accepted; by then its ticket is worth nothing.
        self._end_after(self.settings.authenticate_within_s, "Nobody signed in.")
        await self._guarded(self._try_ticket())
        # Also when it is refused: browsers do not tell a page why a handshake failed, only why a socket was closed.
        await self.accept()
        self._accepted.set()
        self.spawn(self.outbox.pump(self._send_text))
        self.spawn(self._work())
        self.spawn(self.watching.check_for_ever())

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if len(text_data or bytes_data or "") > self.settings.max_frame_bytes:
            self.hang_up(CloseCode.FRAME_TOO_LARGE, f"Frames end at {self.settings.max_frame_bytes} bytes.")
        elif not self._bucket.take(asyncio.get_running_loop().time()):
            self.hang_up(CloseCode.TOO_MUCH, "Too many frames.")
        else:
            self._frames.put_nowait(text_data or "")  # a binary frame reads as one that is not JSON

    async def topic_progress(self, message: Message) -> None:
        if self.watching is not None:
            self.watching.receive(message)

    async def topic_settled(self, message: Message) -> None:
        if self.watching is not None:
            self.watching.settled(message)

    def spawn(self, work: Awaitable[None]) -> None:
        """Do ``work`` beside the rest, as long as the socket lives; its failure ends the socket."""
        task = asyncio.ensure_future(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def hang_up(self, code: CloseCode, reason: str) -> None:
        if not self._ending.done():
            self._ending.set_result((code, reason))

    async def _send_text(self, text: str) -> None:
        try:
            await self.send(text)
        except RuntimeError as error:  # how some servers say that the client has gone
            raise ConnectionResetError from error

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except TooSlow:
            self.hang_up(CloseCode.TOO_MUCH, "You do not read fast enough.")
        except NotAuthenticated as error:
            self.hang_up(CloseCode.NOT_AUTHENTICATED, error.detail)
        except (Unavailable, RedisError, OSError) as error:
            logger.info("socket ends: %s", error)
            self.hang_up(CloseCode.UNAVAILABLE, "Come back in a few seconds.")
        except Exception:
            logger.exception("socket ends")
            self.hang_up(CloseCode.UNAVAILABLE, "Come back in a few seconds.")

    async def _try_ticket(self) -> None:
        """Sign in with the ticket of the address, if it has one."""
        tickets = parse_qs(self.scope["query_string"].decode("latin-1")).get("ticket")
        if tickets:
            self._signed_in(await sign_in_by_ticket(tickets[0]))

    def _signed_in(self, sign_in: SignIn) -> None:
        self.signed_in = sign_in
        self._end_after(sign_in.seconds_left(), "Your sign-in has expired.")
        self.outbox.answer(
            Authenticated(organization_id=str(sign_in.actor.organization_id), expires_at=sign_in.expires_at_ms)
        )

    def _end_after(self, delay_s: float, reason: str) -> None:
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0.0, delay_s), self.hang_up, CloseCode.NOT_AUTHENTICATED, reason)

    async def _work(self) -> None:
        while True:
            text = await self._frames.get()
            room: str | None = None
            try:
                frame = parse_frame(text)
                room = _room(frame)
                await self._handle(frame)
            except NotAuthenticated:
                raise
            except AutomatonError as error:
                if self.signed_in is None:
                    raise NotAuthenticated("Authenticate first.") from error
                self.outbox.answer(ErrorFrame(code=error.code, message=error.detail, room=room))

    async def _handle(self, frame: ClientFrame) -> None:
        if isinstance(frame, Authenticate):
            self._signed_in(renewed(self.signed_in, await sign_in_by_token(frame.token)))
            return
        if self.signed_in is None or self.watching is None:
            raise NotAuthenticated("Authenticate first.")
        actor = self.signed_in.actor
        match frame:
            case JoinOrganization():
                await self.watching.join(organization_topic(actor, frame.organization_id))
            case JoinExecution():
                await self.watching.join(execution_topic(actor, frame.execution_id))
            case Leave():
                await self.watching.leave(frame.room)
            case Ping():
                self.outbox.answer(Pong())

    async def _say_goodbye(self, serving: asyncio.Future[None]) -> None:
        """Close with the code. A client that reads nothing cannot be told; it finds the connection gone."""
        code, reason = self._ending.result()
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await self._accepted.wait()
                await self._stop_tasks()
                await self.close(code, reason)
                await asyncio.wait({serving})
        except TimeoutError:
            pass

    async def _release(self, serving: asyncio.Future[None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        await self._stop_tasks()
        serving.cancel()
        await asyncio.wait({serving})
        if self.watching is not None:
            await self.watching.leave_all()

    async def _stop_tasks(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def _room(frame: ClientFrame) -> str | None:
    match frame:
        case JoinOrganization():
            return organization_room(frame.organization_id)
        case JoinExecution():
            return execution_room(frame.execution_id)
        case Leave():
            return frame.room
        case _:
            return None
