"""A small file server for the sample workflow: what is in ``data/``, on loopback.

python -m examples.feed --port 8002
"""

from __future__ import annotations

import argparse
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DATA = Path(__file__).parent / "data"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the workflow's own log tells what was fetched."""


def server(port: int) -> ThreadingHTTPServer:
    """Not started yet; port 0 picks a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(DATA)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8002)
    server(parser.parse_args().port).serve_forever()


if __name__ == "__main__":
    main()
