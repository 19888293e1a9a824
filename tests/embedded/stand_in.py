"""A platform of stand-in processes: ``python -m tests.embedded.stand_in FOLDER PORT STEP MODULES``.

Its own code is the product's; only what the roles and the preparation do is small. The stores are
given, so none starts. Roles write a line to ``order`` in the folder when they are told to stop.
"""

from __future__ import annotations

import sys
from pathlib import Path

from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.platform import Platform
from automaton.embedded.roles import Role, StopStage
from automaton.embedded.stopping import StopRequest

GIVEN = dict.fromkeys(("DATABASE_URL", "REDIS_URL", "REDIS_CACHE_URL", "MONGODB_URL"), "given")

STOPPABLE = """
import os, signal, subprocess, sys, time
order, name = sys.argv[1:3]
def stop(number, frame):
    with open(order, "a") as file:
        file.write(name + "\\n")
    os._exit(0)
signal.signal(signal.SIGTERM, stop)
"""
SLEEPING = STOPPABLE + "os.fork(); time.sleep(60)"
SERVING = (
    STOPPABLE
    + """
from http.server import BaseHTTPRequestHandler, HTTPServer
class Ready(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
HTTPServer(("127.0.0.1", int(sys.argv[3])), Ready).serve_forever()
"""
)


def main(path: Path, port: int, step: str, modules: str) -> int:
    stop = StopRequest()

    def program(name: str, script: str) -> tuple[str, str]:
        file = path / f"{name}.py"
        file.write_text(script, encoding="utf-8")
        return (sys.executable, str(file))

    def role(name: str, script: str, stage: StopStage, **more: object) -> Role:
        argv = (*program(name, script), str(path / "order"), name, str(port))
        return Role(name=name, argv=argv, stage=stage, stop_within_s=5, **more)  # type: ignore[arg-type]

    platform = Platform(
        DataFolder(path),
        roles=[
            role("engine", SLEEPING, StopStage.ENGINE),
            role("web", SERVING, StopStage.DOORS, port=port, variable="HTTP_PORT", ready_path="/readyz"),
            role("worker", SLEEPING, StopStage.WORKERS),
        ],
        given=GIVEN,
        environment={},
        is_stopping=lambda: stop,
        say=lambda text: print(text, flush=True),  # noqa: T201 - a command line program
        preparations={"migrate": program("migrate", step)},
        preloaded=modules.split(),
    )
    try:
        platform.start()
        print("ready", flush=True)  # noqa: T201
        platform.keep_until(lambda: False)
    except EmbeddedError as error:
        print(error, flush=True)  # noqa: T201
        return 1
    finally:
        platform.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
