"""The tests, and tools that only read the settings (mypy, ``makemigrations --check``)."""

from __future__ import annotations

import os

# Tools run without stores. tests/conftest.py sets real addresses first; these lead nowhere.
for _name, _nowhere in {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "REDIS_CACHE_URL": "redis://127.0.0.1:1/1",
    "MONGODB_URL": "mongodb://127.0.0.1:1/nowhere",
    "SECRET_KEY": "only-for-tests-and-tools-0123456789abcdef",
}.items():
    os.environ.setdefault(_name, _nowhere)

from automaton.settings.base import *  # noqa: E402, F403 - after the environment is complete

IS_DEVELOPMENT = True
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 costs 20 ms for every user made
