"""Raw params become resolved params, or an error that names the parameter and what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.workflows.memory_context import EXECUTION, arrived
from workflows.expressions import Scope
from workflows.nodes.base import Item, NodeError, NodeParams, NodeType, Output, Params, param
from workflows.params import check_params, compile_params


class Inner(NodeParams):
    word: str = param("", label="Word")
    fixed: str = param("", label="Fixed", expression=False)


class SomeParams(NodeParams):
    max_count: int = param(1, label="Count", ge=1)
    inner: Inner = param(Inner(), label="Inner")
    many: tuple[Inner, ...] = param((), label="Many")
    free: Any = param(None, label="Free")
    by_name: dict[str, Inner] = param({}, label="By name")
    code: str = param("", label="Code", widget="code", expression=False)
    locked: tuple[Inner, ...] = param((), label="Locked", expression=False)


class SomeType(NodeType[SomeParams]):
    key = "test.some"
    label = "Some"
    params_model = SomeParams

    def run(self, params: Params[SomeParams], items: Sequence[Item], ctx: Any) -> Output:
        raise NotImplementedError


ITEMS = arrived([{"n": 1, "s": "x"}, {"n": 2, "s": "y"}])
SCOPE = Scope(execution=EXECUTION, items=ITEMS, node="Here")


def bound(raw: Mapping[str, Any], scope: Scope = SCOPE) -> Params[SomeParams]:
    return compile_params(SomeType(), raw).bind(scope)


def test_without_expressions_params_are_validated_once_and_shared() -> None:
    compiled = compile_params(SomeType(), {"maxCount": 3})
    first = compiled.bind(SCOPE)
    assert first.once.max_count == 3
    assert first.of(ITEMS[0]) is first.of(ITEMS[1]) is compiled.bind(SCOPE).once


def test_expressions_are_found_in_models_lists_and_objects() -> None:
    params = bound(
        {
            "maxCount": "{{ $json.n }}",
            "inner": {"word": "<{{ $json.s }}>"},
            "many": [{"word": "plain"}, {"word": "{{ $json.s }}"}],
            "free": {"a": [{"b": "{{ $json }}"}]},
            "byName": {"any key": {"word": "{{ $json.s }}"}},
        }
    )
    second = params.of(ITEMS[1])
    assert second.max_count == 2
    assert second.inner.word == "<y>"
    assert [inner.word for inner in second.many] == ["plain", "y"]
    assert second.free == {"a": [{"b": {"n": 2, "s": "y"}}]}
    assert second.by_name["any key"].word == "y"


def test_once_means_the_first_item_or_none() -> None:
    assert bound({"free": "{{ $json.n }}"}).once.free == 1
    assert bound({"free": "{{ $json.n }}"}, Scope(execution=EXECUTION)).once.free is None


def test_a_value_that_does_not_fit_names_parameter_item_and_what_came() -> None:
    with pytest.raises(NodeError) as raised:
        bound({"many": [{"word": "x"}], "maxCount": "{{ $json.s }}"}).of(ITEMS[1])
    error = raised.value
    assert error.code == "PARAMS"
    assert error.data == {"parameter": "maxCount", "item": 1}
    assert error.message.startswith('Parameter "maxCount" for item 1: Input should be a valid integer')
    assert error.message.endswith("It got string 'y' from {{ $json.s }}.")


def test_what_is_wrong_whatever_an_expression_answers_is_known_at_once() -> None:
    with pytest.raises(NodeError) as raised:
        compile_params(SomeType(), {"maxCount": 0, "free": "{{ $json.n }}"})
    assert raised.value.data["parameter"] == "maxCount"


@pytest.mark.parametrize(
    ("raw", "code", "path"),
    [
        ({"maxCount": "three"}, "bad_param", "maxCount"),
        ({"many": [{}, {"word": []}]}, "bad_param", "many[1].word"),
        ({"byName": {"any key": {"word": []}}}, "bad_param", 'byName["any key"].word'),
        ({"maxCont": 1}, "unknown_param", "maxCont"),
        ({"many": [{"wrod": "{{ $json.s }}"}]}, "unknown_param", "many[0].wrod"),
        ({"inner": {"word": "{{ $json. }}"}}, "expression_invalid", "inner.word"),
        ({"inner": {"fixed": "{{ $json.s }}"}}, "expression_not_allowed", "inner.fixed"),
        ({"locked": [{"word": "{{ $json.s }}"}]}, "expression_not_allowed", "locked[0].word"),
    ],
)
def test_a_problem_has_a_code_and_the_path_in_wire_form(raw: Mapping[str, Any], code: str, path: str) -> None:
    _, problems = check_params(SomeType(), raw)
    assert [(problem.code, problem.path) for problem in problems] == [(code, path)]


def test_all_problems_are_listed_not_the_first() -> None:
    _, problems = check_params(SomeType(), {"maxCount": 0, "inner": {"fixed": "{{ 1 }}"}, "other": "{{ }}"})
    assert {problem.code for problem in problems} == {
        "bad_param",
        "expression_not_allowed",
        "expression_invalid",
        "unknown_param",
    }


def test_code_is_left_alone() -> None:
    code = "return {{ a: 1 }}"
    assert bound({"code": code}).once.code == code


def test_other_nodes_are_listed_with_the_parameter_that_names_them() -> None:
    compiled = compile_params(
        SomeType(),
        {"free": ["{{ $('A').first().json.x }}"], "inner": {"word": "{{ $('B').item.json.y }} {{ $('A').all() }}"}},
    )
    assert compiled.node_names == ("A", "B")
    assert [(path, reference.node) for path, reference in compiled.references] == [
        ("free[0]", "A"),
        ("inner.word", "B"),
        ("inner.word", "A"),
    ]


def test_params_nested_without_end_are_refused() -> None:
    nested: Any = "{{ $json.n }}"
    for _ in range(10_000):
        nested = [nested]
    with pytest.raises(NodeError, match="levels deep"):
        compile_params(SomeType(), {"free": nested})


def test_a_number_becomes_text_where_text_is_asked_for() -> None:
    assert bound({"inner": {"word": "{{ $json.n }}"}}).once.inner.word == "1"
