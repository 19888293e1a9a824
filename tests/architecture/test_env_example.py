"""`.env.example` names every setting there is, and every line of it may be taken as it stands."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from automaton.env import ROOT, Settings
from tests.architecture.sources import PRODUCT, files, text

EXAMPLE = ROOT / ".env.example"
# Read by docker-compose.yml only.
OF_COMPOSE = frozenset({"POSTGRES_PASSWORD"})
# Examples, not defaults: there is none, or it depends on something else.
WITHOUT_DEFAULT = frozenset({"DATABASE_URL", "REDIS_URL", "REDIS_CACHE_URL", "MONGODB_URL", "SECRET_KEY"})


def settings_classes() -> list[type[Settings]]:
    """Every class of settings, wherever in the product it is."""
    declares = re.compile(r"^class \w+\(\w*Settings\):", re.MULTILINE)
    modules = {
        ".".join(path.with_suffix("").parts) for path in files(*PRODUCT, "examples") if declares.search(text(path))
    }
    for module in modules:
        importlib.import_module(module)
    found, todo = [], [*Settings.__subclasses__()]
    while todo:
        each = todo.pop()
        todo += each.__subclasses__()
        found.append(each)
    return sorted((each for each in found if each.__module__ in modules), key=lambda each: each.__name__)


def variables(settings: type[Settings]) -> dict[str, str]:
    """Variable -> name of its field."""
    prefix = str(settings.model_config.get("env_prefix") or "").upper()
    return {f"{prefix}{name.upper()}": name for name in settings.model_fields}


def example() -> dict[str, str]:
    return dict(re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    known = {variable for settings in settings_classes() for variable in variables(settings)}

    assert set(example()) - OF_COMPOSE == known


def test_no_setting_is_there_twice() -> None:
    assert EXAMPLE.read_text(encoding="utf-8").count("\n#") > len(example())
    names = re.findall(r"^#([A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)

    assert len(names) == len(set(names))


@pytest.mark.parametrize("settings", settings_classes(), ids=lambda settings: settings.__name__)
def test_the_example_may_be_taken_as_it_stands(
    settings: type[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in variables(settings):
        monkeypatch.delenv(variable, raising=False)
    everything = tmp_path / "env"
    everything.write_text("\n".join(f"{name}='{value}'" for name, value in example().items()), encoding="utf-8")

    taken = settings(_env_file=everything)

    defaults = {name: field.default for name, field in settings.model_fields.items()}
    told = {
        name: getattr(taken, name)
        for variable, name in variables(settings).items()
        if variable not in WITHOUT_DEFAULT and isinstance(defaults[name], int | float | list)
    }
    assert told == {name: defaults[name] for name in told}
