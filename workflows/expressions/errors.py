"""What can be wrong with an expression, and where."""

from __future__ import annotations

from workflows.nodes.base import NodeError

SYNTAX = "EXPRESSION_SYNTAX"  # it is not written as the language asks
VARIABLE = "EXPRESSION_VARIABLE"  # it names a $variable that does not exist
NODE = "EXPRESSION_NODE"  # it names a node that does not exist or has no output
LINEAGE = "EXPRESSION_LINEAGE"  # no single item of that node belongs to the current one
SIZE = "EXPRESSION_SIZE"  # what it makes is too large

_LONGEST_QUOTE = 120
_LONGEST_REASON = 400


class Unresolved(Exception):
    """Raised inside the language, where the place is not known; ``ExpressionError`` is what leaves it."""

    def __init__(self, reason: str, *, code: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = _cut(reason)  # it may quote a name that somebody made very long
        self.code = code
        self.position = position


class ExpressionError(NodeError):
    """An expression that is wrong or has no value, with its place.

    ``reason`` is the bare sentence, for where the place is shown otherwise; ``position`` counts characters
    from the beginning of the parameter's text.
    """

    def __init__(
        self,
        reason: str,
        *,
        code: str,
        text: str,
        position: int,
        parameter: str = "",
        node: str = "",
        item: int | None = None,
    ) -> None:
        place = [f'node "{node}"' if node else "", f'parameter "{parameter}"' if parameter else ""]
        place += [f"item {item}" if item is not None else "", f"position {position}"]
        quoted = _cut(text, _LONGEST_QUOTE)
        super().__init__(
            f"{reason} ({', '.join(part for part in place if part)} in: {quoted})",
            code=code,
            node=node,
            parameter=parameter,
            item=item,
            position=position,
            expression=quoted,
        )
        self.reason = reason
        self.position = position


def _cut(text: str, length: int = _LONGEST_REASON) -> str:
    return text if len(text) <= length else f"{text[:length]}..."
