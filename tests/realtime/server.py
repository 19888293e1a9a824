"""A real realtime process, as the platform starts it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from automaton.embedded.conf import RunSettings
from automaton.embedded.ports import LOOPBACK, Ports
from automaton.embedded.roles import roles
from automaton.env import ROOT
from tests.waiting import eventually


@contextmanager
def realtime_process(folder: Path, **environment: str) -> Iterator[int]:
    """Start the role ``realtime`` against this test's stores; yields its port."""
    port = Ports(folder / "ports.json").choose("realtime")
    run = RunSettings(realtime_port=port)
    role = next(role for role in roles(run) if role.name == "realtime")
    with (folder / "realtime.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - the command the platform uses
            role.argv,
            cwd=ROOT,
            env={**os.environ, **_stores(), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        eventually(lambda: _is_ready(process, port), within_s=30, what="the realtime process answers /health")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _stores() -> Mapping[str, str]:
    """The other stores are in the environment already; PostgreSQL is the test database of this worker."""
    database = connection.settings_dict
    user, password = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    host, port = quote(database["HOST"], safe=""), database["PORT"]
    url = f"postgresql://{user}:{password}@{host}:{port}/{database['NAME']}"
    return {"DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY}


def _is_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    if process.poll() is not None:
        raise AssertionError(f"the realtime process ended with {process.returncode}")
    client = HTTPConnection(LOOPBACK, port, timeout=1)
    try:
        client.request("GET", "/health")
        return client.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        client.close()
