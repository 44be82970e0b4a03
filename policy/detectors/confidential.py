"""
Matter that is not public: markings and labels, undecided plans, bids and prices, legal advice.

No person is needed here. A marking counts in the form of a stamp, because "is dit vertrouwelijk?"
is normal speech; the other kinds need a term and what is asked for, and pass when the sentence
says that it is decided, published or general.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from policy.detectors.confidential_stamps import LABELS, Stamps, labels
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.lexicon import Found, Terms
from policy.detectors.sentences import sentence
from policy.detectors.term_index import TermIndex, longest
from policy.finding import Kind

_SCORE = 0.8
_SURE = 0.95
_NEAR = 250
_ENOUGH = 2
_FIRM = "firm"
"""Stamps that need no frame."""


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
    def _index(self) -> TermIndex[Kind | str]:
        return TermIndex(
            self.name,
            {
                Kind.MARKING: self.stamps.words,
                _FIRM: self.stamps.firm,
                Kind.UNDECIDED_POLICY: self.undecided.strong,
                Kind.PROCUREMENT: self.procurement.strong,
                Kind.LEGAL_ADVICE: self.legal.strong,
            },
        )

    @cached_property
    def triggers(self) -> Sequence[Trigger]:
        return (*self._index.triggers, LABELS)

    def __post_init__(self) -> None:
        self.triggers  # noqa: B018 -- made now, not at the first prompt
        general = (self.undecided.general, self.procurement.general, self.legal.general)
        others = (self.procurement.strong, self.procurement.weak, self.stamps.questions)
        for terms in (*general, *others, self.drafting, self.prices):
            terms.prepare()

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterable[Match]:
        del earlier
        for found in labels(sheet, hits.of(LABELS.name)):
            yield Match(Kind.SENSITIVITY_LABEL, found.start, found.end, _SURE, self.name)
        listed: dict[Kind | str, list[Found]] = {}
        for tag, found in self._index.found(sheet, hits):
            listed.setdefault(tag, []).append(found)
        told = {tag: tuple(longest(places)) for tag, places in listed.items()}
        for found in self.stamps.find(sheet, told.get(Kind.MARKING, ()), told.get(_FIRM, ())):
            yield Match(Kind.MARKING, found.start, found.end, _SCORE, self.name)
        for kind, is_told in self._subjects:
            for found in told.get(kind, ()):
                if is_told(sheet, found):
                    yield Match(kind, found.start, found.end, _SCORE, self.name)

    def mentions(self, sheet: Sheet, hits: Hits) -> Iterator[tuple[str, Found]]:
        """The listed terms in a text, whatever is said of them, each with the name of its list."""
        for tag, place in self._index.found(sheet, hits):
            yield str(tag), place

    @property
    def _subjects(self) -> tuple[tuple[Kind, Callable[[Sheet, Found], bool]], ...]:
        return (
            (Kind.UNDECIDED_POLICY, self._is_drafted),
            (Kind.PROCUREMENT, self._is_offer),
            (Kind.LEGAL_ADVICE, self._is_advice),
        )

    def _is_drafted(self, sheet: Sheet, found: Found) -> bool:
        return not _is_general(self.undecided, sheet, found) and self.drafting.is_in(
            sheet, *_near(sheet, found)
        )

    def _is_offer(self, sheet: Sheet, found: Found) -> bool:
        terms, near = self.procurement, _near(sheet, found)
        if _is_general(terms, sheet, found):
            return False
        if self.prices.is_in(sheet, *near):
            return True
        others = (*terms.weak.within(sheet, *near), *terms.strong.within(sheet, *near))
        return len({other.start for other in others}) > _ENOUGH

    def _is_advice(self, sheet: Sheet, found: Found) -> bool:
        return not _is_general(self.legal, sheet, found)


def _is_general(subject: Subject, sheet: Sheet, found: Found) -> bool:
    return subject.general.is_in(sheet, *sentence(sheet.lowered, found.start, found.end))


def _near(sheet: Sheet, found: Found) -> tuple[int, int]:
    return max(0, found.start - _NEAR), min(len(sheet.folded), found.end + _NEAR)
