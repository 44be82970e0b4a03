"""
What of a text can belong to the text before or after it: its numbers, its first and last words.

This is also all that is kept of a turn that has left, so it is small on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policy.detectors.validators import IBAN_LENGTHS

_NEAR = 1_000
"""Characters at each end of a text in which numbers are looked for."""
_WORDS = 200
"""Characters at each end that are kept as they are; keys and announcements are shorter."""
_MOST_NUMBERS = 19
"""At each end: a payment card has no more digits (ISO/IEC 7812-1)."""
_LITTLE = 40
"""Characters of a text that says little beside its number."""
_LONGEST = 33
"""Characters of the longest IBAN; what is longer is no piece of a number."""

_DIGIT = re.compile(r"[0-9]")
_NUMBER = re.compile(r"[0-9](?:[ .,/\-]{0,2}[0-9])*")
_DATE_OR_PRICE = re.compile(r".*,.*|\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d", re.ASCII)
_NO_DIGIT = re.compile(r"[^0-9]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that may be a piece of a value."""

    start: int
    end: int
    value: str = field(repr=False)
    """Of a number, without what people write between digits."""
    words: str = field(default="", repr=False)
    """Of a number, as it was typed."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of one text; `length` is that of all of it."""

    head: str = field(repr=False)
    tail: str = field(repr=False)
    length: int
    numbers: tuple[Piece, ...] = field(repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether an end is all of it."""
        return self.length <= _WORDS

    @property
    def is_short(self) -> bool:
        """Whether a number is about all that it says, beside a label."""
        return self.length <= _LITTLE

    @property
    def is_bare_number(self) -> bool:
        return bool(self.numbers) and _is_all_of(self.numbers[0], self)


def ends_of(text: str) -> Ends:
    """The ends of `text`. What it costs does not grow with `text`."""
    return Ends(text[:_WORDS], text[-_WORDS:], len(text), tuple(_numbers(text)))


def ends_of_turn(parts: Sequence[Ends]) -> Ends:
    """The ends of a turn of several parts, for those who come after: no place in it matters."""
    numbers = tuple(piece for part in parts for piece in part.numbers)[-_MOST_NUMBERS:]
    spoken = [part for part in parts if part.tail.strip()]
    if not spoken:
        return Ends("", "", 0, numbers)
    last, length = spoken[-1], sum(part.length for part in spoken)
    return Ends(last.head if last.is_whole else "", last.tail, length, numbers)


def _is_all_of(piece: Piece, ends: Ends) -> bool:
    return ends.is_whole and piece.end - piece.start == len(ends.head.strip())


def _numbers(text: str) -> Iterator[Piece]:
    if len(text) <= 2 * _NEAR:
        found = [*_numbers_in(text, 0, len(text))]
        yield from found if len(found) <= 2 * _MOST_NUMBERS else _outermost(found)
        return
    yield from [*_numbers_in(text, 0, _NEAR)][:_MOST_NUMBERS]
    yield from [*_numbers_in(text, len(text) - _NEAR, len(text))][-_MOST_NUMBERS:]


def _outermost(found: list[Piece]) -> list[Piece]:
    return [*found[:_MOST_NUMBERS], *found[-_MOST_NUMBERS:]]


def _numbers_in(text: str, low: int, high: int) -> Iterator[Piece]:
    if not _DIGIT.search(text, low, high):
        return
    for match in _NUMBER.finditer(text, low, high):
        start, end = match.span()
        if text[end : end + 1].isalnum():
            continue  # `2de`, `12u30`, half of an id
        prefix, words = _prefix(text, start), match[0]
        if prefix is None or (not words.isdigit() and _DATE_OR_PRICE.fullmatch(words)):
            continue
        value = prefix + (words if words.isdigit() else _NO_DIGIT.sub("", words))
        if len(value) <= _LONGEST:
            yield Piece(start - len(prefix), end, value, prefix + words)


def _prefix(text: str, start: int) -> str | None:
    """What before a number is part of it: a plus, a country. None where it is part of a word."""
    before = text[max(0, start - 3) : start]
    if before.endswith("+"):
        return "+"
    if not before[-1:].isalnum() and before[-1:] != "_":
        return ""
    country = before[-2:]
    if country.upper() in IBAN_LENGTHS and not before[:-2].isalnum():
        return country
    return None
