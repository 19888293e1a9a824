"""The Celery task that runs a node. Translates and calls; ``run_node.py`` does the work."""

from __future__ import annotations

import time
from dataclasses import dataclass

from celery import Task, shared_task, signals

from executions import run_node as pipeline
from executions import sessions, task_events
from executions.conf import EngineSettings, engine_settings
from executions.engine import Attempt
from executions.run_node import HandedOn


@dataclass(slots=True)
class Chain:
    """How long this process may go on with one execution before others get their turn."""

    settings: EngineSettings
    began: float
    length: int = 1

    def may_go_on(self) -> bool:
        return (
            self.length < self.settings.chain_limit
            and (time.monotonic() - self.began) * 1000 < self.settings.chain_ms
            and sessions.current().is_trusted()
        )


@shared_task(bind=True, name="executions.run_node", ignore_result=True)  # type: ignore[untyped-decorator]  # Celery has no types
def run_node(  # noqa: PLR0917 - Celery passes what the message holds, by position
    self: Task,
    organization_id: str,
    execution_id: str,
    node: str,
    attempt: int,
    epoch: int,
    plan: str,
) -> HandedOn | None:
    """Run one attempt; one that came through the broker also runs, as tasks of their own, what it hands on."""
    current = Attempt(organization_id, execution_id, node, attempt, epoch, plan)
    handed_on: HandedOn | None = self.request.get("handed_on")
    if handed_on is not None:
        return pipeline.run_node(current, handed_on, may_chain=self.request.get("may_chain"))
    chain = Chain(engine_settings(), time.monotonic())
    task_events.announce_as(self.request.hostname)
    follower = pipeline.run_node(current, None, may_chain=True)
    while follower is not None:
        chain.length += 1
        follower = _run_as_task(self, follower, may_chain=chain.may_go_on())
    return None


def _run_as_task(task: Task, handed_on: HandedOn, *, may_chain: bool) -> HandedOn | None:
    """What Celery's pools do with a message, without the message: own task id, own request, own signals."""
    task_id = handed_on.attempt.task_id
    request = {
        "id": task_id,
        "root_id": handed_on.attempt.execution_id,
        "parent_id": task.request.id,
        "hostname": task.request.hostname,
        "delivery_info": {"routing_key": "chained"},
        "handed_on": handed_on,
        "may_chain": may_chain,
    }
    result, *_ = task.__trace__(task_id, tuple(handed_on.attempt), {}, request)
    return result if isinstance(result, HandedOn) else None


@signals.worker_shutdown.connect  # type: ignore[untyped-decorator]  # as above
@signals.worker_process_shutdown.connect  # type: ignore[untyped-decorator]  # as above
def _release_session(**_: object) -> None:
    sessions.close_current()
