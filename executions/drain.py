"""The journal's way out of Redis: to MongoDB in batches, then to whoever watches, then acknowledged.

One drain runs at a time (``leader``). A crash at any point repeats a batch, and repeating is harmless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import orjson
import structlog

from automaton.redis import ResponseError, blocking_engine, keys
from automaton.redis import engine as redis_engine
from executions import engine
from executions.conf import engine_settings
from executions.journal import parse_entry
from executions.projection import Projection
from executions.signals import journal_drained
from executions.store import LOGS, insert_new

log = structlog.get_logger("automaton.drain")

GROUP, CONSUMER = "drain", "leader"
RawEntry = tuple[bytes, Mapping[bytes, bytes]]


class Drain:
    """Moves journal entries and log lines; create one per process and call ``run_once`` while leading."""

    def __init__(self) -> None:
        self._projection = Projection()
        self._take_over = True

    def take_over(self) -> None:
        """To be called on becoming the leader: first comes what the former one read and did not acknowledge."""
        self._projection.forget()
        self._take_over = True

    def run_once(self, *, block_ms: int) -> int:
        """Drain one batch, waiting up to ``block_ms`` for the first entry. Returns how many entries it moved.

        Raises RedisError and PyMongoError; then nothing was acknowledged, and ``take_over`` brings the batch back.
        """
        streams = self._read(block_ms)
        journal, lines = streams.get(keys.JOURNAL, []), streams.get(keys.LOGS, [])
        if journal:
            self._move(journal)
        if lines:
            _store_lines(lines)
        for stream, entries in streams.items():
            if entries:
                ids = [entry_id for entry_id, _ in entries]
                pipeline = redis_engine().pipeline(transaction=False)
                pipeline.xack(stream, GROUP, *ids)
                pipeline.xdel(stream, *ids)
                pipeline.execute()
        return len(journal) + len(lines)

    def _move(self, journal: Sequence[RawEntry]) -> None:
        updates = self._projection.apply(parse_entry(*entry) for entry in journal if entry[1])
        journal_drained.send(sender=None, updates=updates)
        ended = [(update.organization_id, update.execution_id) for update in updates if update.status.is_terminal]
        if ended:
            engine.forget(ended, tombstone_s=engine_settings().tombstone_s)

    def _read(self, block_ms: int) -> dict[str, list[RawEntry]]:
        if self._take_over:
            for stream in (keys.JOURNAL, keys.LOGS):
                _ensure_group(stream)
            own = self._ask("0", None)
            if any(own.values()):
                return own
            self._take_over = False
        return self._ask(">", block_ms)

    @staticmethod
    def _ask(cursor: str, block_ms: int | None) -> dict[str, list[RawEntry]]:
        answer: Any = blocking_engine().xreadgroup(
            GROUP,
            CONSUMER,
            {keys.JOURNAL: cursor, keys.LOGS: cursor},
            count=engine_settings().drain_batch,
            block=block_ms,
        )
        return {stream.decode(): entries for stream, entries in answer or []}


def _ensure_group(stream: str) -> None:
    try:
        redis_engine().xgroup_create(stream, GROUP, id="0", mkstream=True)
    except ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise


def _store_lines(entries: Sequence[RawEntry]) -> None:
    """Fields are gone from entries that the stream's limit trimmed after they were read."""
    documents = list(chain.from_iterable(_line_documents(*entry) for entry in entries if entry[1]))
    if documents:
        insert_new(LOGS, documents)


def _line_documents(entry_id: bytes, fields: Mapping[bytes, bytes]) -> list[dict[str, Any]]:
    return [
        {
            "_id": f"{entry_id.decode()}:{number}",
            "executionId": fields[b"execution"].decode(),
            "organizationId": fields[b"organization"].decode(),
            "node": fields[b"node"].decode(),
            "attempt": int(fields[b"attempt"]),
            "timestamp": datetime.fromtimestamp(line["at"], UTC),
            "level": line["level"],
            "message": line["message"],
            "data": line["data"],
        }
        for number, line in enumerate(orjson.loads(fields[b"lines"]))
    ]
