"""
Many terms at once: each word of the text is looked up, and only terms that hold it are tried.

An alternation of a thousand terms tries all of them at every word; this tries two or three.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from policy.detectors.families import Sheet, Window
from policy.detectors.lexicon import Found, Terms, bounded, is_abbreviation, literals

_WORD = re.compile(r"(?<![a-z])[a-z]{2,}", re.ASCII)
_KEY = 4
_SHORTEST = 2
_REACH = 120


@dataclass(frozen=True, slots=True)
class _Entry[T]:
    literal: str
    tag: T
    pattern: re.Pattern[str] = field(repr=False)
    is_exact: bool
    leads: bool
    """The literal opens the term, so that a match begins where the word does."""


@dataclass(frozen=True)
class TermIndex[T: Hashable]:
    """Terms by tag. Raises `TermError` for one without a fixed word."""

    terms: Mapping[T, Terms] = field(repr=False)
    _entries: dict[str, list[_Entry[T]]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for tag, terms in self.terms.items():
            for term in terms.entries:
                pattern, found = re.compile(bounded(term), re.ASCII), literals(term)
                opening = term.lower().lstrip("(")
                for word in found:
                    literal = word.lower()
                    leads = len(found) == 1 and opening.startswith(literal) and term[0] != "("
                    entry = _Entry(word, tag, pattern, is_abbreviation(term), leads)
                    self._entries.setdefault(literal[:_KEY], []).append(entry)

    def within(self, sheet: Sheet, windows: Iterable[Window]) -> Iterator[tuple[T, Found]]:
        """Every term in the windows, once."""
        seen: set[tuple[T, Found]] = set()
        for window in windows:
            for word in _WORD.finditer(sheet.lowered, window.start, window.end):
                for entry in self._candidates(word[0]):
                    for found in _occurrences(entry, sheet, word.start()):
                        if (entry.tag, found) not in seen:
                            seen.add((entry.tag, found))
                            yield entry.tag, found

    def _candidates(self, word: str) -> Iterator[_Entry[T]]:
        for size in range(_SHORTEST, _KEY + 1):
            for entry in self._entries.get(word[:size], ()) if len(word) >= size else ():
                if word.startswith(entry.literal.lower()):
                    yield entry


def _occurrences[T](entry: _Entry[T], sheet: Sheet, at: int) -> Iterator[Found]:
    text = sheet.folded if entry.is_exact else sheet.lowered
    if entry.leads:
        if found := entry.pattern.match(text, at):
            yield Found(*found.span())
        return
    for found in entry.pattern.finditer(text, max(0, at - _REACH), at + _REACH):
        if found.start() <= at < found.end():
            yield Found(*found.span())
