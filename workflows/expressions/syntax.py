"""The grammar: what is written between ``{{`` and ``}}``, read into a ``Path`` or a ``Literal``.

    expression  = literal | "$json" keys | "$itemIndex" | "$now" | "$today"
                | "$execution" "." field | "$workflow" "." field
                | "$input" choice keys | "$(" string ")" choice keys
    choice      = ".item" | ".first()" | ".last()" | ".all()" | ".isExecuted"     (the calls take a port name)
    keys        = { "." name | "?." name | "[" whole number "]" | "[" string "]" }
    literal     = number | string | "true" | "false" | "null" | "undefined"

It is a subset of JavaScript and means the same there. Reading is one pass without backtracking.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Never

from workflows.expressions.errors import SYNTAX, VARIABLE, Unresolved
from workflows.nearest import did_you_mean

OPEN, CLOSE = "{{", "}}"
FIELDS = {"$execution": ("id", "mode", "startedAt"), "$workflow": ("id", "name")}
VARIABLES = ("$json", "$input", "$itemIndex", "$now", "$today", *FIELDS)
ONE = ("item", "first", "last")  # choices that are an item, followed by json or binary
CHOICES = (*ONE, "all", "isExecuted")
CALLS = ("first", "last", "all")
PARTS = ("json", "binary")

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[^\W\d][\w$]*")
_VARIABLE = re.compile(r"\$\w*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_INDEX = re.compile(r"\d{1,9}", re.ASCII)
_STRING = re.compile(r"""(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')""")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_LONGEST_INTEGER = 15  # digits; JavaScript's numbers are exact so far


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written out."""

    value: Any


@dataclass(frozen=True, slots=True)
class Path:
    """A variable, for some of them the choice among its items, and the keys into what that gives."""

    variable: str  # one of VARIABLES, or "$" for another node
    position: int
    node: str | None = None
    choice: str | None = None
    port: str | None = None
    keys: tuple[str | int, ...] = ()


def read_expression(text: str, start: int) -> tuple[Literal | Path, int]:
    """Read from behind ``{{`` up to ``}}``; answers the expression and the position behind it. Raises Unresolved."""
    reader = _Reader(text, start)
    expression = reader.expression()
    reader.close()
    return expression, reader.position


class _Reader:
    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        self.space()

    # ------------------------------------------------------------ the grammar

    def expression(self) -> Literal | Path:
        if self.text.startswith(CLOSE, self.position):
            self.fail("There is nothing between {{ and }}.")
        if self.text.startswith("$", self.position):
            return self.path()
        return self.literal()

    def literal(self) -> Literal:
        if (text := self.string()) is not None:
            return Literal(text)
        if number := self.take(_NUMBER):
            is_exact = number.lstrip("-").isdigit() and len(number) <= _LONGEST_INTEGER
            value = int(number) if is_exact else float(number)
            return Literal(value) if math.isfinite(value) else self.fail("The number is too large.")
        start = self.position
        word = self.take(_NAME)
        if word in _WORDS:
            return Literal(_WORDS[word])
        self.position = start
        if word and f"${word}" in VARIABLES:
            self.fail(f'Unknown variable "{word}". Did you mean "${word}"?', VARIABLE)
        return self.fail_beyond()

    def path(self) -> Path:
        start = self.position
        variable = self.take(_VARIABLE) or "$"
        if variable == "$":
            name = self.node_name()
            choice, port = self.choice(f"$('{name}')")
            return Path("$", start, node=name, choice=choice, port=port, keys=self.keys_of(choice))
        if variable == "$input":
            choice, _ = self.choice("$input")
            return Path(variable, start, choice=choice, keys=self.keys_of(choice))
        if variable not in VARIABLES:
            self.position = start
            self.fail(f'Unknown variable "{variable}".{did_you_mean(variable, VARIABLES)}', VARIABLE)
        if variable in FIELDS:
            self.dot()
            return Path(variable, start, keys=(self.one_of(FIELDS[variable], variable),))
        return Path(variable, start, keys=self.keys() if variable == "$json" else ())

    def node_name(self) -> str:
        self.expect("(", "A node is named like this: $('Name').")
        name = self.string()
        if name is None:
            self.fail("A node is named in quotes: $('Name').")
        self.expect(")", "A node is named like this: $('Name').")
        return name

    def choice(self, of: str) -> tuple[str, str | None]:
        """The choice and the port it was asked of."""
        if not self.dot():
            self.fail(f"Say which item: {of}.item, .first(), .last() or .all().")
        choice = self.one_of(CHOICES if of != "$input" else CHOICES[:-1], of)
        if choice not in CALLS:
            return choice, None
        self.expect("(", f"{choice} is called: {of}.{choice}().")
        port = self.string()
        self.expect(")", f"{choice} takes at most the name of a port: {of}.{choice}('main').")
        return choice, port

    def keys_of(self, choice: str) -> tuple[str | int, ...]:
        """The keys behind a choice; behind a single item, json or binary comes first."""
        start = self.position
        keys = self.keys()
        if choice in ONE and keys and keys[0] not in PARTS:
            self.position = start
            self.fail(f"An item has json and binary. Did you mean .{choice}{'()' * (choice in CALLS)}.json.{keys[0]}?")
        return keys

    def keys(self) -> tuple[str | int, ...]:
        found: list[str | int] = []
        while True:
            if self.take_text("?.[") or self.take_text("["):
                found.append(self.bracket())
            elif self.dot():
                found.append(self.name())
            else:
                return tuple(found)

    def bracket(self) -> str | int:
        self.space()
        key: str | int | None = self.string()
        if key is None:
            index = self.take(_INDEX)
            if index is None:
                self.fail("In brackets stands a whole number from 0 up, or a name in quotes.")
            key = int(index)
        self.expect("]", 'A bracket is closed with "]".')
        return key

    def close(self) -> None:
        self.space()
        if self.take_text(CLOSE):
            return
        if self.position >= len(self.text):
            self.fail('The expression is not closed with "}}".')
        self.fail_beyond()

    # ------------------------------------------------------------ the letters

    def take(self, pattern: re.Pattern[str]) -> str | None:
        match = pattern.match(self.text, self.position)
        if match is None:
            return None
        self.position = match.end()
        return match[0]

    def take_text(self, text: str) -> bool:
        if not self.text.startswith(text, self.position):
            return False
        self.position += len(text)
        return True

    def space(self) -> None:
        self.take(_SPACE)

    def dot(self) -> bool:
        return self.take_text(".") or self.take_text("?.")

    def name(self) -> str:
        name = self.take(_NAME)
        if name is None:
            self.fail('Behind a dot stands a name; one with spaces or signs is written ["like this"].')
        if self.text.startswith("(", self.position):
            self.fail_beyond()
        return name

    def one_of(self, words: Sequence[str], of: str) -> str:
        start = self.position
        word = self.take(_NAME) or ""
        if word not in words:
            self.position = start
            self.fail(f'{of} has no "{word}"; it has {", ".join(words)}.', VARIABLE)
        return word

    def string(self) -> str | None:
        self.space()
        match = _STRING.match(self.text, self.position)
        if match is None:
            return None
        self.position = match.end()
        self.space()
        return _ESCAPE.sub(_unescaped, match[1] if match[1] is not None else match[2])

    def expect(self, text: str, otherwise: str) -> None:
        self.space()
        if not self.take_text(text):
            self.fail(otherwise)

    def fail(self, reason: str, code: str = SYNTAX) -> Never:
        raise Unresolved(reason, code=code, position=self.position)

    def fail_beyond(self) -> Never:
        self.fail("Only a plain path or a single value can stand here, such as $json.name: no operators, no functions.")


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _ESCAPED.get(match[2], match[2])
