"""
How far a name stretches to the left: unknown first names, and family names that come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span, shaped_like_family
from policy.detectors.names_words import Word

_ELSE = (
    Is.WORD
    | Is.PLACE
    | Is.DATE
    | Is.TITLE
    | Is.ROLE
    | Is.GREETING
    | Is.SIGN_OFF
    | Is.PUBLIC
    | Is.PARTICLE
    | Is.BEFORE_ORGANISATION
)
_DOUBLE = re.compile(r"[A-Z][a-z]{1,9}-[A-Z][a-z]{1,9}", re.ASCII)
_ENDS = re.compile(r"\s*(?:$|[\n,;|\t):<>/=-]|\d|\(|[A-Z]{1,3}\b|\d)", re.ASCII)
_ONE_OF_MORE = re.compile(r"(?:, ?| (?:en|et|and|&) )[A-Z]", re.ASCII)
_MIN_FAMILY = 3
_MAX_PARTICLES = 3


def completed(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    """Each of `spans`, with what belongs to the name before it."""
    spans = tuple(spans)
    taken = {i for span in spans for i in range(span.first, span.last + 1)}
    for span in spans:
        first = _before(reading, span)
        if first is None or not taken.isdisjoint(range(first, span.first)):
            first = _before_comma(reading, span)
        yield span if first is None else replace(span, first=first)


def _before(reading: Reading, span: Span) -> int | None:
    i = span.first - 1
    if not reading.touches(i):
        return None
    before, head = reading.words[i], reading.words[span.first]
    if not head.is_capital:
        fits = not before.is_capital and head.flags & Is.FIRST
        return _family_from(reading, i) if fits and _is_lower_family(reading, i) else None
    if not before.is_capital or before.is_initial:
        return None
    single = span.first == span.last or (
        span.last == span.first + 1 and reading.words[span.last].is_initial
    )
    if head.flags & Is.FIRST and single:
        return _family_from(reading, i) if _comes_first(reading, i, span) else None
    return i if not head.flags & Is.FIRST and _may_be_first(reading, before) else None


def _may_be_first(reading: Reading, word: Word) -> bool:
    """`Graca Teixeira`, `Mei-Lin Stevens`: a first name that no list knows."""
    if word.is_upper or word.flags & (Is.TITLE | Is.ROLE | Is.GREETING | Is.PLACE):
        return False
    return not word.flags & _ELSE or bool(
        _DOUBLE.fullmatch(reading.sheet.folded, word.start, word.end)
    )


def _comes_first(reading: Reading, i: int, span: Span) -> bool:
    """`Kumba Thérèse` on a line of its own, `VANDENBUSSCHE Lien`."""
    word = reading.words[i]
    if word.flags & (_ELSE & ~Is.WORD) or len(word.lower) < _MIN_FAMILY:
        return False
    if word.flags & Is.WORD and not word.flags & Is.FAMILY:
        return False
    if word.is_upper and not reading.words[span.first].is_upper:
        return not word.flags or bool(word.flags & Is.FAMILY)
    ends = _ENDS.match(reading.sheet.folded, reading.words[span.last].end)
    return bool(ends) and (word.opens or bool(word.flags & Is.FAMILY) or shaped_like_family(word))


def _is_lower_family(reading: Reading, i: int) -> bool:
    """`vermeulen tom`: typed in a hurry, as on the list it was copied from."""
    word = reading.words[i]
    if shaped_like_family(word) or (word.flags & Is.FAMILY and not word.flags & _ELSE):
        return True
    begin = _family_from(reading, i)
    if begin < i:
        parts = tuple(each.lower for each in reading.words[begin : i + 1])
        return reading.lists.is_family(parts)
    return not word.flags and word.opens and len(word.lower) > _MIN_FAMILY


def _family_from(reading: Reading, i: int) -> int:
    """Where the family name that ends at word `i` begins, with its particles."""
    first, words = i, reading.words
    while (
        first > 0
        and i - first < _MAX_PARTICLES
        and words[first - 1].flags & Is.PARTICLE
        and reading.touches(first - 1)
        and words[first - 1].is_capital == words[i].is_capital
    ):
        first -= 1
    return first


def _before_comma(reading: Reading, span: Span) -> int | None:
    """`Claes, Ine`: one person, unless more people follow."""
    i, words = span.first - 1, reading.words
    if i < 0 or span.last > span.first or reading.gap(i) != ", ":
        return None
    head, family = words[span.first], words[i]
    if not head.flags & Is.FIRST or head.is_capital != family.is_capital:
        return None
    first_too = family.flags & Is.FIRST and not family.flags & Is.USUAL_FAMILY
    if first_too or not (family.flags & Is.FAMILY or shaped_like_family(family)):
        return None
    begin = _family_from(reading, i)
    announced = begin > 0 and (
        not words[begin - 1].is_capital or words[begin - 1].flags & (Is.ROLE | Is.NAMING | Is.TITLE)
    )
    alone = words[begin].opens or announced
    if not alone or (begin > 0 and "," in reading.gap(begin - 1)):
        return None
    more = _ONE_OF_MORE.match(reading.sheet.folded, head.end)
    return None if more else begin
