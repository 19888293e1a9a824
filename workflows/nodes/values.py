"""What one asks of a JSON value: its kind, its text, its number, its identity, the value at a path in it.

Numbers are printed as JavaScript prints them, because that is what expressions promise.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Hashable, Mapping
from typing import Any, Literal

Kind = Literal["null", "boolean", "number", "string", "array", "object"]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LONGEST_NUMBER = 400  # characters; no finite double needs more
_LONGEST_INTEGER = 19  # characters; longer ones do not fit the 64 bits that stores and the wire have
_INTEGRAL_BELOW = 1e21  # from here on JavaScript prints an exponent
_DECIMAL_FROM = 1e-6  # below this JavaScript prints an exponent, Python already below 1e-4


def kind_of(value: Any) -> Kind:
    """The JSON name of the value's type, for conditions and for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, Mapping) else "array"


def as_text(value: Any) -> str:
    """The value inside a text: null is nothing, objects and arrays are JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number_text(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dict)


def as_number(value: Any) -> int | float | None:
    """The number that ``value`` is or spells; None when it is neither, or not finite."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return None
    text = value.strip()
    spelled = _NUMBER.fullmatch(text)
    if spelled is None:
        return None
    try:
        return _whole(text) if "." not in text and spelled[3] is None else _fraction(text)
    except ValueError:
        return None


def parse_json(text: str | bytes) -> Any:
    """JSON as everything behind us takes it: no NaN, no infinity, integers beyond 64 bits rounded as JavaScript does.

    Raises ValueError, also for what is nested too deeply.
    """
    try:
        return json.loads(text, parse_int=_whole, parse_float=_fraction, parse_constant=_refused)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def identity(value: Any) -> Hashable:
    """Equal exactly for values that are the same JSON: 1 is 1.0 but neither true nor "1"; key order does not count."""
    kind = kind_of(value)
    if kind == "array":
        return kind, tuple(identity(element) for element in value)
    if kind == "object":
        return kind, frozenset((key, identity(entry)) for key, entry in value.items())
    return kind, value


def value_at(data: Any, path: str) -> Any:
    """The value at a dotted path (``"customer.orders.0.id"``), None where there is none.

    A key that itself holds the dots wins over the path through them.
    """
    if isinstance(data, Mapping) and path in data:
        return data[path]
    for key in path.split("."):
        if isinstance(data, Mapping):
            data = data.get(key)
        elif isinstance(data, list | tuple) and key.isascii() and key.isdigit():
            data = data[int(key)] if len(key) < 10 and int(key) < len(data) else None
        else:
            return None
    return data


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_INTEGER else _fraction(text)


def _fraction(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _number_text(number: float) -> str:
    if number.is_integer() and abs(number) < _INTEGRAL_BELOW:
        return str(int(number))
    text = repr(number)
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    if _DECIMAL_FROM <= abs(number) < 1:
        digits = len(mantissa.replace("-", "").replace(".", ""))
        return f"{number:.{digits - 1 - int(exponent)}f}"
    return f"{mantissa}e{int(exponent):+d}"
