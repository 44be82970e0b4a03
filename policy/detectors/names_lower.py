"""
Names typed without capitals: they need more around them.
"""

from __future__ import annotations

import re

from policy.detectors.names_lists import NOTHING, Is
from policy.detectors.names_reading import Reading, Span, shaped_like_family

AMBIGUOUS = Is.WORD | Is.PLACE | Is.DATE
"""A name that is something else as well."""
NOT_A_NAME = Is.TITLE | Is.ROLE | Is.PUBLIC | Is.GREETING | Is.SIGN_OFF
"""What stands before a name, and seldom is one."""
MIN_LOWER = 3
_FULL = 0.9
_MAX_INITIALS = 4
_SMALL = Is.PARTICLE | Is.TOWARDS
_PERIOD = re.compile(r"\.?,? ?(?:\d|tot|t/m|-|/|feb|mrt|maart|en met)", re.ASCII)
_CODE = re.compile(r"[\"']? ?[:=] ?[\"'\[{\d]|[_/\\(]", re.ASCII)
_CODED = frozenset("_/\\<>`$-=")
_ALONE = 0.75
_MIN_FAMILY = 5


def lower_case(reading: Reading, i: int, *, cued: bool = False) -> Span | None:
    """`jef janssens`, `an van den eynde`: typed in a hurry."""
    word = reading.words[i]
    if not word.flags & Is.FIRST or word.flags & Is.PARTICLE or word.is_capital:
        return None
    last = reading.grown(i)
    plain = word.flags & (AMBIGUOUS | NOT_A_NAME | Is.LOWER_WORD)
    if plain == Is.DATE and _is_somebody(reading, i):
        plain = NOTHING
    rest = reading.words[i + 1 : last + 1]
    if rest and any(w.is_capital for w in rest):
        return None
    sure = not plain or (_is_full_family(reading, i, last) and (cued or _addressed(reading, i)))
    if rest and sure:
        return Span(i, last, _FULL)
    if plain or len(word.lower) < MIN_LOWER or not word.flags & Is.LOCAL:
        return Span(i, i, _ALONE) if cued and not plain else None
    return None if _in_name_of_thing(reading, i) else Span(i, i, _ALONE)


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


def _is_somebody(reading: Reading, i: int) -> bool:
    """`mail naar jan`, not `van jan tot mei`: the month and the man."""
    if i == 0 or not reading.words[i - 1].flags & (Is.TOWARDS | Is.ROLE | Is.GREETING):
        return False
    return not _PERIOD.match(reading.sheet.lowered, reading.words[i].end)


def _in_name_of_thing(reading: Reading, i: int) -> bool:
    """`sint jan`, `cafe marie`, `{"peter": …`."""
    word = reading.words[i]
    if i > 0 and reading.touches(i - 1) and reading.words[i - 1].flags & Is.BEFORE_ORGANISATION:
        return True
    lowered = reading.sheet.lowered
    return bool(_CODE.match(lowered, word.end)) or lowered[word.start - 1 : word.start] in _CODED


def initials(reading: Reading, i: int) -> Span | None:
    """`k. desmet en s. van hove`: initials and a family name."""
    last, words = i, reading.words
    while last - i < _MAX_INITIALS and len(words[last].lower) == 1 and reading.has_dot(last):
        if last + 1 >= len(words) or reading.gap(last) not in {". ", "."}:
            return None
        last += 1
    if last == i or words[last].is_capital:
        return None
    if words[last].flags & Is.PARTICLE and reading.touches(last):
        grown = reading.grown(last)
        return Span(i, grown, _FULL) if grown > last else None
    family = words[last]
    known = family.flags & Is.FAMILY and not family.flags & (AMBIGUOUS | NOT_A_NAME)
    return Span(i, last, _FULL) if known or shaped_like_family(family) else None


def family(reading: Reading, i: int) -> Span | None:
    """`van den eynde belt`, `bel op de beeck`: particles, and what is nothing but a family name."""
    if not reading.words[i].flags & Is.PARTICLE or reading.words[i].is_capital:
        return None
    k = reading.past_particles(i)
    while k < len(reading.words) and k > i:
        word, parts = reading.words[k], reading.words.lowers[i : k + 1]
        if word.is_capital or word.flags & (AMBIGUOUS | NOT_A_NAME) or not word.flags & Is.FAMILY:
            return None
        if reading.lists.is_family(tuple(parts)):
            return Span(i, k, _FULL)
        i += 1  # "mail van van den eynde"
    return None


def family_alone(reading: Reading, i: int) -> Span | None:
    """`bogaerts vroeg het`: a family name that is usual here, and is nothing else."""
    word = reading.words[i]
    usual = word.flags & (Is.USUAL_FAMILY | AMBIGUOUS | NOT_A_NAME | Is.LOWER_WORD | Is.PARTICLE)
    if usual != Is.USUAL_FAMILY or len(word.lower) < _MIN_FAMILY or word.is_capital:
        return None
    if not shaped_like_family(word) or _in_name_of_thing(reading, i):
        return None  # "timmerman" is a trade
    return Span(i, reading.grown(i), _ALONE)


def genitive(reading: Reading, i: int) -> Span | None:
    """`berts bureau`, `liens laptop`."""
    stem, word = reading.words.lowers[i][:-1], reading.words[i]
    flags = reading.lists.of(stem)
    if not flags & Is.LOCAL or flags & (AMBIGUOUS & ~Is.WORD | Is.LOWER_WORD | NOT_A_NAME):
        return None
    if not reading.touches(i) or not reading.words[i + 1].flags & Is.WORD:
        return None
    return (
        None if reading.words[i + 1].flags & _SMALL or word.is_upper else Span(i, i, _ALONE, trim=1)
    )
