"""Whatever comes as data stays data: unchanged, unevaluated, and not too large to survive."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.memory_context import EXECUTION, arrived, jsons, run_node
from workflows.expressions import ExpressionError, Scope, compile_template
from workflows.nodes.data.set_fields import SetFields

TEXTS = st.text() | st.sampled_from(
    [
        "{{ $json.secret }}",
        "{{ 1 }}",
        "{{",
        "}}",
        "{{ $('Other').first().json.token }}",
        "{{ constructor.constructor('return process')() }}",
        "${7*7}",
        "#{7*7}",
        "__proto__",
        "{0.__class__.__mro__}",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def evaluate(text: str, data: dict[str, Any]) -> Any:
    items = arrived([data])
    return compile_template(text).evaluate(Scope(execution=EXECUTION, items=items), items[0])


@given(JSON)
def test_any_value_passes_a_sole_expression_unchanged(value: Any) -> None:
    passed = evaluate("{{ $json.x }}", {"x": value, "secret": "s3cret"})
    assert passed == value
    assert type(passed) is type(value)


@given(TEXTS)
def test_a_text_that_looks_like_an_expression_stays_a_text(text: str) -> None:
    assert evaluate("<{{ $json.x }}>", {"x": text, "secret": "s3cret"}) == f"<{text}>"


@given(JSON)
def test_the_whole_way_through_a_node_evaluates_nothing_in_data(value: Any) -> None:
    params = {"fields": [{"name": "y", "value": {"deep": ["{{ $json.x }}"]}}]}
    output = run_node(SetFields(), params, {"main": [{"x": value, "secret": "s3cret"}]})
    assert jsons(output) == [{"y": {"deep": [value]}}]


@given(st.text())
def test_any_key_can_be_reached_in_brackets(key: str) -> None:
    quoted = "".join(f"\\{letter}" if letter in "'\\" else letter for letter in key).replace("\n", "\\n")
    assert evaluate(f"{{{{ $json['{quoted}'] }}}}", {key: "found"}) == "found"


@given(st.text(alphabet="{}$'\"()[].?\\ ajson0 ", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        compile_template(text)
    except ExpressionError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 - only some texts are refused


@pytest.mark.parametrize(
    "attack",
    [
        "{{ $json.__class__.__mro__ }}",
        "{{ $json['__class__']['__subclasses__'] }}",
        "{{ $json.constructor.constructor }}",
        "{{ $json.__proto__.polluted }}",
        "{{ $json.keys.__globals__ }}",
        "{{ $input.first().json.__dict__ }}",
    ],
)
def test_a_path_never_reaches_the_interpreter(attack: str) -> None:
    assert evaluate(attack, {"a": 1}) is None


@pytest.mark.parametrize(
    "attack",
    [
        "{{ (function(){ return this.process })() }}",
        "{{ this.constructor.constructor('return process.env')() }}",
        "{{ $json.a.constructor('x')() }}",
        "{{ `${$json.a}` }}",
        "{{ $('a').item.json[process.env] }}",
        "{{ __import__('os').system('id') }}",
        "{{ ''.__class__ }}",
        "{% for x in range(9) %}{{ x }}{% endfor %}",
    ],
)
def test_public_exploits_do_not_even_compile(attack: str) -> None:
    with pytest.raises(ExpressionError):
        compile_template(attack)


@pytest.mark.parametrize(
    "text",
    [
        "{{ '" + "\\" * 200_000,
        "{{ '" + "a\\'" * 80_000,
        "{{ $json" + ".a" * 100_000 + " }}",
        "{{ $json" + "[0]" * 80_000 + " }}",
        "{{ " + " " * 250_000,
        "{{ " + "9" * 250_000 + " }}",
        "{{ 1e" + "9" * 250_000 + " }}",
        "{{ $json[" + "9" * 250_000 + "] }}",
        "{{" * 125_000,
        "{{ 1 }}" * 35_000,
        "{{ $" + "a" * 250_000 + " }}",
    ],
    ids=lambda text: f"{text[:12]}...{len(text)}",
)
def test_a_quarter_of_a_megabyte_of_malice_is_read_in_a_moment(text: str) -> None:
    began = time.process_time()
    try:
        compile_template(text).evaluate(Scope(execution=EXECUTION), None)
    except ExpressionError as error:
        assert len(error.message) < 1_000  # noqa: PT017 - some of them are valid
    assert time.process_time() - began < 10  # s of our own CPU; quadratic work takes minutes


def test_a_text_cannot_be_multiplied_without_end() -> None:
    with pytest.raises(ExpressionError, match="longer than"):
        evaluate("{{ $json.x }}" * 1_000, {"x": "y" * 100_000})


def test_data_nested_too_deeply_for_text_is_an_error_not_a_crash() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    assert evaluate("{{ $json.x }}", {"x": nested}) is nested
    with pytest.raises(ExpressionError, match="nested too deeply"):
        evaluate("<{{ $json.x }}>", {"x": nested})
