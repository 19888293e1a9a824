"""The embedded stores keep what they acknowledged and their addresses, whatever happens to them."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pymongo
import pymongo.errors
import pytest
import redis

from automaton.embedded.errors import EmbeddedError
from automaton.embedded.testing import STORE_VARIABLES, embedded_stack, own_databases
from tests.embedded.conftest import forget_stores
from tests.embedded.processes import all_pids, lives, pid_of
from tests.waiting import eventually

WRITES = 200


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="automaton-test-") as path:
        yield Path(path)


@pytest.fixture(scope="module")
def stores(place: Path) -> Iterator[dict[str, str]]:
    with pytest.MonkeyPatch.context() as patch:
        forget_stores(patch)
        with embedded_stack(place) as environment:
            yield environment


def write_redis(url: str, number: int) -> None:
    redis.Redis.from_url(url).rpush("numbers", number)


def read_redis(url: str) -> list[int]:
    return [int(value) for value in redis.Redis.from_url(url).lrange("numbers", 0, -1)]  # type: ignore[union-attr]


def write_postgres(url: str, number: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table if not exists numbers (value int)")
        connection.execute("insert into numbers values (%s)", [number])


def read_postgres(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("select value from numbers")]


def mongo_collection(url: str) -> pymongo.collection.Collection[dict[str, Any]]:
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(url, serverSelectionTimeoutMS=500)
    return client.get_default_database()["numbers"]


def write_mongo(url: str, number: int) -> None:
    mongo_collection(url).insert_one({"value": number})


def read_mongo(url: str) -> list[int]:
    return [document["value"] for document in mongo_collection(url).find()]


AWAY = (redis.ConnectionError, psycopg.OperationalError, pymongo.errors.PyMongoError)


def answers(read: Callable[[str], list[int]], url: str) -> bool:
    try:
        read(url)
    except AWAY:
        return False
    return True


@dataclass(frozen=True)
class Lasting:
    """A store that must keep what it acknowledged, and how a client uses it."""

    name: str
    variable: str
    write: Callable[[str, int], None]
    read: Callable[[str], list[int]]


LASTING = [
    Lasting("redis-engine", "REDIS_URL", write_redis, read_redis),
    Lasting("postgres", "DATABASE_URL", write_postgres, read_postgres),
    Lasting("mongo", "MONGODB_URL", write_mongo, read_mongo),
]


@pytest.mark.parametrize("store", LASTING, ids=lambda store: store.name)
def test_a_killed_store_comes_back_at_its_address_with_every_acknowledged_write(
    place: Path, stores: dict[str, str], store: Lasting
) -> None:
    url, acknowledged = stores[store.variable], list(range(WRITES))
    for number in acknowledged:
        store.write(url, number)
    killed = pid_of(place, store.name)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not lives(killed))
    eventually(lambda: answers(store.read, url))
    assert sorted(store.read(url)) == acknowledged
    assert pid_of(place, store.name) != killed


def test_the_cache_comes_back_empty(place: Path, stores: dict[str, str]) -> None:
    url = stores["REDIS_CACHE_URL"]
    write_redis(url, 1)
    killed = pid_of(place, "redis-cache")
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not lives(killed))
    eventually(lambda: answers(read_redis, url))
    assert read_redis(url) == []


def test_the_engines_redis_flushes_every_write_and_refuses_rather_than_forgets(stores: dict[str, str]) -> None:
    engine = redis.Redis.from_url(stores["REDIS_URL"])
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    assert {name: engine.config_get(name)[name] for name in wanted} == wanted  # type: ignore[index]


def test_a_second_stack_on_the_same_folder_is_refused_and_told_who_holds_it(
    place: Path, stores: dict[str, str]
) -> None:
    holder = (place / "lock").read_text(encoding="utf-8").strip()
    with pytest.raises(EmbeddedError, match=f"in use by process {holder}"), embedded_stack(place):
        pass


def test_postgres_wants_the_password(stores: dict[str, str]) -> None:
    user, _, rest = stores["DATABASE_URL"].removeprefix("postgresql://").partition(":")
    address = rest.partition("@")[2]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://{user}:wrong@{address}")


def test_secrets_are_readable_by_their_owner_only(place: Path, stores: dict[str, str]) -> None:
    assert len(stores["SECRET_KEY"]) >= 32
    assert {file.stat().st_mode & 0o777 for file in (place / "secrets").iterdir()} == {0o600}


def test_workers_of_a_parallel_test_run_have_databases_of_their_own(stores: dict[str, str]) -> None:
    first, second = own_databases(stores, "gw0"), own_databases(stores, "gw1")
    write_redis(first["REDIS_URL"], 7)
    write_mongo(first["MONGODB_URL"], 7)
    assert read_redis(first["REDIS_URL"]) == read_mongo(first["MONGODB_URL"]) == [7]
    assert read_redis(second["REDIS_URL"]) == read_mongo(second["MONGODB_URL"]) == []
    assert first["BLOB_DIR"] != second["BLOB_DIR"]


def test_a_stopped_stack_leaves_no_process_and_starts_again_with_its_data_and_secrets(folder: Path) -> None:
    with embedded_stack(folder, is_lasting=True) as before:
        write_redis(before["REDIS_URL"], 1)
        write_postgres(before["DATABASE_URL"], 1)
        write_mongo(before["MONGODB_URL"], 1)
        pids = all_pids(folder)
        assert len(pids) > len(STORE_VARIABLES)
    assert not [pid for pid in pids if lives(pid)]
    with embedded_stack(folder) as after:
        assert after == before
        assert read_redis(after["REDIS_URL"]) == read_postgres(after["DATABASE_URL"]) == [1]
        assert read_mongo(after["MONGODB_URL"]) == [1]
