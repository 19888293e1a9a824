"""``make run``: the whole platform in one terminal. ``make demo``: the same, for one command.

python -m automaton.embedded.run                             until Ctrl-C
python -m automaton.embedded.run -- python -m examples.demo  until the command ends, with its status
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from automaton.embedded.conf import DEMO_EMAIL, DEMO_PASSWORD, RunSettings
from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.platform import Platform
from automaton.embedded.ports import LOOPBACK, Ports
from automaton.embedded.roles import PRELOADED, roles
from automaton.embedded.stopping import StopRequest
from automaton.env import load


def main() -> int:
    options = _options()
    settings = load(RunSettings)
    stop = StopRequest()
    if options.temporary:
        path = Path(tempfile.mkdtemp(prefix="automaton-"))
        settings = _elsewhere(settings, path)
    folder = DataFolder(settings.data_dir)
    platform = Platform(
        folder,
        roles=roles(settings),
        given=settings.given(),
        environment=_environment(settings),
        is_stopping=lambda: stop,
        say=_say,
        is_lasting=not options.temporary,
        preloaded=() if options.separate else PRELOADED,
    )
    _say(f"starting the stores in {folder.path} ...")
    try:
        platform.start()
        if options.command and not stop:
            return platform.run(options.command)
        if not stop:
            _say(_welcome(settings))
        platform.keep_until(lambda: False)
        _say("stopping ...")
    except EmbeddedError as error:
        _say(str(error))
        return 1
    finally:
        platform.stop()
        if options.temporary:
            shutil.rmtree(settings.data_dir, ignore_errors=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m automaton.embedded.run", description=__doc__)
    parser.add_argument(
        "--temporary", action="store_true", help="a new data folder, removed at the end, and ports of its own"
    )
    parser.add_argument(
        "--separate", action="store_true", help="each process imports its own code: slower, larger, reloadable"
    )
    parser.add_argument("command", nargs="*", help="what to run once everything is ready; it ends with it")
    return parser.parse_args()


def _elsewhere(settings: RunSettings, path: Path) -> RunSettings:
    """The same platform in a folder and on ports of its own, so that it runs beside `make run`."""
    ports = Ports(path / "ports.json")
    own = {name: ports.choose(name) for name in ("http_port", "realtime_port", "flower_port", "feed_port")}
    return settings.model_copy(update={"data_dir": path, **own})


def _environment(settings: RunSettings) -> dict[str, str]:
    """What every role and preparation learns beside the stores' addresses."""
    return {
        "DJANGO_SETTINGS_MODULE": settings.django_settings_module,
        "PUBLIC_URL": settings.public_url or f"http://{LOOPBACK}:{settings.http_port}",
        "FLOWER_URL": f"http://{LOOPBACK}:{settings.flower_port}",
        "FEED_URL": f"http://{LOOPBACK}:{settings.feed_port}",
        # Workflows reach nothing on this machine but the sample's feed.
        "OUTBOUND_ALLOW": settings.outbound_allow or f'["{LOOPBACK}/32:{settings.feed_port}"]',
        "REALTIME_URL": settings.realtime_url or f"ws://{LOOPBACK}:{settings.realtime_port}/ws/",
    }


def _welcome(settings: RunSettings) -> str:
    environment = _environment(settings)
    return "\n".join(
        [
            "ready",
            "",
            f"    Automaton   {environment['PUBLIC_URL']}",
            f"    sign in     {DEMO_EMAIL}  /  {DEMO_PASSWORD}",
            f"    realtime    {environment['REALTIME_URL']}",
            f"    Flower      http://{LOOPBACK}:{settings.flower_port}  ({settings.flower_basic_auth})",
            f"    logs        {settings.data_dir / 'logs'}",
            "",
            "Ctrl-C stops everything.",
        ]
    )


def _say(text: str) -> None:
    sys.stdout.write(f"automaton: {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
