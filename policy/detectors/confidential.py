"""
Matter that is not public: markings and labels, undecided plans, bids and prices, legal advice.

No person is needed here. A marking counts in the form of a stamp, because "is dit vertrouwelijk?"
is normal speech; the other kinds need a term and what is asked for, and pass when the sentence
says that it is decided, published or general.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from policy.detectors.confidential_stamps import LABELS, Stamps, labels
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.lexicon import Found, Terms, triggers
from policy.detectors.sentences import sentence
from policy.finding import Kind

_SCORE = 0.8
_SURE = 0.95
_NEAR = 250
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """The terms of one kind, and the words that make them harmless."""

    strong: Terms
    weak: Terms
    general: Terms


@dataclass(frozen=True)
class Confidential:
    """The family that finds the confidential kinds."""

    stamps: Stamps = field(repr=False)
    undecided: Subject = field(repr=False)
    drafting: Terms = field(repr=False)
    procurement: Subject = field(repr=False)
    prices: Terms = field(repr=False)
    legal: Subject = field(repr=False)

    @property
    def name(self) -> str:
        return "confidential"

    @cached_property
    def _by_kind(self) -> dict[Kind, tuple[Trigger, ...]]:
        return {
            Kind.MARKING: triggers("stamp", (self.stamps.words, self.stamps.firm)),
            Kind.UNDECIDED_POLICY: triggers("undecided", (self.undecided.strong,)),
            Kind.PROCUREMENT: triggers(
                "procurement", (self.procurement.strong, self.procurement.weak)
            ),
            Kind.LEGAL_ADVICE: triggers("legal", (self.legal.strong,)),
        }

    @property
    def triggers(self) -> Sequence[Trigger]:
        return (*(t for each in self._by_kind.values() for t in each), LABELS)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterable[Match]:
        del earlier
        for found in labels(sheet, hits.of(LABELS.name)):
            yield Match(Kind.SENSITIVITY_LABEL, found.start, found.end, _SURE, self.name)
        for found in self.stamps.find(sheet, self._windows(Kind.MARKING, hits)):
            yield Match(Kind.MARKING, found.start, found.end, _SCORE, self.name)
        yield from self._undecided(sheet, hits)
        yield from self._procurement(sheet, hits)
        yield from self._legal(sheet, hits)

    def _windows(self, kind: Kind, hits: Hits) -> list[tuple[int, int]]:
        return [(w.start, w.end) for trigger in self._by_kind[kind] for w in hits.of(trigger.name)]

    def _terms(self, kind: Kind, subject: Subject, sheet: Sheet, hits: Hits) -> Iterator[Found]:
        """Strong terms in a sentence that is not general."""
        for start, end in self._windows(kind, hits):
            for found in subject.strong.within(sheet, start, end):
                if not subject.general.is_in(
                    sheet, *sentence(sheet.lowered, found.start, found.end)
                ):
                    yield found

    def _undecided(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        for found in self._terms(Kind.UNDECIDED_POLICY, self.undecided, sheet, hits):
            if self.drafting.is_in(sheet, *_near(sheet, found)):
                yield Match(Kind.UNDECIDED_POLICY, found.start, found.end, _SCORE, self.name)

    def _procurement(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        terms, kind = self.procurement, Kind.PROCUREMENT
        for found in self._terms(kind, terms, sheet, hits):
            near = _near(sheet, found)
            others = {
                f.start
                for f in (*terms.weak.within(sheet, *near), *terms.strong.within(sheet, *near))
            }
            if self.prices.is_in(sheet, *near) or len(others) > _ENOUGH:
                yield Match(kind, found.start, found.end, _SCORE, self.name)

    def _legal(self, sheet: Sheet, hits: Hits) -> Iterator[Match]:
        for found in self._terms(Kind.LEGAL_ADVICE, self.legal, sheet, hits):
            yield Match(Kind.LEGAL_ADVICE, found.start, found.end, _SCORE, self.name)


def _near(sheet: Sheet, found: Found) -> tuple[int, int]:
    return max(0, found.start - _NEAR), min(len(sheet.folded), found.end + _NEAR)
