"""Sends each item to one of two branches, by conditions on its data.

The value on the right is read as what the left one is: 5 equals the text "5", and an order is by number
wherever both sides are numbers.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
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
    as_number,
    as_text,
    identity,
    kind_of,
    param,
)

TRUE = "true"
FALSE = "false"


class Operator(StrEnum):
    EQUALS = "equals"
    NOT_EQUALS = "not_equals"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    EXISTS = "exists"
    NOT_EXISTS = "not_exists"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"


_WITH_RIGHT = tuple(Operator)[: tuple(Operator).index(Operator.EXISTS)]


class Combine(StrEnum):
    ALL = "all"
    ANY = "any"


class Condition(NodeParams):
    left: Any = param(None, label="Value", help="Usually an expression, such as {{ $json.total }}.")
    operator: Operator = param(Operator.EQUALS, label="Is", expression=False)
    right: Any = param(None, label="Compared with", show_if={"operator": _WITH_RIGHT})


class IfParams(NodeParams):
    conditions: tuple[Condition, ...] = param(label="Conditions", min_length=1, max_length=100)
    combine: Combine = param(Combine.ALL, label="True when", help="All of them hold, or any.", expression=False)
    ignore_case: bool = param(False, label="Ignore case", expression=False)


_TOTAL_OVER_100 = {"left": "{{ $json.total }}", "operator": "gt", "right": 100}


class If(NodeType[IfParams]):
    key = "flow.if"
    label = "If"
    category = Category.FLOW
    outputs = (Port(TRUE, "True"), Port(FALSE, "False"))
    params_model = IfParams
    examples = (
        Example(
            title="Large orders to one side, small ones to the other",
            params={"conditions": [_TOTAL_OVER_100]},
            items={MAIN: [{"total": 250}, {"total": 40}]},
            output={TRUE: [{"total": 250}], FALSE: [{"total": 40}]},
        ),
        Example(
            title="Large, or from a good customer",
            params={
                "combine": "any",
                "conditions": [_TOTAL_OVER_100, {"left": "{{ $json.tags }}", "operator": "contains", "right": "gold"}],
            },
            items={MAIN: [{"total": 5, "tags": ["gold"]}, {"total": 5}]},
            output={TRUE: [{"total": 5, "tags": ["gold"]}], FALSE: [{"total": 5}]},
        ),
        Example(
            title="An order between things that have none",
            params={"conditions": [{"left": "{{ $json.tags }}", "operator": "gt", "right": 3}]},
            items={MAIN: [{"tags": ["gold"]}]},
            error="NOT_COMPARABLE",
        ),
    )

    def run(self, params: Params[IfParams], items: Sequence[Item], ctx: Context) -> Output:
        branches: dict[str, list[Item]] = {TRUE: [], FALSE: []}
        for item in items:
            ctx.checkpoint()
            branch = TRUE if _holds(params.of(item)) else FALSE
            branches[branch].append(item.derive(item.json))
        return Output(branches)


def _holds(params: IfParams) -> bool:
    combined = all if params.combine is Combine.ALL else any
    return combined(_is_met(condition, params.ignore_case) for condition in params.conditions)


def _is_met(condition: Condition, ignore_case: bool) -> bool:
    left, right = condition.left, condition.right
    if ignore_case:
        left, right = _folded(left), _folded(right)
    return _MEETS[condition.operator](left, right)


def _equal(left: Any, right: Any) -> bool:
    if kind_of(left) == "number" and kind_of(right) == "string":
        right = as_number(right)
    elif kind_of(left) in ("string", "boolean") and kind_of(right) in ("string", "number", "boolean"):
        left, right = as_text(left), as_text(right)
    return identity(left) == identity(right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """By number where both sides are one, else by text (ISO dates order rightly as texts); null has no order."""

    def holds(left: Any, right: Any) -> bool:
        if left is None or right is None:
            return False
        numbers = as_number(left), as_number(right)
        if None not in numbers:
            return compare(*numbers)
        if isinstance(left, str) and isinstance(right, str):
            return compare(left, right)
        raise NodeError(
            f"This condition cannot order {kind_of(left)} and {kind_of(right)}; give it two numbers or two texts",
            code="NOT_COMPARABLE",
        )

    return holds


def _contains(left: Any, right: Any) -> bool:
    if kind_of(left) == "array":
        return any(_equal(element, right) for element in left)
    return left is not None and _text(right) in _text(left)


def _text(value: Any) -> str:
    if kind_of(value) in ("array", "object"):
        raise NodeError(f"This condition looks at a text, but {kind_of(value)} came", code="NOT_COMPARABLE")
    return as_text(value)


def _is_empty(value: Any) -> bool:
    return value is None or (kind_of(value) in ("string", "array", "object") and not value)


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    return [_folded(element) for element in value] if isinstance(value, list) else value


_MEETS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUALS: _equal,
    Operator.NOT_EQUALS: lambda left, right: not _equal(left, right),
    Operator.GT: _ordered(operator.gt),
    Operator.GTE: _ordered(operator.ge),
    Operator.LT: _ordered(operator.lt),
    Operator.LTE: _ordered(operator.le),
    Operator.CONTAINS: _contains,
    Operator.NOT_CONTAINS: lambda left, right: not _contains(left, right),
    Operator.STARTS_WITH: lambda left, right: _text(left).startswith(_text(right)),
    Operator.ENDS_WITH: lambda left, right: _text(left).endswith(_text(right)),
    Operator.EXISTS: lambda left, _: left is not None,
    Operator.NOT_EXISTS: lambda left, _: left is None,
    Operator.IS_EMPTY: lambda left, _: _is_empty(left),
    Operator.IS_NOT_EMPTY: lambda left, _: not _is_empty(left),
    Operator.IS_TRUE: lambda left, _: left is True or left == "true",
    Operator.IS_FALSE: lambda left, _: left is False or left == "false",
}
