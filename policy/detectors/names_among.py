"""
Names in a row of things: `iris, roos, lelie en viola` are flowers.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span

_DOUBLE = Is.WORD | Is.LOWER_WORD | Is.PLACE
_LINKS = frozenset({"en", "of", "et", "ou", "and", "or"})
_MOST = 8
"""Items on each side that are looked at."""
_FEW = 3
"""Fewer items are no row."""


def is_among_things(reading: Reading, span: Span) -> bool:
    """Whether a single name stands in a row of ordinary words, and could be one of them."""
    if span.last > span.first:
        return False
    row = [span.first, *_items(reading, span.first, 1), *_items(reading, span.first, -1)]
    if len(row) < _FEW:
        return False
    flags = [reading.words.flags[i] for i in row]
    plain = sum(bool(some & Is.WORD) and not some & Is.NAME for some in flags)
    names = sum(bool(some & Is.NAME) and not some & _DOUBLE for some in flags)
    if flags[0] & _DOUBLE:
        return plain > names
    return not reading.words[span.first].is_capital and plain > 1 and plain > names


def _items(reading: Reading, i: int, step: int) -> Iterator[int]:
    """The items of one word after (or before) the one at `i`."""
    for _ in range(_MOST):
        after = _next(reading, i, step)
        if after is None:
            return
        beyond = after + step
        alone = not 0 <= beyond < len(reading.words) or _between(reading, after, step).strip(" ")
        if not alone and reading.words.lowers[beyond] not in _LINKS:
            return
        yield after
        i = after


def _between(reading: Reading, i: int, step: int) -> str:
    return reading.gap(i if step > 0 else i - 1)


def _next(reading: Reading, i: int, step: int) -> int | None:
    after = i + step
    if not 0 <= after < len(reading.words):
        return None
    gap = _between(reading, i, step)
    if gap == ", " and reading.words.lowers[after] not in _LINKS:
        return after
    beyond = after + step
    linked = gap in {" ", ", "} and reading.words.lowers[after] in _LINKS
    if not linked or not 0 <= beyond < len(reading.words):
        return None
    return beyond if _between(reading, after, step) in {" ", ", "} else None
