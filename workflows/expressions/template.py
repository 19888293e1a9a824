"""A text with ``{{ expressions }}`` in it: read once, evaluated for each item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workflows.expressions.errors import SIZE, ExpressionError, Unresolved
from workflows.expressions.evaluate import Evaluator, evaluator
from workflows.expressions.scope import Scope
from workflows.expressions.syntax import OPEN, Literal, Path, read_expression
from workflows.nodes.base import Item, as_text

MAX_TEXT_CHARS = 10_000_000
_LONGEST_REMEMBERED = 500  # characters; keeps what is remembered below some ten megabytes


@dataclass(frozen=True, slots=True)
class Reference:
    """Another node that an expression names, and where in the text."""

    node: str
    position: int


@dataclass(frozen=True, slots=True)
class _Expression:
    position: int
    evaluate: Evaluator


class Template:
    """A compiled text. A sole expression keeps its type; among other text, values become text."""

    __slots__ = ("_parts", "_sole", "parameter", "references", "text")

    def __init__(
        self, text: str, parameter: str, parts: tuple[str | _Expression, ...], references: tuple[Reference, ...]
    ):
        self.text = text
        self.parameter = parameter
        self.references = references
        self._parts = parts
        self._sole = parts[0] if len(parts) == 1 and isinstance(parts[0], _Expression) else None

    def evaluate(self, scope: Scope, item: Item | None) -> Any:
        """The value for ``item``; None stands for no item at all. Raises ExpressionError."""
        if self._sole is not None:
            return self._value(self._sole, scope, item)
        texts: list[str] = []
        length = 0
        for part in self._parts:
            text = part if isinstance(part, str) else self._text(part, scope, item)
            texts.append(text)
            length += len(text)
            if length > MAX_TEXT_CHARS:
                reason = f"The text becomes longer than {MAX_TEXT_CHARS} characters."
                raise self._error(Unresolved(reason, code=SIZE), 0, scope, item)
        return "".join(texts)

    def _value(self, part: _Expression, scope: Scope, item: Item | None) -> Any:
        try:
            return part.evaluate(scope, item)
        except Unresolved as error:
            raise self._error(error, part.position, scope, item) from None

    def _text(self, part: _Expression, scope: Scope, item: Item | None) -> str:
        try:
            return as_text(self._value(part, scope, item))
        except RecursionError:
            error = Unresolved("The value is nested too deeply to become text.", code=SIZE)
            raise self._error(error, part.position, scope, item) from None

    def _error(self, error: Unresolved, position: int, scope: Scope, item: Item | None) -> ExpressionError:
        return ExpressionError(
            error.reason,
            code=error.code,
            text=self.text,
            position=position,
            parameter=self.parameter,
            node=scope.node,
            item=scope.index_of(item),
        )


def is_template(text: str) -> bool:
    """Whether there is anything to evaluate in ``text``."""
    return OPEN in text


def compile_template(text: str, *, parameter: str = "") -> Template:
    """Read ``text``; ``parameter`` is the path of the parameter it stands in, for messages. Raises ExpressionError."""
    read = _read if len(text) <= _LONGEST_REMEMBERED else _read.__wrapped__
    try:
        parts, references = read(text)
    except Unresolved as error:
        raise ExpressionError(
            error.reason, code=error.code, text=text, position=error.position or 0, parameter=parameter
        ) from None
    return Template(text, parameter, parts, references)


@lru_cache(maxsize=10_000)  # every save of a draft reads the same texts again
def _read(text: str) -> tuple[tuple[str | _Expression, ...], tuple[Reference, ...]]:
    pieces = tuple(_pieces(text))
    parts = tuple(piece if isinstance(piece, str) else _Expression(piece[0], evaluator(piece[1])) for piece in pieces)
    paths = [piece[1] for piece in pieces if not isinstance(piece, str)]
    references = tuple(
        Reference(path.node, path.position) for path in paths if isinstance(path, Path) and path.node is not None
    )
    return parts, references


def _pieces(text: str) -> Iterator[str | tuple[int, Literal | Path]]:
    """Plain text, and expressions with the position of their ``{{``."""
    position = 0
    while (start := text.find(OPEN, position)) >= 0:
        if start > position:
            yield text[position:start]
        expression, position = read_expression(text, start + len(OPEN))
        yield start, expression
    if position < len(text):
        yield text[position:]
