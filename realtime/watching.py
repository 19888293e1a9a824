"""The topics of one socket: joining, following, checking, leaving.

Joining subscribes first and reads the snapshot second, so that no event falls in between; what arrives meanwhile
is held back and then compared by sequence. Wherever something could have been lost, the record is read again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol
from uuid import uuid4

from channels.db import database_sync_to_async

from automaton.errors import AutomatonError, Conflict, NotFound, Unavailable
from automaton.redis import RedisError
from realtime.conf import RealtimeSettings
from realtime.messages import SETTLED, Progress, read_progress
from realtime.outbox import Outbox
from realtime.protocol import ErrorFrame, Joined, Left, SnapshotFrame
from realtime.topics import Topic, read_snapshot
from realtime.watch import Missing, Watch

logger = logging.getLogger(__name__)

# Threads of the loop's pool: Channels' default is one thread for all sockets of the process.
_read_snapshot = database_sync_to_async(read_snapshot, thread_sensitive=False)

_READ_TIMEOUT_S = 10.0
_SETTLE_TRIES, _SETTLE_TIMEOUT_S = 20, 0.1


class ChannelLayer(Protocol):
    """What we use of a channel layer."""

    async def group_add(self, group: str, channel: str) -> None: ...
    async def group_discard(self, group: str, channel: str) -> None: ...
    async def group_send(self, group: str, message: dict[str, Any]) -> None: ...


class Watching:
    """Spawned work goes to ``spawn``, which the consumer ends together with the socket."""

    def __init__(
        self,
        *,
        layer: ChannelLayer,
        channel: str,
        outbox: Outbox,
        settings: RealtimeSettings,
        spawn: Callable[[Awaitable[None]], None],
    ) -> None:
        self._layer = layer
        self._channel = channel
        self._outbox = outbox
        self._settings = settings
        self._spawn = spawn
        self._watches: dict[str, Watch] = {}
        self._reading = asyncio.Lock()  # one socket occupies one thread at most
        self._settling: dict[str, asyncio.Event] = {}

    async def join(self, topic: Topic) -> None:
        """Raises Conflict at the limit, NotFound, Unavailable. Joining again sends the snapshot again."""
        watch = self._watches.get(topic.room)
        if watch is None:
            watch = await self._subscribe(topic)
        if topic.execution_id is None:
            self._outbox.answer(Joined(room=topic.room))
            return
        try:
            snapshot = await self._read(watch)
        except AutomatonError:
            await self._unsubscribe(topic)
            raise
        self._outbox.answer(Joined(room=topic.room))
        self._show(watch, snapshot)

    async def leave(self, room: str) -> None:
        """Leaving a room that one is not in is fine, too."""
        watch = self._watches.get(room)
        if watch is not None:
            await self._unsubscribe(watch.topic)
            self._outbox.forget(room)
        self._outbox.answer(Left(room=room))

    async def leave_all(self) -> None:
        for watch in list(self._watches.values()):
            await self._unsubscribe(watch.topic)

    def receive(self, message: Mapping[str, Any]) -> None:
        """Progress from the channel layer."""
        watch = self._watches.get(message["room"])
        if watch is None:
            return  # left while the message was on its way
        for progress in read_progress(message):
            self._forward(watch, progress)

    def settled(self, message: Mapping[str, Any]) -> None:
        event = self._settling.get(message["nonce"])
        if event is not None:
            event.set()

    async def check_for_ever(self) -> None:
        """Compare silent unfinished executions with the record now and then.

        The channel layer promises nothing: a message is lost when its Redis restarts, and the last event of an
        execution leaves no gap behind that would show it.
        """
        while True:
            await asyncio.sleep(self._settings.check_interval_s)
            for watch in list(self._watches.values()):
                is_due = watch.is_quiet and not watch.is_loading and not watch.is_finished
                if watch.topic.execution_id is not None and is_due:
                    await self._reload(watch)
                watch.is_quiet = True

    def _forward(self, watch: Watch, progress: Progress) -> None:
        if watch.topic.execution_id is None:
            self._outbox.update(watch.topic.room, progress)
            return
        news = watch.admit(progress)
        if isinstance(news, Progress):
            self._outbox.update(watch.topic.room, news)
        elif news is Missing.GAP:
            watch.load()
            self._spawn(self._reload(watch))

    async def _reload(self, watch: Watch) -> None:
        """Read the record again and show it, if it is not what the client has."""
        try:
            snapshot = await self._read(watch)
        except NotFound as error:  # deleted by retention or by a person
            await self._unsubscribe(watch.topic)
            self._outbox.answer(ErrorFrame(code=error.code, message=error.detail, room=watch.topic.room))
        except Unavailable:
            watch.lost()
        else:
            if self._watches.get(watch.topic.room) is watch:  # not left meanwhile
                self._show(watch, snapshot, only_news=True)

    def _show(self, watch: Watch, snapshot: Mapping[str, Any], *, only_news: bool = False) -> None:
        room, execution_id = watch.topic.room, watch.topic.execution_id or ""
        is_known = only_news and snapshot["seq"] == watch.seq
        held = watch.loaded(snapshot)
        if not is_known:
            self._outbox.forget(room)
            self._outbox.answer(SnapshotFrame(room=room, execution_id=execution_id, snapshot=snapshot))
        for progress in held:
            self._forward(watch, progress)

    async def _read(self, watch: Watch) -> Mapping[str, Any]:
        topic = watch.topic
        async with self._reading:
            watch.load()
            try:
                async with asyncio.timeout(_READ_TIMEOUT_S):
                    snapshot: Mapping[str, Any] = await _read_snapshot(topic)
                    return snapshot
            except AutomatonError:
                raise
            except Exception as error:  # the stores raise what they like; the client may ask again
                logger.warning("snapshot of %s could not be read", topic.room, exc_info=True)
                raise Unavailable(f"{topic.room} cannot be read at the moment. Join again in a few seconds.") from error

    async def _subscribe(self, topic: Topic) -> Watch:
        if len(self._watches) >= self._settings.max_topics:
            raise Conflict(f"One socket may be in {self._settings.max_topics} rooms. Leave one first.")
        watch = Watch(topic=topic, held_limit_bytes=self._settings.max_buffer_bytes // 16)
        if topic.execution_id is not None:
            watch.load()
        self._watches[topic.room] = watch
        try:
            await self._layer.group_add(topic.group, self._channel)
            await self._settle()
        except (RedisError, OSError, Unavailable) as error:
            await self._unsubscribe(topic)
            raise Unavailable(f"{topic.room} cannot be followed at the moment. Join again in a few seconds.") from error
        return watch

    async def _unsubscribe(self, topic: Topic) -> None:
        self._watches.pop(topic.room, None)
        try:
            await self._layer.group_discard(topic.group, self._channel)
        except (RedisError, OSError):
            logger.warning("%s could not be left: the channel layer is away", topic.room)

    async def _settle(self) -> None:
        """Wait until Redis has acted on the SUBSCRIBEs sent before.

        ``group_add`` returns when SUBSCRIBE is sent, not when it has happened. All of a process's SUBSCRIBEs go
        through one connection in order, so once a message to a group of our own comes back, the topic's is active.
        """
        nonce = uuid4().hex
        group, event = f"settle.{nonce}", asyncio.Event()
        self._settling[nonce] = event
        await self._layer.group_add(group, self._channel)
        try:
            for _ in range(_SETTLE_TRIES):
                await self._layer.group_send(group, {"type": SETTLED, "nonce": nonce})
                try:
                    async with asyncio.timeout(_SETTLE_TIMEOUT_S):
                        await event.wait()
                except TimeoutError:
                    continue  # the message overtook the SUBSCRIBE and met nobody
                return
            raise Unavailable("The channel layer does not answer.")
        finally:
            del self._settling[nonce]
            await self._layer.group_discard(group, self._channel)
