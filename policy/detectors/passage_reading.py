"""
The sentences of a text as the passage model sees them: with what the word lists say of each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Protocol

from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.lexicon import Found, Terms, expression
from policy.detectors.passage_words import (
    Sentence,
    features_of_topic,
    features_of_words,
    sentences,
)

_SOMEONE, _GENERAL = "passages.someone", "passages.general"


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
    features: AbstractSet[str] = field(repr=False)
    topic: AbstractSet[str] = field(repr=False)
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
    someone: Terms = field(repr=False)
    """Words for somebody in particular: `mijn cliënt`."""
    general: Terms = field(repr=False)
    """Words that say that a subject is spoken of."""

    @property
    def triggers(self) -> Sequence[Trigger]:
        """The prefilter finds these words exactly: where each ends is all that is asked."""
        return _trigger(_SOMEONE, self.someone), _trigger(_GENERAL, self.general)

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
        someone = [window.end for window in hits.of(_SOMEONE)]
        general = [window.end for window in hits.of(_GENERAL)]
        return tuple(
            _seen(
                sentence,
                {sign for low, high, sign in signs if low < sentence.end and sentence.start < high},
                someone=_any_in(sentence, someone),
                general=_any_in(sentence, general),
            )
            for sentence in sentences(sheet, found)
        )


def _trigger(name: str, terms: Terms) -> Trigger:
    words = "|".join(sorted(expression(term) for term in terms.entries))
    return Trigger(name=name, expression=rf"\b(?:{words})\b", before=0, after=0)


def _any_in(sentence: Sentence, ends: Sequence[int]) -> bool:
    at = bisect_right(ends, sentence.start)
    return at < len(ends) and ends[at] <= sentence.end


def _seen(sentence: Sentence, signs: set[str], *, someone: bool, general: bool) -> Seen:
    if general:
        signs |= {"=general", *(f"{sign} general" for sign in signs)}
    if someone:
        signs.add("=anchor")
    return Seen(
        sentence,
        features=features_of_words(sentence.words) | signs,
        topic=features_of_topic(sentence.words) | {f"@{sign}" for sign in signs},
        is_of_someone=someone or sentence.names_someone,
    )
