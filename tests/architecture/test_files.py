"""Files stay short, and their names say what they are for."""

from __future__ import annotations

from tests.architecture.sources import EVERYTHING, files, text

MAX_LINES = 500
GENERATED = frozenset({"frontend/src/api/schema.ts"})  # printed from the OpenAPI document
SAY_NOTHING = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "services"})


def test_no_file_is_longer_than_a_reader_will_follow() -> None:
    lengths = {
        str(path): text(path).count("\n") for path in files(*EVERYTHING, suffixes=(".py", ".lua", ".ts", ".tsx"))
    }

    assert {path: length for path, length in lengths.items() if length > MAX_LINES and path not in GENERATED} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = files(*EVERYTHING, suffixes=(".py", ".ts", ".tsx"))

    assert [str(path) for path in named if {path.stem.lower(), path.parent.name.lower()} & SAY_NOTHING] == []
