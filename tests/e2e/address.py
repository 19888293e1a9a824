"""Run beside a platform by ``automaton.embedded.run``: tells where it is, then keeps it until standard input ends."""

from __future__ import annotations

import json
import os
import sys

NAMES = ("PUBLIC_URL", "REALTIME_URL", "FLOWER_URL", "FEED_URL")

sys.stdout.write(json.dumps({name: os.environ[name] for name in NAMES}) + "\n")
sys.stdout.flush()
sys.stdin.read()
