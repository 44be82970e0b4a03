"""
Passages that tell of somebody's private life, or of matter that is not public, in any words.

The lists of the special and confidential families know the words that people are known to use. A
model has learnt from some thousands of invented passages how such things are told: it finds what
no list foresaw, and it doubts what a list found in a harmless passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from policy.detectors.families import Hits, Sheet
from policy.detectors.interface import Match
from policy.detectors.passage_model import PassageModel, windows
from policy.detectors.passage_reading import PassageReading, Seen
from policy.finding import Kind

NAME = "passages"
SURE = 0.38
"""From here on a passage is told without any listed word in it."""
DOUBT = 0.2
"""Below this a listed word does not count."""
_OWN = 0.5
_BY_FORM = frozenset({Kind.MARKING, Kind.SENSITIVITY_LABEL})
"""Kinds that their form decides, whatever stands around them."""


class Read(NamedTuple):
    """A passage as the model judged it."""

    passage: Sequence[Seen]
    kind: Kind
    share: float

    def touches(self, match: Match) -> bool:
        return (
            self.passage[0].sentence.start < match.end
            and match.start < self.passage[-1].sentence.end
        )


@dataclass(frozen=True, slots=True)
class Passages:
    """Reviews what all families found, and adds what only the model sees."""

    model: PassageModel = field(repr=False)
    reading: PassageReading = field(repr=False)

    def reviewed(
        self, sheet: Sheet, hits: Hits, found: Sequence[Match], *, adds: bool = True
    ) -> Iterator[Match]:
        """`found` without what is doubted and, if it `adds`, passages that tell by themselves."""
        read = [
            Read(passage, *self.model.told(passage))
            for passage in windows(self.reading.sentences(sheet, hits, found))
        ]
        for match in found:
            if match.kind in _BY_FORM or not self.reading.is_listed(match) or _told(match, read):
                yield match
        for each in read if adds else ():
            if each.share >= SURE:
                start, end = self._place(each.passage)
                yield Match(each.kind, start, end, _score(each.share), NAME)

    def _place(self, passage: Sequence[Seen]) -> tuple[int, int]:
        """From the first sentence that tells by itself to the last; else the whole passage."""
        telling = [each for each in passage if self.model.told((each,)).share >= _OWN] or passage
        return telling[0].sentence.start, telling[-1].sentence.end


def _score(share: float) -> float:
    """Rules act from a half on, and so does this family from `SURE` on."""
    return 0.5 + 0.5 * (share - SURE) / (1 - SURE)


def _told(match: Match, read: Sequence[Read]) -> bool:
    return max((each.share for each in read if each.touches(match)), default=1.0) >= DOUBT
