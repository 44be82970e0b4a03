"""
A nickname between a first name and a family name: `Maria "Mieke" Peeters`, `Jan (Jef) Peeters`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span

_OPENS = {' "': '" ', " '": "' ", " (": ") ", ' " ': ' " '}
_MOST = 3
"""Words of a nickname: `"de Witte"`."""
_PLAIN = Is.WORD | Is.PLACE | Is.DATE | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PUBLIC


def joined(reading: Reading, spans: Iterable[Span]) -> list[Span]:
    """The spans, each with the nickname and the family name that follow it."""
    return list(_joined(reading, spans))


def _joined(reading: Reading, spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        last = _past_nickname(reading, span)
        yield span if last is None else replace(span, last=last, trim=0)


def _past_nickname(reading: Reading, span: Span) -> int | None:
    words = reading.words
    if span.last + 2 >= len(words) or not words[span.last].is_capital:
        return None
    closes = _OPENS.get(reading.gap(span.last))
    if closes is None:
        return None
    for end in range(span.last + 1, min(span.last + 1 + _MOST, len(words) - 1)):
        if reading.gap(end) == closes:
            return _family(reading, span.last + 1, end)
        if not reading.touches(end):
            return None
    return None


def _family(reading: Reading, first: int, end: int) -> int | None:
    """Where the family name behind the nickname ends, if one does."""
    nickname, after = reading.words[end], reading.words[end + 1]
    if not nickname.is_capital or nickname.is_upper or not after.is_capital or after.is_upper:
        return None
    name = reading.past_particles(end + 1)
    if reading.words[name].flags & _PLAIN and not reading.words[name].flags & Is.FAMILY:
        return None
    bracketed = ")" in reading.gap(end)
    if bracketed and first == end and nickname.flags & _PLAIN and not nickname.flags & Is.NAME:
        return None  # a town or a service
    return max(name, reading.grown(end + 1))
