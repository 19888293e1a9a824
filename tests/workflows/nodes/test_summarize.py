"""What counts, what is left out, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.memory_context import jsons, run_node
from workflows.nodes.base import NodeError
from workflows.nodes.data.summarize import Summarize


def summary(values: list[Any], operation: str) -> Any:
    aggregation = {"operation": operation, "field": "v", "as": "r"}
    return jsons(run_node(Summarize(), {"aggregations": [aggregation]}, {"main": [{"v": v} for v in values]}))[0]["r"]


@pytest.mark.parametrize(
    ("operation", "values", "result"),
    [
        ("count", [1, None, "", 0, False], 3),
        ("count_unique", [1, 1.0, "1", True, None], 3),
        ("sum", [0.1] * 10, 1.0),
        ("sum", [1, 2, None], 3),
        ("sum", [None], 0),
        ("sum", [2**62, 2**62], 2.0**63),
        ("average", [1, 2], 1.5),
        ("average", [None], None),
        ("min", ["2026-02-01", "2026-01-31"], "2026-01-31"),
        ("max", [3, 20.5], 20.5),
        ("max", [None], None),
        ("append", [1, None, {"a": 1}], [1, {"a": 1}]),
    ],
)
def test_an_operation(operation: str, values: list[Any], result: Any) -> None:
    found = summary(values, operation)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("operation", "values", "code"),
    [
        ("sum", [1, "2"], "NOT_A_NUMBER"),
        ("sum", [True], "NOT_A_NUMBER"),
        ("average", [10**400, 1], "NOT_A_NUMBER"),
        ("sum", [1e308, 1e308], "NOT_A_NUMBER"),
        ("min", [1, "2"], "NOT_COMPARABLE"),
        ("max", [{}], "NOT_COMPARABLE"),
    ],
)
def test_what_cannot_be_summarized_is_refused(operation: str, values: list[Any], code: str) -> None:
    with pytest.raises(NodeError) as raised:
        summary(values, operation)
    assert raised.value.code == code


def test_groups_come_in_the_order_they_first_appear_and_true_is_not_one() -> None:
    items: list[dict[str, Any]] = [{"k": "b"}, {"k": 1}, {"k": True}, {}, {"k": "b"}, {"k": None}]
    output = run_node(Summarize(), {"groupBy": ["k"]}, {"main": items})
    assert jsons(output) == [
        {"k": "b", "count": 2},
        {"k": 1, "count": 1},
        {"k": True, "count": 1},
        {"k": None, "count": 2},
    ]
    assert [len(item.sources) for item in output.ports["main"]] == [2, 1, 1, 2]


def test_no_items_make_no_groups() -> None:
    assert jsons(run_node(Summarize(), {}, {"main": []})) == []
