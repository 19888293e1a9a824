"""Alive and ready."""

from __future__ import annotations

import pytest

from automaton import mongo
from tests.people import Api


def test_being_alive_needs_no_store() -> None:
    assert Api().get("/healthz").json() == {"alive": True}


@pytest.mark.django_db
def test_being_ready_names_every_store_with_its_latency() -> None:
    answer = Api().get("/readyz")

    stores = answer.json()["stores"]
    assert answer.status_code == 200
    assert set(stores) == {"postgresql", "redisEngine", "redisCache", "mongodb"}
    assert all(store["ok"] and store["latencyMs"] > 0 for store in stores.values())


@pytest.mark.django_db
def test_one_store_away_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise mongo.PyMongoError("no server")

    monkeypatch.setattr(mongo, "database", away)

    answer = Api().get("/readyz")

    assert answer.status_code == 503
    assert [name for name, store in answer.json()["stores"].items() if not store["ok"]] == ["mongodb"]
