"""What nodes ask of JSON values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.nodes.base import as_number, as_text, identity, kind_of, parse_json, value_at

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", 1),
        ("a.list.1.x", 3),
        ("a.list.9", None),
        ("a.list.-1", None),
        ("a.list.99999999999", None),
        ("dotted.key", 4),
        ("a.b.c", None),
        ("", None),
    ],
)
def test_a_dotted_path_finds_its_value_or_nothing(path: str, value: Any) -> None:
    data = {"a": {"b": 1, "list": [{"x": 2}, {"x": 3}]}, "dotted.key": 4}
    assert value_at(data, path) == value


@given(VALUES)
def test_a_value_is_identical_to_itself_and_hashable(value: Any) -> None:
    assert hash(identity(value)) == hash(identity(value))
    assert identity(value) == identity(value)


@given(VALUES, VALUES)
def test_values_of_different_kinds_are_never_identical(one: Any, other: Any) -> None:
    if kind_of(one) != kind_of(other):
        assert identity(one) != identity(other)


@given(st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_of_a_number_spells_that_number(number: float) -> None:
    assert as_number(as_text(number)) == number


@pytest.mark.parametrize("text", ["", " ", "1_000", "0x10", "1,5", "NaN", "Infinity", "1e999", "\u0663", "--1", "1 2"])
def test_what_spells_no_number_is_none(text: str) -> None:
    assert as_number(text) is None


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "1e999", "9" * 5_000, "[" * 100_000, "", "{'a': 1}"])
def test_what_is_not_json_for_everybody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)
