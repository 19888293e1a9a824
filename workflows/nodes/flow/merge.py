"""Brings two branches together: one after the other, by a common key, or position by position.

It waits until both branches are settled; one that was not taken contributes no items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from enum import StrEnum
from typing import Any

from workflows.nodes.base import (
    MAIN,
    Category,
    Context,
    Example,
    Item,
    NodeError,
    NodeParams,
    NodeType,
    Output,
    Params,
    Port,
    identity,
    lineage,
    param,
    value_at,
)

A = "a"
B = "b"
MAX_ITEMS = 200_000  # a key that repeats on both sides multiplies: 1 000 by 1 000 equal keys are a million pairs


class Mode(StrEnum):
    APPEND = "append"
    BY_KEY = "by_key"
    BY_POSITION = "by_position"


class Join(StrEnum):
    """Which items without a partner stay."""

    INNER = "inner"
    LEFT = "left"
    OUTER = "outer"


class Prefer(StrEnum):
    """Whose value wins when both sides have a field."""

    A = "a"
    B = "b"


class Key(NodeParams):
    a: str = param(label="Field in A", expression=False, min_length=1)
    b: str = param("", label="Field in B", help="Left empty: the same name.", expression=False)


class MergeParams(NodeParams):
    mode: Mode = param(Mode.APPEND, label="Mode", expression=False)
    keys: tuple[Key, ...] = param(
        (Key(a="id"),),
        label="Match on",
        expression=False,
        min_length=1,
        max_length=20,
        show_if={"mode": [Mode.BY_KEY]},
    )
    join: Join = param(
        Join.INNER,
        label="Keep",
        help="Only pairs, all of A, or all of both.",
        expression=False,
        show_if={"mode": [Mode.BY_KEY, Mode.BY_POSITION]},
    )
    prefer: Prefer = param(
        Prefer.B, label="On a clash take", expression=False, show_if={"mode": [Mode.BY_KEY, Mode.BY_POSITION]}
    )


Pair = tuple[Item | None, Item | None]
_ORDERS = [{"id": 1, "total": 30}, {"id": 2, "total": 8}]
_CUSTOMERS = [{"id": 1, "name": "Ada"}, {"id": 3, "name": "Bo"}]


class Merge(NodeType[MergeParams]):
    key = "flow.merge"
    label = "Merge"
    category = Category.FLOW
    inputs = (Port(A, "A"), Port(B, "B"))
    params_model = MergeParams
    examples = (
        Example(
            title="One after the other",
            params={"mode": "append"},
            items={A: [{"n": 1}], B: [{"n": 2}, {"n": 3}]},
            output={MAIN: [{"n": 1}, {"n": 2}, {"n": 3}]},
        ),
        Example(
            title="Orders with their customers",
            params={"mode": "by_key", "keys": [{"a": "id"}]},
            items={A: _ORDERS, B: _CUSTOMERS},
            output={MAIN: [{"id": 1, "total": 30, "name": "Ada"}]},
        ),
        Example(
            title="All of both, matched where possible",
            params={"mode": "by_key", "keys": [{"a": "id"}], "join": "outer"},
            items={A: _ORDERS, B: _CUSTOMERS},
            output={MAIN: [{"id": 1, "total": 30, "name": "Ada"}, {"id": 2, "total": 8}, {"id": 3, "name": "Bo"}]},
        ),
        Example(
            title="First with first, second with second",
            params={"mode": "by_position", "join": "left", "prefer": "a"},
            items={A: [{"n": 1}, {"n": 2}], B: [{"n": 9, "letter": "x"}]},
            output={MAIN: [{"n": 1, "letter": "x"}, {"n": 2}]},
        ),
    )

    def run(self, params: Params[MergeParams], items: Sequence[Item], ctx: Context) -> Output:
        settings = params.once
        left, right = items, ctx.items_at(B)
        if settings.mode is Mode.APPEND:
            pairs = _one_after_the_other(left, right)
        elif settings.mode is Mode.BY_KEY:
            pairs = _by_key(left, right, settings.keys)
        else:
            pairs = _by_position(left, right)

        merged: list[Item] = []
        for a, b in pairs:
            ctx.checkpoint()
            if settings.mode is Mode.APPEND or _stays(a, b, settings.join):
                merged.append(_merged(a, b, settings.prefer))
            if len(merged) > MAX_ITEMS:
                raise NodeError(
                    f"Merging makes more than {MAX_ITEMS} items; choose a key that repeats on one side only",
                    code="TOO_MANY_ITEMS",
                )
        return Output.main(merged)


def _one_after_the_other(left: Sequence[Item], right: Sequence[Item]) -> Iterator[Pair]:
    yield from ((a, None) for a in left)
    yield from ((None, b) for b in right)


def _by_position(left: Sequence[Item], right: Sequence[Item]) -> Iterator[Pair]:
    for index in range(max(len(left), len(right))):
        yield left[index] if index < len(left) else None, right[index] if index < len(right) else None


def _by_key(left: Sequence[Item], right: Sequence[Item], keys: Sequence[Key]) -> Iterator[Pair]:
    """Every pair with equal keys, in the order of A; what found no partner alone, A's in place and B's at the end."""
    paths_a = [key.a for key in keys]
    paths_b = [key.b or key.a for key in keys]
    partners: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, b in enumerate(right):
        if (found := _key_of(b.json, paths_b)) is not None:
            partners[found].append(index)

    matched: set[int] = set()
    for a in left:
        key = _key_of(a.json, paths_a)
        indexes = partners.get(key, ()) if key is not None else ()
        matched.update(indexes)
        yield from ((a, right[index]) for index in indexes)
        if not indexes:
            yield a, None
    yield from ((None, b) for index, b in enumerate(right) if index not in matched)


def _key_of(json: Any, paths: Sequence[str]) -> Hashable | None:
    """None when a part is missing or null: nothing is not equal to nothing."""
    values = [value_at(json, path) for path in paths]
    return None if any(value is None for value in values) else tuple(identity(value) for value in values)


def _stays(a: Item | None, b: Item | None, join: Join) -> bool:
    if a is not None and b is not None:
        return True
    return join is Join.OUTER or (join is Join.LEFT and a is not None)


def _merged(a: Item | None, b: Item | None, prefer: Prefer) -> Item:
    sides = [item for item in (a, b) if item is not None]
    weaker_first = sides if prefer is Prefer.B else sides[::-1]
    json: dict[str, Any] = {}
    binary: dict[str, Any] = {}
    for item in weaker_first:
        json.update(item.json)
        binary.update(item.binary)
    return Item(json=json, binary=binary, sources=lineage(*sides))
