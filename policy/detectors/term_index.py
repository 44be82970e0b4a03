"""
Many terms at once: the prefilter tells which words are there, and only terms that hold one of
them are tried, at that place.

An alternation of a thousand terms tries all of them at every word; this tries two or three.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from policy.detectors.families import Hits, Sheet, Trigger, Window
from policy.detectors.lexicon import (
    Found,
    Terms,
    bounded,
    is_abbreviation,
    literals,
    required,
    trigger_name,
    triggers,
)

_REACH = 120


@dataclass(frozen=True)
class _Entry[T]:
    tag: T
    term: str = field(repr=False)
    is_exact: bool
    leads: bool
    """The literal opens the term, so that a match begins where the word does."""
    others: tuple[tuple[str, ...], ...] = field(repr=False)
    """One word of each of these stands in every text of the term."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when its word first stands in a text: most words never do."""
        return re.compile(bounded(self.term), re.ASCII)


@dataclass(frozen=True)
class TermIndex[T: Hashable]:
    """
    Terms by tag; `name` is no other index's, and opens those of its triggers. Raises `TermError`
    as `literals` does.
    """

    name: str
    terms: Mapping[T, Terms] = field(repr=False)
    _entries: dict[str, tuple[str, list[_Entry[T]]]] = field(
        default_factory=dict, init=False, repr=False
    )
    """By trigger: the word that it looks for, and the terms that hold it."""

    def __post_init__(self) -> None:
        for tag, terms in self.terms.items():
            for term in terms.entries:
                found = literals(term)
                opening = term.lower().lstrip("(")
                for word in found:
                    leads = len(found) == 1 and opening.startswith(word.lower()) and term[0] != "("
                    entry = _Entry(
                        tag, term, is_abbreviation(term), leads, () if leads else required(term)
                    )
                    key = trigger_name(self.name, word)
                    self._entries.setdefault(key, (word, []))[1].append(entry)

    @cached_property
    def triggers(self) -> Sequence[Trigger]:
        """What the prefilter must look for."""
        return triggers(self.name, self.terms.values())

    def found(self, sheet: Sheet, hits: Hits) -> Sequence[tuple[T, Found]]:
        """Every term that stands in the text of these `hits`, once, in order."""
        known = hits.terms.get(self.name)
        if known is None:
            known = hits.terms[self.name] = self._looked_up(sheet, hits)
        return known

    def _looked_up(self, sheet: Sheet, hits: Hits) -> Sequence[tuple[T, Found]]:
        seen: set[tuple[T, Found]] = set()
        for name in hits.windows.keys() & self._entries.keys():
            word, entries = self._entries[name]
            for at in _places(sheet, word, hits.windows[name]):
                for entry in entries:
                    seen.update((entry.tag, found) for found in _occurrences(entry, sheet, at))
        return sorted(seen, key=lambda pair: (pair[1].start, pair[1].end))


def _places(sheet: Sheet, word: str, windows: Iterable[Window]) -> Iterator[int]:
    """Where `word` is the beginning of a word."""
    text = sheet.folded if word.isupper() else sheet.lowered
    for start, end in windows:
        at = text.find(word, start, end)
        while at >= 0:
            if at == 0 or not text[at - 1].isalpha():
                yield at
            at = text.find(word, at + 1, end)


def _occurrences[T](entry: _Entry[T], sheet: Sheet, at: int) -> Iterator[Found]:
    text = sheet.folded if entry.is_exact else sheet.lowered
    if entry.leads:
        if found := entry.pattern.match(text, at):
            yield Found(*found.span())
        return
    low, high = max(0, at - _REACH), at + _REACH
    for words in entry.others:
        if not any(sheet.lowered.find(word, low, high) >= 0 for word in words):
            return
    for found in entry.pattern.finditer(text, low, high):
        if found.start() <= at < found.end():
            yield Found(*found.span())


def longest(places: Iterable[Found]) -> Iterator[Found]:
    """From left to right those of `places` that do not overlap; of one start the longest."""
    end = -1
    for place in sorted(places, key=lambda found: (found.start, -found.end)):
        if place.start >= end:
            yield place
            end = place.end
