"""Executions' documents, brought up to date with the journal.

A document is changed only from the sequence number it stands at, so a batch may come twice, and a snapshot held in
memory that turns out to be old is read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from automaton.mongo import ObjectId, UpdateOne, collection
from executions.journal import Entry, Event, without_items
from executions.signals import Update
from executions.states import IllegalTransition, Snapshot, fold
from executions.store import EVENTS, EXECUTIONS, bucket, change, insert_new, snapshot_of

log = structlog.get_logger("automaton.drain")

CACHED = 5_000


@dataclass(frozen=True, slots=True)
class _Standing:
    """An execution as its document has it."""

    workflow_id: str
    epoch: int
    snapshot: Snapshot


@dataclass(slots=True)
class _News:
    """New events of one execution, in order."""

    organization_id: str
    execution_id: str
    epoch: int
    events: list[Event] = field(default_factory=list)


class Projection:
    """Folds journal entries into documents, remembering the snapshots of executions under way."""

    def __init__(self) -> None:
        self._standing: OrderedDict[str, _Standing] = OrderedDict()

    def apply(self, entries: Iterable[Entry]) -> list[Update]:
        """Store the events and change the documents. Raises PyMongoError; repeating it is harmless."""
        news = _by_execution(entries)
        _store_buckets(news)
        self._load(one.execution_id for one in news if one.execution_id not in self._standing)
        updates, failed = self._write(news)
        if failed:
            # Another drain was here, or a write of the last batch was answered and not seen: look again, once.
            for one in failed:
                self._standing.pop(one.execution_id, None)
            self._load(one.execution_id for one in failed)
            again, lost = self._write(failed)
            updates += again
            for one in lost:
                log.error("events_not_applied", execution=one.execution_id, seq=one.events[0]["seq"])
        return updates

    def forget(self) -> None:
        """Drop what is remembered; documents may have been changed elsewhere."""
        self._standing.clear()

    def _load(self, execution_ids: Iterable[str]) -> None:
        ids = [ObjectId(execution_id) for execution_id in execution_ids]
        if not ids:
            return
        for document in collection(EXECUTIONS).find({"_id": {"$in": ids}}, {"input": 0, "metadata": 0}):
            standing = _Standing(document["workflowId"], document["epoch"], snapshot_of(document))
            self._standing[str(document["_id"])] = standing

    def _write(self, news: Sequence[_News]) -> tuple[list[Update], list[_News]]:
        """Returns what was applied and what found its document elsewhere than expected."""
        updates: list[Update] = []
        attempted: list[tuple[_News, _Standing]] = []
        writes: list[UpdateOne] = []
        for one in news:
            before = self._standing.get(one.execution_id)
            after = before and self._after(one, before)
            if before is None or after is None:
                continue
            if after.snapshot.seq > before.snapshot.seq:
                guard = {"_id": ObjectId(one.execution_id), "appliedSeq": before.snapshot.seq, "epoch": before.epoch}
                writes.append(UpdateOne(guard, _with_epoch(change(before.snapshot, after.snapshot), after.epoch)))
                attempted.append((one, after))
            updates.append(_update(one, after))
        if not writes:
            return updates, []
        if collection(EXECUTIONS).bulk_write(writes, ordered=False).matched_count != len(writes):
            return [], list(news)
        for one, after in attempted:
            self._remember(one.execution_id, after)
        return updates, []

    def _after(self, one: _News, before: _Standing) -> _Standing | None:
        try:
            return _Standing(before.workflow_id, one.epoch, fold(before.snapshot, one.events))
        except IllegalTransition as error:
            log.error("journal_refused", execution=one.execution_id, error=str(error))
            return None

    def _remember(self, execution_id: str, standing: _Standing) -> None:
        if standing.snapshot.status.is_terminal:
            self._standing.pop(execution_id, None)
            return
        self._standing[execution_id] = standing
        self._standing.move_to_end(execution_id)
        while len(self._standing) > CACHED:
            self._standing.popitem(last=False)


def _by_execution(entries: Iterable[Entry]) -> list[_News]:
    found: dict[str, _News] = {}
    for entry in entries:
        one = found.get(entry.execution_id)
        if one is None:
            one = found[entry.execution_id] = _News(entry.organization_id, entry.execution_id, entry.epoch)
        one.events.extend(entry.events)
    return list(found.values())


def _store_buckets(news: Sequence[_News]) -> None:
    buckets = [bucket(one.organization_id, one.execution_id, one.epoch, one.events) for one in news]
    insert_new(EVENTS, buckets)


def _with_epoch(update: dict[str, Any], epoch: int) -> dict[str, Any]:
    update["$set"]["epoch"] = epoch
    return update


def _update(one: _News, after: _Standing) -> Update:
    """All events of the batch, also those that were stored before: whoever watches drops what it has."""
    return Update(
        organization_id=one.organization_id,
        execution_id=one.execution_id,
        workflow_id=after.workflow_id,
        status=after.snapshot.status,
        status_changed=any("node" not in event for event in one.events),
        seq=after.snapshot.seq,
        events=[without_items(event) for event in one.events],
    )
