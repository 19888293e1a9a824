"""From the drained journal to the topics: one message per execution, one per organization.

Nothing here may fail the drain, which has work that matters more: what cannot be sent is logged and dropped, and
the sockets find out by themselves (``watching.Watching.check_for_ever``).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from executions.signals import Update
from realtime.messages import Progress, progress_message
from realtime.topics import execution_group, execution_room, organization_group, organization_room

logger = logging.getLogger(__name__)

# Redis copies a message to every process that listens. Above this, sockets read one snapshot instead.
MAX_EVENTS_BYTES = 256 * 1024

Addressed = tuple[str, dict[str, Any]]


def on_journal_drained(*, updates: Sequence[Update], **_: Any) -> None:
    """Receiver of ``executions.signals.journal_drained``. Never raises."""
    try:
        # A loop and a connection per batch: 1.5 ms, and about 70 us per message; a loop kept in a thread of
        # its own would save the first, at the price of a thread in every process that forks.
        async_to_sync(_send)([*execution_messages(updates), *organization_messages(updates)])
    except Exception:  # whatever it is, the drain goes on
        logger.warning("%s updates were not announced", len(updates), exc_info=True)


def execution_messages(updates: Iterable[Update]) -> list[Addressed]:
    return [_execution_message(update) for update in updates]


def organization_messages(updates: Iterable[Update]) -> list[Addressed]:
    """The executions that started or ended, by organization."""
    changed: dict[str, list[Progress]] = {}
    for update in updates:
        if update.status_changed:
            changed.setdefault(update.organization_id, []).append(_progress(update))
    return [
        (organization_group(organization_id), progress_message(organization_room(organization_id), progress))
        for organization_id, progress in changed.items()
    ]


def _execution_message(update: Update) -> Addressed:
    group = execution_group(update.organization_id, update.execution_id)
    events = tuple(orjson.dumps(event) for event in update.events)
    if sum(map(len, events)) > MAX_EVENTS_BYTES:
        events = ()  # reads as a gap
    return group, progress_message(execution_room(update.execution_id), [_progress(update, events)])


def _progress(update: Update, events: tuple[bytes, ...] = ()) -> Progress:
    return Progress(update.execution_id, update.workflow_id, str(update.status), update.seq, events)


async def _send(messages: Iterable[Addressed]) -> None:
    layer = get_channel_layer()
    for group, message in messages:
        await layer.group_send(group, message)
