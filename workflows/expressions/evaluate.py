"""From a ``Path`` to the function that finds its value.

Data is only ever looked into, key by key: no attribute of a Python object, no method and no text that came
as data is ever reached or run. What is not there is null, as ``undefined`` is in JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from workflows.expressions.errors import NODE, Unresolved
from workflows.expressions.lineage import ancestor
from workflows.expressions.scope import Scope
from workflows.expressions.syntax import Literal, Path
from workflows.nearest import did_you_mean
from workflows.nodes.base import Item

Evaluator = Callable[[Scope, Item | None], Any]


def evaluator(expression: Literal | Path) -> Evaluator:
    """A function of the scope and the current item. It raises Unresolved."""
    if isinstance(expression, Literal):
        value = expression.value
        return lambda _scope, _item: value
    if expression.variable == "$json":
        return _of_current(expression.keys)
    find = _finder(expression)
    return _with_keys(find, expression.keys)


def _of_current(keys: Sequence[str | int]) -> Evaluator:
    """The fast path: nine of ten expressions are ``$json`` and keys."""

    def find(_scope: Scope, item: Item | None) -> Any:
        if item is None:
            return None
        value: Any = item.json
        for key in keys:
            # The exact type first: it is what JSON makes, and a tenth of the cost of asking for Mapping.
            value = value.get(key) if type(value) is dict and type(key) is str else _entry(value, key)
        return value

    return find


def _with_keys(find: Evaluator, keys: Sequence[str | int]) -> Evaluator:
    def find_and_enter(scope: Scope, item: Item | None) -> Any:
        value = find(scope, item)
        for key in keys:
            value = _entry(value, key)
        return _shown(value)

    return find_and_enter


def _finder(path: Path) -> Evaluator:
    if path.variable == "$":
        return _other_node(path)
    if path.variable == "$input":
        choice = path.choice
        return lambda scope, item: item if choice == "item" else _chosen(choice, scope.items)
    return _SIMPLE[path.variable]


def _other_node(path: Path) -> Evaluator:
    name, choice, port = path.node or "", path.choice, path.port

    def find(scope: Scope, item: Item | None) -> Any:
        if choice == "item":
            return ancestor(scope, item, name)
        outputs = scope.outputs(name)
        if choice == "isExecuted":
            return bool(outputs)
        if not outputs:
            raise Unresolved(f'"{name}" has no output: it was skipped, or has not run.', code=NODE)
        if port is None:
            return _chosen(choice, scope.all_items(name))
        if port not in outputs:
            known = did_you_mean(port, outputs) or f" It has {', '.join(outputs)}."
            raise Unresolved(f'"{name}" has no output port "{port}".{known}', code=NODE)
        return _chosen(choice, outputs[port])

    return find


def _chosen(choice: str | None, items: Sequence[Item]) -> Item | Sequence[Item] | None:
    if choice == "all":
        return items
    if not items:
        return None
    return items[0] if choice == "first" else items[-1]


def _entry(value: Any, key: str | int) -> Any:
    """``value[key]`` as JavaScript has it for JSON: by key in objects, by index and ``length`` in arrays and texts."""
    if isinstance(value, Mapping):
        return value.get(key if isinstance(key, str) else str(key))
    if isinstance(value, Item):
        return {"json": value.json, "binary": value.binary}.get(str(key))
    if isinstance(value, str | list | tuple):
        if key == "length":
            return len(value) if not isinstance(value, str) else len(value.encode("utf-16-le", "surrogatepass")) // 2
        index = _index(key)
        return value[index] if index is not None and index < len(value) else None
    return None


def _index(key: str | int) -> int | None:
    if isinstance(key, int):
        return key
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else None


def _shown(value: Any) -> Any:
    """Items, when the path ends on them, as JSON."""
    if isinstance(value, Item):
        return {"json": value.json, "binary": value.binary}
    if isinstance(value, list | tuple) and value and isinstance(value[0], Item):
        return [_shown(item) for item in value]
    return value


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_SIMPLE: Mapping[str, Evaluator] = {
    "$itemIndex": lambda scope, item: scope.index_of(item),
    "$now": lambda scope, _: _iso(scope.now),
    "$today": lambda scope, _: _iso(scope.now.replace(hour=0, minute=0, second=0, microsecond=0)),
    "$workflow": lambda scope, _: {"id": scope.execution.workflow_id, "name": scope.execution.workflow_name},
    "$execution": lambda scope, _: {
        "id": scope.execution.id,
        "mode": scope.execution.mode,
        "startedAt": _iso(scope.execution.started_at),
    },
}
