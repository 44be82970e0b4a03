"""
Names typed without capitals: they need more around them.
"""

from __future__ import annotations

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span

AMBIGUOUS = Is.WORD | Is.PLACE | Is.DATE
"""A name that is something else as well."""
NOT_A_NAME = Is.TITLE | Is.ROLE | Is.PUBLIC | Is.GREETING | Is.SIGN_OFF
"""What stands before a name, and seldom is one."""
MIN_LOWER = 3
_FULL = 0.9
_ALONE = 0.75


def lower_case(reading: Reading, i: int, *, cued: bool = False) -> Span | None:
    """`jef janssens`, `an van den eynde`: typed in a hurry."""
    word = reading.words[i]
    if not word.flags & Is.FIRST or word.flags & Is.PARTICLE or word.is_capital:
        return None
    last = reading.grown(i)
    plain = word.flags & (AMBIGUOUS | NOT_A_NAME)
    rest = reading.words[i + 1 : last + 1]
    if rest and any(w.is_capital for w in rest):
        return None
    sure = not plain or (_is_full_family(reading, i, last) and (cued or _addressed(reading, i)))
    if rest and sure:
        return Span(i, last, _FULL)
    if plain or len(word.lower) < MIN_LOWER or not word.flags & Is.LOCAL:
        return Span(i, i, _ALONE) if cued and not plain else None
    return Span(i, i, _ALONE) if cued or _addressed(reading, i) else None


def _is_full_family(reading: Reading, i: int, last: int) -> bool:
    parts = tuple(word.lower for word in reading.words[i + 1 : last + 1])
    return reading.lists.is_family(parts) or bool(
        len(parts) == 1 and reading.words[last].flags & Is.FAMILY and reading.words[i].opens
    )


def _addressed(reading: Reading, i: int) -> bool:
    if i == 0:
        return True
    before = reading.words[i - 1]
    if reading.words[i].opens:
        return True
    return bool(before.flags & (Is.TOWARDS | Is.CUE | Is.NAME)) or "," in reading.gap(i - 1)
