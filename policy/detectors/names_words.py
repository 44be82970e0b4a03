"""
A text as words with their places, and what stands between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, overload

from policy.detectors.families import Sheet
from policy.detectors.names_lists import Flags, Is, NameLists

_WORD = re.compile(
    r"(?<![A-Za-z0-9_@%#$\\])[A-Za-z]++(?:['-][A-Za-z]++)*+(?![A-Za-z0-9_@])(?!\.[a-z0-9_])"
    r"|(?<=[A-Z0-9]\.)[A-Z](?=\.)",
    re.ASCII,
)
_ELISION = re.compile(r"(?:[ljnmcs]|qu|d)'(?=[a-z])")
_BEFORE_SENTENCE = frozenset('.!?:\n;|>*"([{\t}=/')
_PLAIN_COMPOUND = re.compile(r"-[a-z]")
_NAMED_BEFORE = re.compile(r"\b[A-Z](?:\.|[a-z]+) $", re.ASCII)
_REACH = 24
_SKIPPED = frozenset(" '-")
_MAX_SKIP = 8
_MAX_PARTICLES = 4
_ANNOUNCES = Is.TITLE | Is.ROLE | Is.NAMING | Is.GREETING | Is.SIGN_OFF
"""Words after which somebody comes (`names_cues`)."""
_BEGINS = Is.FIRST | Is.FAMILY | Is.PARTICLE
"""What begins a name when it has a capital, as a single letter does."""
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


class Words(Sequence[Word]):
    """
    The words of a text in order; those inside mail addresses and identifiers are left out.

    A `Word` is made when somebody asks for it: of most words only the flags matter.
    """

    __slots__ = ("_made", "_places", "_sheet", "capitals", "flags", "lowers", "openings")

    def __init__(
        self, sheet: Sheet, places: list[tuple[int, int]], lowers: list[str], flags: list[Flags]
    ) -> None:
        folded = sheet.folded
        self._sheet = sheet
        self._places = places
        self._made: list[Word | None] = [None] * len(places)
        self.lowers = lowers
        """Each word in lower case."""
        self.flags = flags
        """What each word may be."""
        self.capitals = [i for i, (start, _) in enumerate(places) if folded[start] < "a"]
        """Where the words with a capital stand."""
        self.openings = self._openings()
        """Where a name may begin (`names_rules`)."""

    @classmethod
    def of(cls, sheet: Sheet, lists: NameLists) -> Words:
        folded, lowered = sheet.folded, sheet.lowered
        places = [found.span() for found in _WORD.finditer(folded)]
        lowers = [lowered[start:end] for start, end in places]
        flags = lists.of_all(lowers)
        for i, word in enumerate(lowers):
            if "'" in word:
                if folded.startswith("D'", places[i][0]) and _goes_on(folded, places[i][0]):
                    flags[i] = lists.of(word) or Is.FAMILY
                    continue
                start, end = places[i] = _trimmed(lowered, *places[i], lists.of)
                lowers[i] = word = lowered[start:end]  # noqa: PLW2901 -- what is left of it
                flags[i] = lists.of(word)
            if "-" in word:
                flags[i] = _of_compound(folded, places[i], lists.of(word))
        return cls(sheet, places, lowers, flags)

    @classmethod
    def made(cls, sheet: Sheet, words: Sequence[Word]) -> Words:
        """Words that somebody changed."""
        places = [(word.start, word.end) for word in words]
        made = cls(sheet, places, [word.lower for word in words], [word.flags for word in words])
        made._made = list(words)
        return made

    def _openings(self) -> list[int]:
        flags, lowers = self.flags, self.lowers
        at = {i for i in self.capitals if flags[i] & _BEGINS or len(lowers[i]) == 1}
        at.update(i for i in self.capitals if not flags[i])
        at.update(i for i, some in enumerate(flags) if some & Is.FIRST)
        at.update(i for i, some in enumerate(flags[:-1], 1) if some & _ANNOUNCES)
        text, places = self._sheet.folded, self._places
        at.update(
            i
            for i, word in enumerate(lowers)
            if len(word) == 1 and text.startswith(".", places[i][1])
        )
        at.update(i for i, word in enumerate(lowers) if not flags[i] and word[-1] == "s")
        at.update(self._families())
        return sorted(at)

    def _families(self) -> Iterator[int]:
        """Usual family names, and the particles before any: `van den eynde`."""
        flags = self.flags
        for i, some in enumerate(flags):
            if some & (Is.FAMILY | Is.WORD | Is.PLACE) == Is.FAMILY:
                k = i
                if some & Is.USUAL_FAMILY:
                    yield i
                while k and flags[k - 1] & Is.PARTICLE and i - k < _MAX_PARTICLES:
                    k -= 1
                if k < i:
                    yield k

    def __len__(self) -> int:
        return len(self._made)

    def place(self, at: int) -> tuple[int, int]:
        """Where word `at` stands in the text."""
        return self._places[at]

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Word, ...]: ...
    def __getitem__(self, at: int | slice) -> Word | tuple[Word, ...]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(len(self._made))))
        word = self._made[at]
        if word is None:
            word = self._made[at] = self._word(at)
        return word

    def _word(self, at: int) -> Word:
        folded = self._sheet.folded
        start, end = self._places[at]
        return Word(
            start,
            end,
            self.lowers[at],
            self.flags[at],
            folded[start] < "a",
            end - start > 1 and folded[start:end].isupper(),
            _opens(folded, self._sheet.lowered, start),
        )


def _of_compound(folded: str, place: tuple[int, int], flags: Flags) -> Flags:
    if folded[place[0]].isupper() and _PLAIN_COMPOUND.search(folded, *place):
        flags &= ~Is.NAME  # "GAS-verbruik", "T-shirts"
    return flags


def _goes_on(folded: str, start: int) -> bool:
    """`R. D'Amico`, `Luca D'Amico`: behind a name `D'` is no `d'` that opens a sentence."""
    return bool(_NAMED_BEFORE.search(folded[max(0, start - _REACH) : start]))


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
