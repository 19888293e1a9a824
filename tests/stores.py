"""The stores of this test process, for the processes it starts, and how to empty them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from automaton.mongo import collection
from automaton.redis import engine as redis_engine
from executions import engine, plans, store


def store_environment() -> Mapping[str, str]:
    """What differs from ``os.environ``: PostgreSQL is the test database of this process."""
    database = connection.settings_dict
    user, password = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    host, port = quote(database["HOST"], safe=""), database["PORT"]
    url = f"postgresql://{user}:{password}@{host}:{port}/{database['NAME']}"
    return {"DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY}


def empty_engine() -> None:
    """A new engine: nothing in its Redis but an epoch, no execution in MongoDB."""
    redis_engine().flushdb()
    for name in (store.EXECUTIONS, store.EVENTS, store.LOGS, "plans"):
        collection(name).delete_many({})
    plans.forget_stored()
    store.ensure_indexes()
    engine.open_gate()
