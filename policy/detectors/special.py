"""
Special categories: what is told about somebody's private life, in words.

A term alone is a subject, and subjects may be asked about. It counts when somebody is there: a
name, an identifier, "mijn cliënt", a pupil of 3B. General wording ("wat is", "sjabloon") excuses a
subject, not a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.lexicon import Found, Terms
from policy.detectors.sentences import sentence
from policy.detectors.special_people import People, PeopleTerms
from policy.detectors.term_index import TermIndex
from policy.finding import Kind


class Weight(IntEnum):
    """How much a term says."""

    WEAK = 1
    STRONG = 2
    FACT = 3


_OWNER_REACH = 25
_SCORES = {Weight.WEAK: 0.6, Weight.STRONG: 0.8, Weight.FACT: 0.9}
_ENOUGH = 2
"""Terms of one kind in a sentence that are a story rather than a subject."""
_FUNCTION_REACH = 40
_BETWEEN = 3
"""Spaces between a function and its subject: `team van de thuiszorg`."""


@dataclass(frozen=True, slots=True)
class KindTerms:
    """The terms of one special kind."""

    strong: Terms
    weak: Terms
    facts: Terms


@dataclass(frozen=True, slots=True)
class Said:
    """A term in its sentence."""

    kind: Kind
    weight: Weight
    place: Found
    sentence: tuple[int, int]


@dataclass(frozen=True)
class SpecialCategories:
    """The family that finds the `special_*` kinds. It wants to come after the names."""

    kinds: Mapping[Kind, KindTerms] = field(repr=False)
    people: PeopleTerms = field(repr=False)
    general: Terms = field(repr=False)
    functions: Terms = field(repr=False)

    @property
    def name(self) -> str:
        return "special"

    @property
    def triggers(self) -> Sequence[Trigger]:
        return self._index.triggers

    @cached_property
    def _index(self) -> TermIndex[tuple[Kind, Weight]]:
        return TermIndex(
            self.name,
            {
                (kind, weight): terms
                for kind, listed in self.kinds.items()
                for weight, terms in (
                    (Weight.WEAK, listed.weak),
                    (Weight.STRONG, listed.strong),
                    (Weight.FACT, listed.facts),
                )
            },
        )

    def __post_init__(self) -> None:
        self.triggers  # noqa: B018 -- made now, not at the first prompt
        people = (self.people.anchors, self.people.pupils, self.people.stories)
        for terms in (*people, self.general, self.functions):
            terms.prepare()

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterable[Match]:
        said = list(self._said(sheet, hits))
        if not said:
            return
        people = People.of(sheet, earlier, self.people)
        together: dict[tuple[Kind, tuple[int, int]], list[Said]] = {}
        for each in said:
            together.setdefault((each.kind, each.sentence), []).append(each)
        for (kind, around), group in together.items():
            if counted := self._counted(group, around, sheet, people):
                yield self._match(kind, counted)

    def mentions(self, sheet: Sheet, hits: Hits) -> Iterator[tuple[str, Found]]:
        """The listed terms in a text, whoever they are about, each with its kind and weight."""
        for (kind, weight), place in self._index.found(sheet, hits):
            yield f"{kind} {weight.name.lower()}", place

    def _said(self, sheet: Sheet, hits: Hits) -> Iterator[Said]:
        for (kind, weight), place in self._index.found(sheet, hits):
            if weight is Weight.FACT or not self._is_function(sheet, place):
                around = sentence(sheet.lowered, place.start, place.end)
                yield Said(kind, weight, place, around)

    def _is_function(self, sheet: Sheet, place: Found) -> bool:
        """`dienst schuldbemiddeling`: the word says where somebody works."""
        low = max(0, place.start - _FUNCTION_REACH)
        return any(
            sheet.lowered[found.end : place.start].count(" ") <= _BETWEEN
            and not set(",.:;\n") & set(sheet.lowered[found.end : place.start])
            for found in self.functions.within(sheet, low, place.start)
        )

    def _counted(
        self, group: Sequence[Said], around: tuple[int, int], sheet: Sheet, people: People
    ) -> list[Said]:
        """What counts of the terms of one kind in one sentence."""
        facts = _of(group, Weight.FACT)
        strong = [each for each in _of(group, Weight.STRONG) if _has_owner(each, sheet, people)]
        named = people.named_in(*around)
        if not (facts or strong or named):
            return []
        general = self.general.is_in(sheet, *around)
        counted: list[Said] = []
        if facts and (named or people.is_near(facts[0].place) or people.told_in(*around)):
            counted += facts if named or not general or len(facts) > 1 else []
        story = _told(*facts, *strong) >= _ENOUGH
        if strong and named:
            counted += strong if story or not general else []
        elif strong and not general:
            counted += [each for each in strong if people.is_near(each.place)]
        if named and not general:
            # With others around, a weak term is part of the story; alone it takes two.
            weak = _of(group, Weight.WEAK)
            counted += weak if counted or _told(*weak) >= _ENOUGH else []
        return counted

    def _match(self, kind: Kind, counted: Sequence[Said]) -> Match:
        """From the first decisive word to the last."""
        best = max(each.weight for each in counted)
        start = min(each.place.start for each in counted)
        end = max(each.place.end for each in counted)
        return Match(kind, start, end, _SCORES[best], self.name)


def _has_owner(each: Said, sheet: Sheet, people: People) -> bool:
    """`loon van`, `rapport van`: somebody's, or else it is any report."""
    end = each.place.end
    if not sheet.lowered[each.place.start : end].endswith((" van", " of", " de")):
        return True
    return people.names_in(end, end + _OWNER_REACH) or people.is_told_of(end, end + _OWNER_REACH)


def _of(group: Iterable[Said], weight: Weight) -> list[Said]:
    return sorted((s for s in group if s.weight is weight), key=lambda s: s.place.start)


def _told(*said: Said) -> int:
    """How many terms there are that do not overlap; of one start the shortest counts."""
    told, end = 0, -1
    for place in sorted(each.place for each in said):
        if place.start >= end:
            told, end = told + 1, place.end
    return told
