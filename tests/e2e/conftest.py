from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from automaton.embedded.conf import DEMO_EMAIL, DEMO_PASSWORD
from automaton.embedded.testing import STORE_VARIABLES
from automaton.env import ROOT


@dataclass(frozen=True)
class Addresses:
    """Where the platform of the test run answers."""

    public_url: str
    realtime_url: str
    flower_url: str
    feed_url: str


@pytest.fixture(scope="session")
def platform() -> Iterator[Addresses]:
    """The whole platform, as ``make run`` starts it, with stores and ports of its own."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "automaton.embedded.run",
            "--temporary",
            "--",
            sys.executable,
            "-m",
            "tests.e2e.address",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            **dict.fromkeys((*STORE_VARIABLES, "DJANGO_SETTINGS_MODULE"), ""),
            "DJANGO_SETTINGS_MODULE": "automaton.settings.dev",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("{"):
            break
    else:
        raise AssertionError("the platform did not come up:\n" + "".join(said))
    addresses = {name.lower(): url for name, url in json.loads(said[-1]).items()}
    try:
        yield Addresses(**addresses)
    finally:
        process.stdin.close()
        process.wait(60)


def signed_in(platform: Addresses, email: str = DEMO_EMAIL) -> httpx.Client:
    client = httpx.Client(base_url=f"{platform.public_url}/api/v1/", timeout=30, trust_env=False)
    answer = client.post("auth/token", json={"email": email, "password": DEMO_PASSWORD})
    client.headers["Authorization"] = f"Bearer {answer.raise_for_status().json()['access']}"
    return client


@pytest.fixture
def api(platform: Addresses) -> Iterator[httpx.Client]:
    """The API as the demo organization's owner."""
    client = signed_in(platform)
    yield client
    client.close()


@pytest.fixture
def stranger(platform: Addresses) -> Iterator[httpx.Client]:
    """The API as somebody of another organization."""
    client = signed_in(platform, "other@automaton.local")
    yield client
    client.close()
