"""Key names are written twice, for Python and for Lua; they must be the same names."""

from __future__ import annotations

from typing import Any

from automaton.redis import engine, keys
from executions.engine import LUA

ASKS = """
return { EPOCH, SESSIONS, JOURNAL, key_of_session('s'), key_of_queue('io'), key_of_dispatched('io'),
         key_of_execution('org', 'x'), key_of_reply('org', 'x') }
"""


def test_python_and_lua_name_the_same_keys() -> None:
    names: Any = engine().eval((LUA / "include" / "keys.lua").read_text() + ASKS, 0)

    assert [name.decode() for name in names] == [
        keys.EPOCH,
        keys.SESSIONS,
        keys.JOURNAL,
        keys.session("s"),
        keys.queue("io"),
        keys.dispatched("io"),
        keys.execution("org", "x")[0],
        keys.reply("org", "x"),
    ]


def test_every_script_says_what_it_does_takes_and_answers_and_who_calls_it() -> None:
    for path in LUA.glob("*.lua"):
        header = path.read_text().split("\n-- include:")[0]
        assert header.startswith(f"-- {path.stem}: "), path.name
        for part in ("-- ARGV", "-- returns", "-- callers:"):
            assert part in header, f"{path.name} does not say '{part}'"
