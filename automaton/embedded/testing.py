"""The stores for a test run: one stack, started by the process that the person started.

The top of ``tests/conftest.py``, and nothing about Django in ``[tool.pytest.ini_options]``, because
pytest-django would read the settings before the conftest has given them the stores::

    stores = contextlib.ExitStack()
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the addresses
        os.environ.update(stores.enter_context(embedded_stack()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "automaton.settings.test"
    django.setup()


    def pytest_unconfigure() -> None:
        stores.close()


    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_setupnodes(specs: list[XSpec]) -> None:
        for spec in specs:
            spec.env.update(own_databases(os.environ, spec.id))
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from automaton.embedded.errors import EmbeddedError
from automaton.env import ROOT

STORE_VARIABLES = ("DATABASE_URL", "REDIS_URL", "REDIS_CACHE_URL", "MONGODB_URL")
STOP_WITHIN_S = 20.0


@contextmanager
def embedded_stack(folder: Path | None = None, *, is_lasting: bool = False) -> Iterator[dict[str, str]]:
    """Start the stores in a process of their own, and yield the environment that leads to them.

    Without ``folder`` the data lives in a temporary folder that is removed at the end, also when this
    process is killed. Unless ``is_lasting``, creation is not flushed to the disk and the end is abrupt;
    what the stores acknowledge outlives their processes either way.

    A store whose address is in the environment is used instead of the embedded one; an address in
    ``.env`` is not, because tests empty what they are given.
    """
    place = ["--folder", str(folder)] if folder else ["--temporary"]
    if not is_lasting:
        place.append("--fleeting")
    # An empty variable hides the one in .env and counts as absent.
    environment = {**dict.fromkeys(STORE_VARIABLES, ""), **os.environ}
    child = subprocess.Popen(
        [sys.executable, "-m", "automaton.embedded", "--as-child", *place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
        start_new_session=True,  # Ctrl-C ends the tests first, then the stores
    )
    given, told = child.stdin, child.stdout
    if given is None or told is None:
        raise AssertionError("both are pipes")
    try:
        line = told.readline()
        if not line.startswith("{"):
            raise EmbeddedError(line.strip() or "The embedded stores ended before they answered; see the error above.")
        yield json.loads(line)
    finally:
        given.close()
        try:
            child.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        told.close()


def own_databases(environment: Mapping[str, str], worker: str) -> dict[str, str]:
    """Addresses of databases that only the xdist worker ``worker`` (``gw0``, ...) uses, in the shared stores.

    PostgreSQL is left out: pytest-django makes a test database for each worker by itself.
    """
    number = int(worker.removeprefix("gw")) + 1
    mongo = urlsplit(environment["MONGODB_URL"])
    return {
        "REDIS_URL": _redis_database(environment["REDIS_URL"], number),
        "REDIS_CACHE_URL": _redis_database(environment["REDIS_CACHE_URL"], number),
        "MONGODB_URL": urlunsplit(mongo._replace(path=f"{mongo.path}_{worker}")),
        "BLOB_DIR": str(Path(environment["BLOB_DIR"]) / worker),
    }


def _redis_database(url: str, number: int) -> str:
    """``url`` with another database: in the query of a unix socket's address, in the path otherwise."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return urlunsplit(parts._replace(path=f"/{number}"))
    # urlunsplit drops the empty host of unix:///path, without which redis-py reads a host from the path.
    query = urlencode({**dict(parse_qsl(parts.query)), "db": number})
    return f"unix://{parts.path}?{query}"
