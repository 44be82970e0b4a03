"""
A text as words with their places, and what stands between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from policy.detectors.families import Sheet
from policy.detectors.names_lists import Flags, Is, NameLists

_WORD = re.compile(
    r"(?<![A-Za-z0-9_@%#$\\])[A-Za-z]++(?:['-][A-Za-z]++)*+(?![A-Za-z0-9_@])(?!\.[a-z0-9_])"
    r"|(?<=[A-Z0-9]\.)[A-Z](?=\.)",
    re.ASCII,
)
_ELISION = re.compile(r"(?:[ljnmcst]|qu|d)'(?=[a-z])")
_BEFORE_SENTENCE = frozenset('.!?:\n;|>*"([{\t}=/')
_PLAIN_COMPOUND = re.compile(r"-[a-z]")
_SKIPPED = frozenset(" '-")
_MAX_SKIP = 8
_ABBREVIATED = re.compile(
    r"(?:^|[^a-z])(?:[a-z]|dhr|hr|mevr|mvr|mw|mej|dr|prof|wed|fam|ir|st|nr)\.$"
)


class Word(NamedTuple):
    """
    One word: `text[start:end]`, lower-cased, and what it may be.

    A tuple: there is one for every word of every prompt, and a frozen dataclass is slow to make.
    """

    start: int
    end: int
    lower: str
    flags: Flags
    is_capital: bool
    """Its first letter is a capital."""
    is_upper: bool
    """All of its letters are capitals, and there are at least two."""
    opens: bool
    """It opens a sentence, a line or a cell: there a capital says nothing."""

    def __repr__(self) -> str:
        return f"Word({self.start}, {self.end}, {self.flags:#x})"

    @property
    def is_initial(self) -> bool:
        return self.is_capital and self.end - self.start == 1


def words_of(sheet: Sheet, lists: NameLists) -> Iterator[Word]:
    """The words of a text in order; those inside mail addresses and identifiers are left out."""
    folded, lowered = sheet.folded, sheet.lowered
    for found in _WORD.finditer(folded):
        start, end = found.span()
        start, end = _trimmed(lowered, start, end, lists.of)
        lower, first = lowered[start:end], folded[start]
        flags = lists.of(lower)
        if "-" in lower and first.isupper() and _PLAIN_COMPOUND.search(folded, start, end):
            flags &= ~Is.NAME  # "GAS-verbruik", "T-shirts"
        yield Word(
            start,
            end,
            lower,
            flags,
            first.isupper(),
            end - start > 1 and folded[start:end].isupper(),
            _opens(folded, lowered, start),
        )


def _trimmed(lowered: str, start: int, end: int, of: Callable[[str], Flags]) -> tuple[int, int]:
    if "'" not in (word := lowered[start:end]):
        return start, end
    if word.endswith("'s"):
        end -= 2
    elision = _ELISION.match(word)
    if elision and end - start > elision.end():
        rest = lowered[start + elision.end() : end]
        # "d'Hondt" is a family name, "d'Inès" is not.
        if word[0] != "d" or (of(rest) & Is.FIRST and not of(word)):
            start += elision.end()
    return start, end


def _opens(folded: str, lowered: str, start: int) -> bool:
    at = start - 1
    while at >= 0 and folded[at] in _SKIPPED and start - at < _MAX_SKIP:
        at -= 1
    if at < 0:
        return True
    if folded[at] == "." and _ABBREVIATED.search(lowered[max(0, at - 5) : at + 1]):
        return False
    if folded[at + 1 : start].startswith(" - "):
        return True
    return folded[at] in _BEFORE_SENTENCE
