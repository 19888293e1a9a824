"""The stores alone: ``python -m automaton.embedded``, for development and behind the tests' stack.

Prints the stores' addresses once they answer and keeps them alive until it is told to stop.
"""

from __future__ import annotations

import argparse
import json
import select
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from automaton.embedded.conf import EmbeddedSettings
from automaton.embedded.errors import EmbeddedError
from automaton.embedded.folder import DataFolder
from automaton.embedded.keeper import Exit, Keeper
from automaton.embedded.process import describe_exit
from automaton.embedded.stack import Stack
from automaton.embedded.stopping import StopRequest
from automaton.env import load

FOREVER_S = float("inf")


def main() -> int:
    options = _options()
    settings = load(EmbeddedSettings)
    path = Path(tempfile.mkdtemp(prefix="automaton-")) if options.temporary else options.folder or settings.data_dir
    folder = DataFolder(path)
    keeper = Keeper(folder, on_exit=_report)
    stop = StopRequest()
    is_over: Callable[[], bool] = (lambda: bool(stop) or _has_parent_left()) if options.as_child else lambda: bool(stop)
    try:
        folder.hold()
        stack = Stack(folder, keeper, given=settings.given(), is_lasting=not (options.temporary or options.fleeting))
        environment = stack.start()
        stack.wait(is_stopping=is_over)
        _say(json.dumps(environment) if options.as_child else _for_people(environment, folder))
        keeper.tick_until(is_over, within_s=FOREVER_S)
    except EmbeddedError as error:
        # The parent reads one line either way: the environment, or the sentence that says why there is none.
        _say(str(error)) if options.as_child else sys.stderr.write(f"automaton: {error}\n")
        return 1
    finally:
        keeper.stop()
        folder.release()
        if options.temporary:
            shutil.rmtree(path, ignore_errors=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m automaton.embedded", description=__doc__)
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--folder", type=Path, help="data folder (default: DATA_DIR, or .automaton in the checkout)")
    place.add_argument("--temporary", action="store_true", help="a new folder that is removed at the end")
    parser.add_argument(
        "--fleeting", action="store_true", help="for tests: skip what only a power cut would need, stop at once"
    )
    parser.add_argument(
        "--as-child", action="store_true", help="print one line of JSON, and stop when standard input is closed"
    )
    return parser.parse_args()


def _has_parent_left() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(readable)


def _report(ended: Exit) -> None:
    sys.stderr.write(f"automaton: {ended.name} ended with {describe_exit(ended.code)}, restarting; log: {ended.log}\n")


def _for_people(environment: dict[str, str], folder: DataFolder) -> str:
    lines = [f"export {name}='{value}'" for name, value in sorted(environment.items())]
    return "\n".join([f"# The stores in {folder.path} answer; Ctrl-C stops them.", *lines])


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
