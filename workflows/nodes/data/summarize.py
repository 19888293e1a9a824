"""Groups items and counts, adds up or compares their fields: one item per group.

Like a pivot table: group by country, sum the totals. Without a field to group by, all items are one group.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping, Sequence
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
    identity,
    kind_of,
    lineage,
    param,
    value_at,
)

_BEYOND_INTEGERS = 2**63  # what stores and the wire hold exactly


class Operation(StrEnum):
    COUNT = "count"
    COUNT_UNIQUE = "count_unique"
    SUM = "sum"
    AVERAGE = "average"
    MIN = "min"
    MAX = "max"
    APPEND = "append"


class Aggregation(NodeParams):
    operation: Operation = param(Operation.COUNT, label="Operation", expression=False)
    field: str = param(
        "", label="Field", help="Left empty, count counts the items themselves.", expression=False, max_length=500
    )
    as_: str = param(
        "",
        label="Name of the result",
        help="Left empty: operation and field, such as sum_total.",
        alias="as",
        expression=False,
        max_length=500,
    )

    @property
    def name(self) -> str:
        return self.as_ or "_".join(part for part in (self.operation.value, _flat(self.field)) if part)


class SummarizeParams(NodeParams):
    group_by: tuple[str, ...] = param((), label="Group by", help="Fields, with dots.", expression=False, max_length=20)
    aggregations: tuple[Aggregation, ...] = param(
        (Aggregation(),), label="Summaries", expression=False, min_length=1, max_length=100
    )


class Summarize(NodeType[SummarizeParams]):
    key = "data.summarize"
    label = "Summarize"
    category = Category.DATA
    params_model = SummarizeParams
    examples = (
        Example(
            title="How many",
            params={},
            items={MAIN: [{"n": 1}, {"n": 2}]},
            output={MAIN: [{"count": 2}]},
        ),
        Example(
            title="Sales by country",
            params={
                "groupBy": ["customer.country"],
                "aggregations": [
                    {"operation": "count", "as": "orders"},
                    {"operation": "sum", "field": "total"},
                    {"operation": "max", "field": "total", "as": "largest"},
                ],
            },
            items={
                MAIN: [
                    {"customer": {"country": "NO"}, "total": 10},
                    {"customer": {"country": "FR"}, "total": 5},
                    {"customer": {"country": "NO"}, "total": 2.5},
                ]
            },
            output={
                MAIN: [
                    {"customer_country": "NO", "orders": 2, "sum_total": 12.5, "largest": 10},
                    {"customer_country": "FR", "orders": 1, "sum_total": 5, "largest": 5},
                ]
            },
        ),
        Example(
            title="A sum over a text is refused, not guessed",
            params={"aggregations": [{"operation": "sum", "field": "total"}]},
            items={MAIN: [{"total": "12 EUR"}]},
            error="NOT_A_NUMBER",
        ),
    )

    def run(self, params: Params[SummarizeParams], items: Sequence[Item], ctx: Context) -> Output:
        settings = params.once
        groups: dict[Hashable, list[Item]] = {}
        for item in items:
            ctx.checkpoint()
            key = tuple(identity(value_at(item.json, path)) for path in settings.group_by)
            groups.setdefault(key, []).append(item)
        return Output.main([_summary(group, settings, ctx) for group in groups.values()])


def _summary(group: Sequence[Item], settings: SummarizeParams, ctx: Context) -> Item:
    ctx.checkpoint()
    json: dict[str, Any] = {_flat(path): value_at(group[0].json, path) for path in settings.group_by}
    for aggregation in settings.aggregations:
        json[aggregation.name] = _aggregated(aggregation, group)
    return Item(json=json, sources=lineage(*group))


def _aggregated(aggregation: Aggregation, group: Sequence[Item]) -> Any:
    if aggregation.operation is Operation.COUNT and not aggregation.field:
        return len(group)
    values = [value for item in group if (value := _value(item.json, aggregation.field)) is not None and value != ""]
    match aggregation.operation:
        case Operation.COUNT:
            return len(values)
        case Operation.COUNT_UNIQUE:
            return len({identity(value) for value in values})
        case Operation.APPEND:
            return values
        case Operation.MIN | Operation.MAX:
            return _extreme(values, aggregation)
        case _:
            return _total(values, aggregation)


def _value(json: Mapping[str, Any], field: str) -> Any:
    return value_at(json, field) if field else json


def _total(values: Sequence[Any], aggregation: Aggregation) -> int | float | None:
    """Sum or average; a sum of whole numbers stays whole, one of fractions is correctly rounded."""
    for value in values:
        if kind_of(value) != "number":
            raise NodeError(
                f'{aggregation.operation} of "{aggregation.field}" needs numbers, but {kind_of(value)} came: '
                f"{str(value)[:80]}; turn it into a number with Set fields",
                code="NOT_A_NUMBER",
            )
    if aggregation.operation is Operation.AVERAGE and not values:
        return None
    try:
        total = sum(values) if all(isinstance(value, int) for value in values) else math.fsum(values)
        if aggregation.operation is Operation.AVERAGE:
            return total / len(values)
        return total if abs(total) < _BEYOND_INTEGERS else float(total)
    except OverflowError:
        raise NodeError(
            f'{aggregation.operation} of "{aggregation.field}" is too large a number', code="NOT_A_NUMBER"
        ) from None


def _extreme(values: Sequence[Any], aggregation: Aggregation) -> Any:
    """The least or greatest of numbers, or of texts (ISO dates order rightly); None of nothing."""
    kinds = {kind_of(value) for value in values}
    if len(kinds) > 1 or not kinds <= {"number", "string"}:
        raise NodeError(
            f'{aggregation.operation} of "{aggregation.field}" needs only numbers or only texts, '
            f"but came: {', '.join(sorted(kinds))}",
            code="NOT_COMPARABLE",
        )
    if not values:
        return None
    return min(values) if aggregation.operation is Operation.MIN else max(values)


def _flat(path: str) -> str:
    """``customer.country`` as one field name."""
    return re.sub(r"[.\s\[\]]+", "_", path)
