"""One engine process leads: it alone drains and sweeps. A lease in Redis decides, a trust window ends it in time."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time

from automaton.redis import Script, engine, keys
from executions.conf import engine_settings
from executions.engine import LUA

_renew = Script(LUA / "renew_lead.lua")


class Leadership:
    """This process's claim to lead."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(4)}"
        self._trusted_until = 0.0
        self._ask_again_at = 0.0
        self._lock = threading.Lock()

    def is_mine(self) -> bool:
        """Whether this process leads now; asks Redis when it is time to. Raises RedisError."""
        with self._lock:
            now = time.monotonic()
            if now >= self._ask_again_at:
                ttl_s = engine_settings().leader_ttl_s
                won = bool(_renew((), (self.name, int(ttl_s * 1000))))
                # Trust ends well before the lease does, so that two processes never lead at once.
                self._trusted_until = now + ttl_s * 0.7 if won else 0.0
                self._ask_again_at = now + ttl_s / 3
            return now < self._trusted_until

    def give_up(self) -> None:
        """Let another process lead at once."""
        if self._trusted_until:
            engine().eval(_GIVE_UP, 1, keys.LEADER, self.name)


_GIVE_UP = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
