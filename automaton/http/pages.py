"""Lists in pages by cursor: each page begins behind the last row of the one before, whatever was added since."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import Field

from automaton.errors import InvalidInput, Problem
from automaton.schema import Schema

T = TypeVar("T", bound=Schema)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a row in a list that is ordered by (time, id)."""

    at: datetime
    id: UUID

    def encode(self) -> str:
        return base64.urlsafe_b64encode(f"{self.at.isoformat()} {self.id}".encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises InvalidInput for what ``encode`` did not make."""
        try:
            at, _, row_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
            cursor = cls(datetime.fromisoformat(at), UUID(row_id))
            if cursor.at.tzinfo is None:
                raise ValueError("a time without zone")
        except (ValueError, binascii.Error) as error:
            problem = Problem(code="cursor", message="Send nextCursor of the page before, unchanged.", field="cursor")
            raise InvalidInput("The cursor is not one of ours.", problems=[problem]) from error
        return cursor


class PageQuery(Schema):
    """Which page. Lists with filters inherit it."""

    limit: Annotated[int, Field(ge=1, le=100, description="Rows a page.")] = 50
    cursor: Annotated[str | None, Field(max_length=200, description="nextCursor of the page before.")] = None

    @property
    def after(self) -> Cursor | None:
        return Cursor.decode(self.cursor) if self.cursor else None


class Page(Schema, Generic[T]):
    """Some rows, and where the next ones begin; null at the end."""

    items: list[T]
    next_cursor: str | None


def page_of(
    rows: Sequence[R], *, limit: int, document: Callable[[R], T], place: Callable[[R], Cursor], schema: type[Page[T]]
) -> Page[T]:
    """A page from up to ``limit + 1`` rows: the one too many shows that there are more."""
    shown = rows[:limit]
    next_cursor = place(shown[-1]).encode() if len(rows) > limit else None
    return schema(items=[document(row) for row in shown], next_cursor=next_cursor)
