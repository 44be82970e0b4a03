"""
A text as the passage model reads it: sentences of plain words, with people and numbers masked.

The model must learn what is told, and never of whom. So a name, an address or a number that the
families found is one mark, and any other digits are another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.detectors.families import Sheet
from policy.detectors.interface import Match
from policy.detectors.overlaps import BROAD
from policy.finding import DataClass, Kind

PERSON = "<person>"
VALUE = "<value>"
SECRET = "<secret>"  # noqa: S105 -- stands for one
NUMBER = "<number>"
_TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*|(\d[\d.,/:-]*)|[?!%]", re.ASCII)
_DIGITS = 1
"""The group of a number."""
_END = re.compile(r"[.!?]+(?=\s)|\n+|;(?=\s)", re.ASCII)
_MAX_WORDS = 40
"""A "sentence" without an end is cut here."""
_EDGE = "^"
_PAIR = "{} {}".format
_STEM = 6
_LONG = 9
_TOPIC = 3
_TOPIC_STEM = 7


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` as words."""

    start: int
    end: int
    words: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Sentence({self.start}, {self.end}, {len(self.words)} words)"

    @property
    def names_someone(self) -> bool:
        return PERSON in self.words


def sentences(sheet: Sheet, found: Sequence[Match]) -> Iterator[Sentence]:
    """The sentences and lines of a text that hold a word, in order."""
    masks = sorted((m.start, m.end, _mask(m)) for m in found if m.kind not in BROAD)
    tokens = list(_tokens(sheet.lowered, masks))
    at = 0
    for end in _ends(sheet.lowered):
        first, at = at, bisect_left(tokens, (end,), at)
        for low in range(first, at, _MAX_WORDS):
            part = tokens[low : min(low + _MAX_WORDS, at)]
            yield Sentence(part[0][0], part[-1][1], tuple([word for *_, word in part]))


def _mask(match: Match) -> str:
    if match.kind is Kind.PERSON:
        return PERSON
    return VALUE if match.kind.data_class is DataClass.PERSONAL else SECRET


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        yield found.end()
    yield len(text)


def _tokens(lowered: str, masks: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    at = 0
    for start, end, mark in [*masks, (len(lowered), len(lowered), "")]:
        if start < at:
            continue  # inside what is masked already
        for found in _TOKEN.finditer(lowered, at, start):
            yield found.start(), found.end(), NUMBER if found.lastindex == _DIGITS else found[0]
        if mark:
            yield start, end, mark
        at = end


def features_of_words(words: Sequence[str]) -> set[str]:
    """What counts of a sentence: its words, pairs of neighbours, and the stems of long words."""
    seen = {*words, *map(_PAIR, (_EDGE, *words), (*words, _EDGE))}
    for word in words:
        if len(word) > _STEM:
            seen.add(word[:_STEM] + "*")
            if len(word) > _LONG:
                seen.add("*" + word[-_STEM:])
    return seen


def features_of_topic(words: Sequence[str]) -> set[str]:
    """The words of a sentence that is about somebody in particular."""
    return {"@" + word[:_TOPIC_STEM] for word in words if len(word) > _TOPIC}
