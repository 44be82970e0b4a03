"""
People: name lists and the words around names, and a trained model for the names nobody listed.

1. What begins a name, and how far it stretches (`names_rules`, `names_reading`); 2. labels, lists
and repetitions (`names_series`); 3. the model (`names_model`), where a word could be a name that
no list knows; 4. streets, firms, characters and public figures are left out (`names_context`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from policy.detectors import (
    names_chat,
    names_context,
    names_left,
    names_nicknames,
    names_rules,
    names_series,
)
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.names_lists import NameLists
from policy.detectors.names_model import NameModel
from policy.detectors.names_reading import Reading, Span
from policy.detectors.places import Places
from policy.finding import Kind

_ELSEWHERE = frozenset({Kind.ADDRESS, Kind.EMAIL})
_CELL_SCORE = 0.85


@dataclass(frozen=True, slots=True)
class Names:
    """The family that finds `person`. Without a model it knows only what the lists know."""

    lists: NameLists = field(repr=False)
    model: NameModel | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return "names"

    @property
    def triggers(self) -> Sequence[Trigger]:
        return ()  # a name has no shape: every text is looked at

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterable[Match]:
        del hits
        reading = Reading.of(sheet, self.lists)
        elsewhere = Places.of(m for m in earlier if m.kind in _ELSEWHERE)
        for span in self._persons(reading):
            start, end = _place(reading, span)
            if not elsewhere.cover(start, end):
                yield Match(Kind.PERSON, start, end, span.score, self.name)
        for start, end in names_series.in_columns(sheet, self.lists):
            yield Match(Kind.PERSON, start, end, _CELL_SCORE, self.name)

    def _persons(self, reading: Reading) -> Iterator[Span]:
        found = list(names_rules.spans(reading))
        found += _new(names_series.labelled(reading), found)
        if self.model is not None:
            taken = frozenset(i for span in found for i in range(span.first, span.last + 1))
            found += _new(self.model.spans(reading, taken), found)
        found += _new(names_chat.speakers(reading), found)
        found += _new(names_chat.parallel(reading, found), found)
        found = names_nicknames.joined(reading, names_left.completed(reading, found))
        found = _widest(found)
        found = list(names_context.private(reading, found))
        found += names_context.private(reading, names_series.listed(reading, found))
        yield from found
        yield from names_context.private(reading, names_series.repeated(reading, found))


def _new(spans: Iterable[Span], found: Sequence[Span]) -> Iterator[Span]:
    """Those that touch nothing in `found`, or hold one of it and more: `kwizera uwimbabazi`."""
    taken = {i: span for span in found for i in range(span.first, span.last + 1)}
    for span in spans:
        met = {taken[i] for i in range(span.first, span.last + 1) if i in taken}
        if all(span.first <= each.first and each.last <= span.last for each in met):
            yield span


def _widest(spans: Iterable[Span]) -> list[Span]:
    """Without those that lie within another."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.first, -s.last)):
        if not kept or span.last > kept[-1].last:
            kept.append(span)
    return kept


def _place(reading: Reading, span: Span) -> tuple[int, int]:
    end = reading.words[span.last].end - span.trim
    # "Katrien V." is written with its dot.
    if (
        span.last > span.first
        and reading.words[span.last].is_initial
        and reading.has_dot(span.last)
    ):
        end += 1
    return reading.words[span.first].start, end
