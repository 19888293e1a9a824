"""The Celery app: it carries node attempts to workers and decides nothing (docs/adr/0002-celery-pair.md).

Workers need neither Django's models nor PostgreSQL to run nodes, so Django's Celery fixup is left out; what
needs Django sets it up itself.
"""

from __future__ import annotations

from celery import Celery, concurrency, signals
from kombu.entity import Queue

from automaton import logs
from automaton.env import LogSettings, StoreSettings, load
from executions.conf import NODE_CLASSES


def broker_url(redis_url: str) -> str:
    """Kombu's spelling of a Redis URL: it names unix sockets differently."""
    if redis_url.startswith("unix://"):
        address, _, query = redis_url.removeprefix("unix://").partition("?")
        database = query.removeprefix("db=") or "0"
        return f"redis+socket://{address}?virtual_host={database}"
    return redis_url


# Without prefetch, Celery's own thread pool stalls when it is full (docs/adr/0002-celery-pair.md).
concurrency.ALIASES["threads"] = "automaton.celery_threads:TaskPool"

app = Celery("automaton", fixups=[], include=["executions.tasks"])
app.conf.update(
    broker_url=broker_url(load(StoreSettings).redis_url),
    broker_transport_options={
        "ack_emulation": False,  # lost attempts are found by session expiry; 2.4x less CPU per message
        "priority_steps": [0],  # one list per queue
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_pool_acquire_timeout=30,
    task_queues=[Queue(f"n1.{one}", routing_key=f"n1.{one}") for one in NODE_CLASSES],  # type: ignore[no-untyped-call]  # nor has Kombu
    task_default_queue="n1.fast",
    task_ignore_result=True,
    task_acks_late=False,
    task_serializer="json",
    accept_content=["json"],
    result_backend=None,
    worker_disable_prefetch=True,
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,  # executions/task_events.py sends them in batches
    worker_enable_remote_control=True,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_hijack_root_logger=False,
    worker_soft_shutdown_timeout=20,
    enable_utc=True,
)


@signals.setup_logging.connect  # type: ignore[untyped-decorator]  # Celery has no types
def _configure_logging(**_: object) -> None:
    logs.configure(level=load(LogSettings).log_level)
