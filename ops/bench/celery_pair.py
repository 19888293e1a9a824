"""Compare Celery/Kombu pairs on Redis: broker kills, silent connections, worker kills, speed.

All on 127.0.0.1: a private Redis (AOF, fsync always), one worker at a time and a feeder that LPUSHes ready-made
envelopes. Tasks append to a file, so what ran is known whatever dies. Linux only (/proc). Prints one JSON line for
each pair and pool, with the folder that keeps its logs. PAIR_QUICK=1 in the environment tries QuickConsumer.
"""

import argparse
import atexit
import contextlib
import itertools
import json
import os
import select
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from socket import create_connection, create_server, socket
from statistics import median
from subprocess import DEVNULL, Popen, run

PAIRS = {"A": ("5.7.0", "5.7.0", "6.4.0"), "B": ("5.6.3", "5.6.2", "6.4.0")}  # celery, kombu, redis-py
POOLS = {"solo": ("solo", 1), "threads": ("custom", 8), "prefork": ("prefork", 2), "stock-threads": ("threads", 8)}
QUEUE = "pair"
APP = """
import functools, os, socket, time, celery.concurrency.thread
from celery import Celery
from celery.worker.consumer import Consumer
app = Celery("pair", broker=os.environ["PAIR_BROKER"])
app.conf.update(
    broker_transport_options={"ack_emulation": False, "priority_steps": [0], "health_check_interval": 10,
        "socket_timeout": 10, "socket_connect_timeout": 5, "socket_keepalive": True},
    broker_connection_max_retries=None, broker_connection_retry_on_startup=True,
    worker_disable_prefetch=True, worker_prefetch_multiplier=1, task_ignore_result=True, task_acks_late=False,
    worker_send_task_events=False, worker_cancel_long_running_tasks_on_connection_loss=False)
class QuickConsumer(Consumer):  # the stock back-off is 2, 4, 6 ... 30 s and no setting changes it
    def ensure_connected(self, conn):
        conn.ensure_connection = functools.partial(conn.ensure_connection, interval_start=0.5, interval_max=2)
        return super().ensure_connected(conn)
class WokenThreads(celery.concurrency.thread.TaskPool):  # a thread that becomes free wakes the event loop
    near, far = socket.socketpair()
    def register_with_event_loop(self, hub):
        hub.add_reader(self.near, self.near.recv, 4096)
    def on_apply(self, *args, **kwargs):
        result = super().on_apply(*args, **kwargs)
        result.f.add_done_callback(lambda _: self.far.send(b"."))
        return result
app.conf.worker_consumer = "pair_app:QuickConsumer" if os.getenv("PAIR_QUICK") else "celery.worker.consumer:Consumer"
sink = os.open("sink", os.O_WRONLY | os.O_APPEND)
@app.task(name="pair.noop")
def noop(): pass
@app.task(name="pair.work")
def work(number, seconds):
    os.write(sink, f"S {number} {time.monotonic()}\\n".encode())
    time.sleep(seconds)
    os.write(sink, f"E {number} {time.monotonic()}\\n".encode())
"""
Row = dict[str, object]


def envelope(number: int, nap: float | None) -> str:
    """A protocol-2 message as the engine's scripts write it: body is JSON text, no body_encoding."""
    task, arguments = ("pair.noop", []) if nap is None else ("pair.work", [number, nap])
    headers = {"lang": "py", "task": task, "id": f"{task}-{number}", "root_id": f"{task}-{number}"}
    properties = {"delivery_tag": f"{number}", "delivery_info": {"exchange": "", "routing_key": QUEUE}}
    kind = {"content-type": "application/json", "content-encoding": "utf-8"}
    return json.dumps({"body": json.dumps([arguments, {}, {}]), "headers": headers, "properties": properties} | kind)


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return bool(done)


class Redis:
    """A redis-server that can be killed, and a small client for it."""

    def __init__(self, binary: str, folder: Path) -> None:
        with create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        options = f"--port {self.port} --bind 127.0.0.1 --appendonly yes --appendfsync always --loglevel warning"
        self.command = [binary, *options.split(), "--dir", str(folder), "--save", ""]
        self.process = Popen(self.command, stdout=DEVNULL)
        atexit.register(self.kill)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self, down: float) -> float:
        """kill -9, start after down seconds, wait for PONG and return the moment it came."""
        self.kill()
        time.sleep(down)
        self.process = Popen(self.command, stdout=DEVNULL)
        wait_for(lambda: self.ask("PING") == "PONG", 20)
        return time.monotonic()

    def ask(self, *words: str) -> str | None:
        """One command with a one-line reply; None when it failed or is not known to have worked."""
        data = b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words)
        with contextlib.suppress(OSError), create_connection(("127.0.0.1", self.port), 5) as link:
            link.sendall(data)
            reply = link.makefile("rb").readline().decode()
            return reply[1:].strip() if reply.endswith("\r\n") and reply[0] != "-" else None
        return None


class Worker:
    """A Celery worker, what its tasks wrote (starts, ends) and how many were pushed to it."""

    def __init__(self, python: Path, pool: str, folder: Path, redis: Redis) -> None:
        self.folder, self.redis, (kind, self.slots) = folder, redis, POOLS[pool]
        self.starts, self.ends, self.times = dict[int, list[float]](), dict[int, float](), list[float]()
        self.count, self.acknowledged, self.feed, self.tail = itertools.count(), set[int](), "thin", b""
        options = f"-P {kind} -c {self.slots} -Q {QUEUE} -l WARNING --without-gossip --without-mingle"
        self.command = [str(python), "-m", "celery", "-A", "pair_app", "worker", *options.split()]
        self.sink, self.log = (folder / "sink").open("a+b"), (folder / "worker.log").open("ab")
        atexit.register(self.kill)
        self.start()

    def start(self, port: int = 0) -> None:
        """Start anew and wait until a task ran; port is another way to the same Redis."""
        self.kill()
        env = os.environ | {"PAIR_BROKER": f"redis://127.0.0.1:{port or self.redis.port}/0"}
        env["CELERY_CUSTOM_WORKER_POOL"], log, before = "pair_app:WokenThreads", self.log, time.monotonic()
        self.process = Popen(self.command, cwd=self.folder, env=env, stdout=log, stderr=log, process_group=0)
        if not wait_for(lambda: self.push(0), 10) or not self.next_start(before, 60):
            raise SystemExit(f"Redis or the worker did not start, see {self.folder}")

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, AttributeError):  # gone, or not started yet
            os.killpg(self.process.pid, 9)  # the process group made in start()
            self.process.wait()

    def poll(self) -> "Worker":
        *lines, self.tail = (self.tail + self.sink.read()).split(b"\n")
        for kind, number, when in map(bytes.split, lines):
            if kind == b"S":
                self.starts.setdefault(int(number), []).append(float(when))
                self.times.append(float(when))
            else:
                self.ends[int(number)] = float(when)
        return self

    def next_start(self, moment: float, seconds: float) -> float | None:
        """When the first task after this moment started; None when none did in time or the worker died."""
        wait_for(lambda: self.poll().times[-1:] > [moment] or self.process.poll() is not None, seconds)
        return min((when for when in self.times if when > moment), default=None)

    def finished(self, numbers: list[int], seconds: float) -> bool:
        return wait_for(lambda: all(n in self.poll().ends for n in numbers), seconds)

    def push(self, *naps: float | None) -> list[int]:
        """Push tasks that sleep, or do nothing at all; the numbers of those Redis acknowledged."""
        numbers = list(itertools.islice(self.count, len(naps)))
        return numbers if self.redis.ask("LPUSH", QUEUE, *map(envelope, numbers, naps)) else []

    def feeder(self) -> None:
        """Push 20-50 ms tasks: feed "deep" keeps a backlog, "thin" is half of what the worker can do."""
        while self.feed != "stop":
            if self.feed == "thin" or int(self.redis.ask("LLEN", QUEUE) or 0) < 50:
                self.acknowledged.update(self.push(0.02 + time.monotonic_ns() % 31 / 1000))
            time.sleep((2 if self.feed == "thin" else 0.5) * 0.035 / self.slots)

    def cpu_seconds(self) -> float:
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in (main, *children)]
        return sum(int(s[11]) + int(s[12]) for s in stats) / os.sysconf("SC_CLK_TCK")


def speed(worker: Worker, messages: int) -> Row:
    """Empty tasks, then 35 ms tasks, all in the queue when the first one is taken."""
    rates, costs = [], []
    for many in (messages // 10, messages, messages, messages):
        before = worker.cpu_seconds()
        first, *_, last = worker.push(0, *[None] * many, 0)
        worker.finished([last], 120)
        rates.append(many / (worker.starts[last][0] - worker.starts[first][0]))
        costs.append((worker.cpu_seconds() - before) / many * 1e6)
    worker.finished(busy := worker.push(*[0.035] * 25 * worker.slots), 90)
    share = 25 * 0.035 / (max(worker.ends[n] for n in busy) - min(worker.starts[n][0] for n in busy))
    return Row(empty_per_s=round(median(rates[1:])), cpu_us=round(median(costs[1:])), busy_percent=round(100 * share))


def redis_kills(worker: Worker, kills: int, down: float) -> Row:
    """kill -9 of Redis under load, restart after down seconds; 20 s without a task is catatonic."""
    failed, recovery, thread = list[str](), [0.0], threading.Thread(target=worker.feeder, daemon=True)
    thread.start()
    for turn in range(kills):
        worker.feed = "deep" if turn % 2 else "thin"
        time.sleep(0.5 + turn * 0.618 % 1 * 1.5)
        back = worker.redis.restart(down)
        if first := worker.next_start(back, 20):
            recovery.append(first - back)
        else:
            failed.append("catatonic" if worker.process.poll() is None else "died")
            worker.start()
    worker.feed = "stop"
    thread.join()
    wait_for(lambda: worker.redis.ask("LLEN", QUEUE) == "0" and len(worker.poll().starts) == len(worker.ends), 20)
    worker.finished(probe := worker.push(*[1.0] * worker.slots), 15)  # is every slot still in use?
    begun = sorted(worker.starts[n][0] for n in probe if n in worker.starts)
    pushed, twice = worker.acknowledged, sum(len(times) > 1 for times in worker.starts.values())
    row = Row(kills=kills, died=failed.count("died"), catatonic=failed.count("catatonic"), pushed=len(pushed))
    row |= {"never_ran": len(pushed - worker.starts.keys()), "ran_twice": twice}
    row |= {"slots_after": sum(t < begun[0] + 0.9 for t in begun)}
    return row | {"back_median_s": round(median(recovery[1:] or recovery), 2), "back_max_s": round(max(recovery), 2)}


def worker_kills(worker: Worker, rounds: int, *, reconnect: bool) -> Row:
    """kill -9 of the worker's main process with a backlog; reconnect: while tasks outlive a kill of Redis."""
    waiting = running = 0
    for _ in range(rounds):
        pushed = worker.push(*[6.0 if reconnect else 0.3] * (20 + worker.slots))
        wait_for(lambda p=pushed: sum(n in worker.poll().starts for n in p) >= worker.slots, 20)  # type: ignore[misc]
        if reconnect:
            worker.redis.restart(0.5)
        time.sleep(3.5 if reconnect else 0.4)
        worker.process.kill()
        worker.process.wait()
        time.sleep(0.4)  # orphaned pool children finish what they run
        started = [n for n in pushed if n in worker.poll().starts]
        waiting += len(pushed) - len(started) - int(worker.redis.ask("LLEN", QUEUE) or 0)
        running += sum(n not in worker.ends for n in started)
        worker.redis.ask("DEL", QUEUE)
        worker.start()
    return {f"lost_waiting{'_2' * reconnect}": waiting, f"lost_running{'_2' * reconnect}": running}


def silence(worker: Worker) -> Row:
    """All connections of the worker go silent without closing, new ones work; seconds until it runs a task again."""
    server, peers, silent = create_server(("127.0.0.1", 0)), dict[socket, socket](), set[socket]()

    def proxy() -> None:
        while True:
            for source in select.select([server, *peers], [], [])[0]:
                with contextlib.suppress(OSError):
                    if source is server:
                        near, far = server.accept()[0], create_connection(("127.0.0.1", worker.redis.port))
                        peers.update({near: far, far: near})
                    elif not (data := source.recv(65536)):
                        del peers[source]
                    elif source not in silent:
                        peers[source].sendall(data)

    threading.Thread(target=proxy, daemon=True).start()
    worker.start(server.getsockname()[1])
    time.sleep(3)
    silent.update(peers)
    moment = time.monotonic()
    worker.push(0, 0, 0, 0, 0)  # the first of them may be popped into a silent connection
    first = worker.next_start(moment, 60)
    return {"silent_s": round(first - moment) if first else "over 60"}


def build(name: str, folder: Path) -> Path:
    """The Python of a virtual environment with this pair."""
    python, uv = folder / name / "bin" / "python", shutil.which("uv")
    if not python.exists():
        run([sys.executable, "-m", "venv", str(folder / name)], check=True)
        pip = [uv, "pip", "install", "-q", "-p", str(python)] if uv else [str(python), "-m", "pip", "install", "-q"]
        run([*pip, *map("{}=={}".format, ("celery", "kombu[redis]", "redis"), PAIRS[name])], check=True)
    return python


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare Celery/Kombu pairs on Redis.")
    parser.add_argument("--redis-server", required=True)
    parser.add_argument("--pairs", nargs="+", default=list(PAIRS), choices=PAIRS)
    parser.add_argument("--pools", nargs="+", default=list(POOLS), choices=POOLS)
    parser.add_argument("--messages", type=int, default=3000, help="empty tasks per round")
    parser.add_argument("--kills", type=int, default=20, help="kills of Redis, and a fifth of that of the worker")
    parser.add_argument("--down", type=float, default=1.0, help="seconds that Redis stays away")
    args, base = parser.parse_args(), Path(tempfile.mkdtemp())
    for pool, name in itertools.product(args.pools, args.pairs):
        folder = base / f"{name}-{pool}"
        folder.mkdir()
        (folder / "pair_app.py").write_text(APP)
        redis = Redis(args.redis_server, folder)
        worker = Worker(build(name, base), pool, folder, redis)
        row = Row(pair=name, pool=pool, folder=str(folder)) | speed(worker, args.messages)
        if pool != "stock-threads":  # too slow to drain what the feeder pushes
            row |= redis_kills(worker, args.kills, args.down) | worker_kills(worker, args.kills // 5, reconnect=False)
            if pool != "solo":  # a solo worker cannot reconnect during a task
                row |= worker_kills(worker, args.kills // 10, reconnect=True)
            row |= silence(worker)
        worker.kill()
        redis.kill()
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
