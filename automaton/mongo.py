"""The MongoDB client and the names of its collections. The only door: nothing else imports ``pymongo``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, MongoClient, UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from automaton.env import StoreSettings, load

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "BulkWriteError",
    "DuplicateKeyError",
    "IndexModel",
    "InsertOne",
    "ObjectId",
    "PyMongoError",
    "UpdateOne",
    "collection",
    "database",
    "object_id",
]

Document = dict[str, Any]

_clients: dict[int, MongoClient[Document]] = {}


def database() -> Database[Document]:
    """The database that MONGODB_URL names. One client per process: pymongo's threads do not survive a fork."""
    pid = os.getpid()
    client = _clients.get(pid)
    if client is None:
        client = MongoClient(
            load(StoreSettings).mongodb_url,
            tz_aware=True,
            appname="automaton",
            w="majority",
            journal=True,  # an acknowledged write survives the server
            serverSelectionTimeoutMS=3_000,
            connectTimeoutMS=3_000,
            socketTimeoutMS=20_000,
            maxPoolSize=32,
        )
        _clients[pid] = client
    return client.get_default_database("automaton")


def collection(name: str) -> Collection[Mapping[str, Any]]:
    return database()[name]  # type: ignore[return-value]  # documents we read are never written back


def object_id(text: str) -> ObjectId | None:
    """The id, or None when ``text`` cannot be one (then nothing has it)."""
    try:
        return ObjectId(text)
    except (InvalidId, TypeError):
        return None
