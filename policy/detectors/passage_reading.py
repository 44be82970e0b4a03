"""
The sentences of a text as the passage model sees them: with what the word lists say of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from policy.detectors.families import Hits, Sheet
from policy.detectors.interface import Match
from policy.detectors.lexicon import Found, Terms
from policy.detectors.passage_words import (
    Sentence,
    features_of_topic,
    features_of_words,
    sentences,
)


class Listed(Protocol):
    """A family whose word lists say what a sentence may be about."""

    @property
    def name(self) -> str: ...

    def mentions(self, sheet: Sheet, hits: Hits) -> Iterable[tuple[str, Found]]:
        """The listed terms in a text, each with the name of its list."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with all that counts of it, made once: it stands in more than one passage."""

    sentence: Sentence
    features: frozenset[str] = field(repr=False)
    topic: frozenset[str] = field(repr=False)
    """What counts besides where the passage is about somebody."""
    is_of_someone: bool
    """Whether somebody is in it, by name or as `mijn cliënt`."""


def features(passage: Sequence[Seen]) -> set[str]:
    """What counts of a passage; words count twice where somebody is in it."""
    of_someone = any(seen.is_of_someone for seen in passage)
    together = {"=someone" if of_someone else "=nobody"}
    together.update(*(seen.features for seen in passage))
    if of_someone:
        together.update(*(seen.topic for seen in passage))
    return together


@dataclass(frozen=True, slots=True)
class PassageReading:
    """Reads sentences, with the families whose words may be in them."""

    listed: tuple[Listed, ...]
    someone: tuple[Terms, ...] = field(repr=False)
    """Words for somebody in particular: `mijn cliënt`."""
    general: Terms = field(repr=False)
    """Words that say that a subject is spoken of."""

    def __post_init__(self) -> None:
        for terms in (*self.someone, self.general):
            terms.prepare()

    def is_listed(self, match: Match) -> bool:
        """Whether one of the listed families found it."""
        return any(match.detector == family.name for family in self.listed)

    def sentences(self, sheet: Sheet, hits: Hits, found: Sequence[Match]) -> Sequence[Seen]:
        """The sentences of a text, each with what the lists and their families say of it."""
        signs = [
            (place.start, place.end, f"={label}")
            for family in self.listed
            for label, place in family.mentions(sheet, hits)
        ]
        signs += [(m.start, m.end, f"=told {m.kind}") for m in found if self.is_listed(m)]
        return tuple(self._seen(each, sheet, signs) for each in sentences(sheet, found))

    def _seen(
        self, sentence: Sentence, sheet: Sheet, signs: Sequence[tuple[int, int, str]]
    ) -> Seen:
        start, end = sentence.start, sentence.end
        here = {sign for low, high, sign in signs if low < end and start < high}
        if self.general.is_in(sheet, start, end):
            here |= {"=general", *(f"{sign} general" for sign in here)}
        someone = any(terms.is_in(sheet, start, end) for terms in self.someone)
        if someone:
            here.add("=anchor")
        return Seen(
            sentence,
            features=frozenset(features_of_words(sentence.words)) | here,
            topic=frozenset(features_of_topic(sentence.words)) | {f"@{sign}" for sign in here},
            is_of_someone=someone or sentence.names_someone,
        )
