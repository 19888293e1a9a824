"""What one socket still has to be told: answers at once, updates merged and at intervals, never more than a limit.

The channel layer hands over messages as fast as they come and its own queue has no bound, so nothing here waits
for the client. A client that reads too slowly fills the outbox, and :class:`TooSlow` ends its socket.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import orjson

from realtime.conf import RealtimeSettings
from realtime.messages import Progress
from realtime.protocol import ExecutionUpdated, ServerFrame, encode

Send = Callable[[str], Awaitable[None]]


class TooSlow(Exception):
    """The client does not read what it asked for."""


class Outbox:
    """Filled by the consumer, emptied by :meth:`pump`."""

    def __init__(self, settings: RealtimeSettings) -> None:
        self._settings = settings
        self._answers: deque[str] = deque()
        self._updates: dict[tuple[str, str], Progress] = {}
        self._bytes = 0
        self._filled = asyncio.Event()

    def answer(self, frame: ServerFrame) -> None:
        """Send ``frame`` after the answers before it. Raises TooSlow."""
        text = encode(frame)
        self._answers.append(text)
        self._grow(len(text))

    def update(self, room: str, progress: Progress) -> None:
        """Send ``progress`` with the next batch, merged with what waits for the same execution. Raises TooSlow."""
        key = (room, progress.execution_id)
        waiting = self._updates.get(key)
        self._updates[key] = progress if waiting is None else replace(progress, events=waiting.events + progress.events)
        self._grow(self._updates[key].size_bytes - (waiting.size_bytes if waiting else 0))

    def forget(self, room: str) -> None:
        """Drop the updates of ``room`` that wait: a snapshot replaces them, or nobody wants them any more."""
        for key in [key for key in self._updates if key[0] == room]:
            self._bytes -= self._updates.pop(key).size_bytes

    async def pump(self, send: Send) -> None:
        """Send for ever. Raises TooSlow when one frame has to wait too long, and what ``send`` raises."""
        clock = asyncio.get_running_loop().time
        flush_at = clock()
        while True:
            await self._wait(flush_at)
            await self._send_answers(send)
            if self._updates and (clock() >= flush_at or self._is_heavy):
                flush_at = clock() + self._settings.flush_interval_ms / 1000
                await self._send_updates(send)

    @property
    def _is_heavy(self) -> bool:
        """Whether the updates should not wait for their interval: merging must not make a quick reader look slow."""
        return self._bytes > self._settings.max_buffer_bytes // 4

    async def _wait(self, flush_at: float) -> None:
        """Until there is an answer to send, or updates whose time has come."""
        clock = asyncio.get_running_loop().time
        while not self._answers and not (self._updates and (clock() >= flush_at or self._is_heavy)):
            self._filled.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(flush_at if self._updates else None):
                    await self._filled.wait()

    async def _send_answers(self, send: Send) -> None:
        while self._answers:
            text = self._answers.popleft()
            await self._send(send, text)
            self._bytes -= len(text)

    async def _send_updates(self, send: Send) -> None:
        updates, self._updates = self._updates, {}
        for (room, _), progress in updates.items():
            await self._send(send, encode(_frame(room, progress)))
            self._bytes -= progress.size_bytes

    async def _send(self, send: Send, text: str) -> None:
        try:
            async with asyncio.timeout(self._settings.send_timeout_s):
                await send(text)
        except TimeoutError as error:
            raise TooSlow from error

    def _grow(self, size: int) -> None:
        # What was there before decides: a single frame may be larger than the limit.
        is_full = self._bytes > self._settings.max_buffer_bytes
        self._bytes += size
        self._filled.set()
        if is_full:
            self._answers.clear()
            self._updates.clear()
            raise TooSlow


def _frame(room: str, progress: Progress) -> ExecutionUpdated:
    return ExecutionUpdated(
        room=room,
        execution_id=progress.execution_id,
        workflow_id=progress.workflow_id,
        status=progress.status,
        seq=progress.seq,
        events=[orjson.Fragment(event) for event in progress.events] or None,
    )
