"""The known word that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

_MOST_COMPARED = 500  # a comparison costs some 10 us
_LONGEST_COMPARED = 60


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar of ``known``; None when nothing is similar enough to be a slip of the hand."""
    folded = {candidate[:_LONGEST_COMPARED].casefold(): candidate for candidate in islice(known, _MOST_COMPARED)}
    matches = get_close_matches(word[:_LONGEST_COMPARED].casefold(), folded, n=1)
    return folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean "X"?`` or nothing, to put behind a message."""
    candidate = nearest(word, known)
    return f' Did you mean "{candidate}"?' if candidate is not None else ""
