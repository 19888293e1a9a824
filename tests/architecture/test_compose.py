"""Containers run what `make run` runs. There is no Docker where tests run, so this reads and compares."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from automaton.embedded.conf import RunSettings
from automaton.embedded.ports import LOOPBACK
from automaton.embedded.redis import DURABLE, FORGETFUL
from automaton.embedded.roles import Role, roles
from automaton.env import ROOT
from tests.architecture.test_env_example import example

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
STORES = frozenset({"postgres", "mongo", "redis-engine", "redis-cache"})
DOCKERFILE = (ROOT / "ops/Dockerfile").read_text(encoding="utf-8")

# One service, scaled, stands for the workers of one class.
NAMED_OTHERWISE = {"worker-fast1": "worker-fast"}
# The outside world of the sample workflow, and more of what is there already.
NOT_IN_CONTAINERS = frozenset({"sample-feed", "worker-fast2"})

KNOWN_KEYS = frozenset(
    {"build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "init", "ports", "read_only"}
    | {"restart", "security_opt", "stop_grace_period", "tmpfs", "volumes"}
)


@pytest.fixture(scope="module")
def defaults() -> RunSettings:
    return RunSettings.model_construct()


def in_container(role: Role) -> list[str]:
    """The command of ``role`` where every container has its own network."""
    return ["python", *(part.replace(LOOPBACK, "0.0.0.0") for part in role.argv[1:])]  # noqa: S104 - published on loopback


def test_every_role_is_a_service_with_the_same_command(defaults: RunSettings) -> None:
    expected = {
        NAMED_OTHERWISE.get(role.name, role.name): in_container(role)
        for role in roles(defaults)
        if role.name not in NOT_IN_CONTAINERS
    }

    commands = {name: service["command"] for name, service in SERVICES.items() if name not in STORES | {"migrate"}}
    assert commands == expected


def test_the_engine_redis_keeps_what_it_answered_and_the_cache_nothing() -> None:
    for name, configuration in (("redis-engine", DURABLE), ("redis-cache", FORGETFUL)):
        command = SERVICES[name]["command"]
        told = dict(zip(command[1::2], command[2::2], strict=True))
        for line in configuration.splitlines():
            option, _, value = line.partition(" ")
            if option.startswith(("append", "maxmemory")):
                assert told[f"--{option}"] == value, name


def test_every_long_lived_service_says_whether_it_is_healthy() -> None:
    silent = [name for name, service in SERVICES.items() if "test" not in service.get("healthcheck", {})]

    assert silent == ["migrate"]


def test_every_process_waits_for_the_migrations_and_they_for_the_stores() -> None:
    for name, service in SERVICES.items():
        if name not in STORES | {"migrate"}:
            assert service["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}, name
    assert {name: wait["condition"] for name, wait in SERVICES["migrate"]["depends_on"].items()} == dict.fromkeys(
        STORES, "service_healthy"
    )


def test_every_variable_is_explained_in_the_example() -> None:
    used = re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))

    assert set(used) <= set(example())


def test_every_process_gets_all_settings_that_have_no_default() -> None:
    for name, service in SERVICES.items():
        if name not in STORES:
            needed = {"DATABASE_URL", "REDIS_URL", "REDIS_CACHE_URL", "MONGODB_URL", "SECRET_KEY"}
            assert needed <= set(service["environment"]), name


def test_nothing_is_published_to_other_machines() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", ())]

    assert published
    assert all(port.startswith(f"{LOOPBACK}:") for port in published)


def test_only_known_keys_named_volumes_and_pinned_images() -> None:
    for name, service in SERVICES.items():
        assert set(service) <= KNOWN_KEYS, name
        assert {volume.partition(":")[0] for volume in service.get("volumes", ())} <= set(COMPOSE["volumes"]), name
        assert service["image"] == "automaton" or re.search(r":\d+\.\d+", service["image"]), name


def test_the_image_runs_as_nobody_in_particular_and_holds_every_package() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]

    assert re.search(r"^USER automaton$", final, re.MULTILINE)
    copied = set(re.findall(r"^COPY (\w+) \1$", final, re.MULTILINE))
    assert copied == {"automaton", "workflows", "executions", "realtime", "ai", "examples"}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"uv==([\d.]+)", DOCKERFILE) == re.findall(r"^UV_VERSION := ([\d.]+)$", makefile, re.MULTILINE)
