"""
What we know of words: which are first names, family names, ordinary words, or stand near names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policy.detectors.fold import ascii_only
from policy.detectors.names_letters import Letters
from policy.detectors.names_makes import make_of

type Flags = int
"""Some of `Is`, joined by `|`."""


class Is:
    """
    What a word may be; one word is often several things at once.

    Plain numbers: an `IntFlag` made the family three times slower.
    """

    FIRST = 1 << 0
    LOCAL = 1 << 1
    """A first name that is usual here: it may count without its capital."""
    FAMILY = 1 << 2
    USUAL_FAMILY = 1 << 3
    """A family name that is usual here: it may stand alone in a sentence."""
    WORD = 1 << 4
    PLACE = 1 << 5
    TITLE = 1 << 6
    ROLE = 1 << 7
    NAMING = 1 << 8
    TOWARDS = 1 << 9
    GREETING = 1 << 10
    SIGN_OFF = 1 << 11
    PARTICLE = 1 << 12
    PUBLIC = 1 << 13
    BEFORE_ORGANISATION = 1 << 14
    AFTER_ORGANISATION = 1 << 15
    ANIMAL = 1 << 16
    WORK = 1 << 18
    WORK_LINK = 1 << 19
    DATE = 1 << 17
    LOWER_WORD = 1 << 20
    """A name that is an ordinary word when it has no capital: `viola`, `max`."""

    NAME = FIRST | FAMILY
    CUE = TITLE | ROLE | GREETING | SIGN_OFF | PUBLIC | DATE


NOTHING = 0

type Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLists:
    """
    All lists, in any case and with accents; several words in one entry belong together.

    Raises `ValueError` when there are no first names: a detector without them sees nobody.
    """

    words: Mapping[Flags, Iterable[str]]
    fields: frozenset[str] = frozenset()
    """Labels and column headings after which a name follows."""
    street_endings: tuple[str, ...] = ()
    public_phrases: tuple[str, ...] = ()
    public_figures: tuple[str, ...] = ()
    famous_before: tuple[str, ...] = ()
    """Words after which somebody follows of whom one gives a talk."""
    not_persons: tuple[str, ...] = ()
    private_words: frozenset[str] = frozenset()
    letters: Letters = field(default_factory=Letters)
    """How names are spelt."""
    usual: frozenset[str] = frozenset()
    """Words so usual that an unknown word like one of them is that word, mistyped."""
    _flags: dict[str, Flags] = field(default_factory=dict, init=False, repr=False)
    _families: set[Words] = field(default_factory=set, init=False, repr=False)
    _known: dict[str, set[Words]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for flag, entries in self.words.items():
            self._learn(flag, _folded(list(entries)))
        self._settle()
        if not any(flag & Is.FIRST for flag in self._flags.values()):
            raise ValueError("the name lists hold no first names")
        for entry in (*self.public_figures, *self.not_persons):
            if parts := split(entry):
                self._known.setdefault(parts[0], set()).add(parts)

    def _learn(self, flag: Flags, entries: Iterable[str]) -> None:
        known = self._flags
        for entry in entries:
            # Nine of ten, of two hundred thousand: each start waits for this.
            if entry.isalpha():
                known[entry] = known.get(entry, NOTHING) | flag
                continue
            parts = _parts(entry)
            if len(parts) == 1:
                known[parts[0]] = known.get(parts[0], NOTHING) | flag
            elif parts and flag & Is.FAMILY:
                self._learn_family(parts)

    def _learn_family(self, parts: Words) -> None:
        self._families.add(parts)
        flags = self._flags.get(parts[-1], NOTHING)
        if not flags & (Is.WORD | Is.PLACE):
            self._flags[parts[-1]] = flags | Is.FAMILY

    def _settle(self) -> None:
        """A name from far away that is an ordinary word here (`Over`, `Dag`) is a word."""
        for word, flags in self._flags.items():
            if flags & Is.WORD and not flags & Is.LOCAL:
                flags &= ~Is.FIRST  # noqa: PLW2901 -- settled below
            if flags & Is.WORD and not flags & Is.USUAL_FAMILY:
                flags &= ~Is.FAMILY  # noqa: PLW2901 -- settled below
            self._flags[word] = flags

    def of(self, word: str) -> Flags:
        """What `word` (lower-case ASCII) may be. A double name is what its parts are."""
        flags = self._flags.get(word, NOTHING)
        if flags or "-" not in word:
            return flags
        parts = [self._flags.get(part, NOTHING) for part in word.split("-")]
        if all(part & Is.FIRST for part in parts):
            return Is.FIRST | (Is.LOCAL if all(part & Is.LOCAL for part in parts) else NOTHING)
        if any(part & Is.WORD and not part & (Is.NAME | Is.PARTICLE) for part in parts):
            return Is.WORD
        if parts[-1] & Is.PLACE:
            return Is.PLACE
        return Is.FAMILY if any(part & Is.FAMILY for part in parts) else NOTHING

    def of_all(self, words: Iterable[str]) -> list[Flags]:
        """What each of `words` may be by itself; for one with a hyphen in it ask `of`."""
        known = self._flags.get
        return [known(word, NOTHING) for word in words]

    def make_of(self, word: str) -> str:
        """Whether `word`, which is in no list, is a compound or a slip (`names_makes`)."""
        return make_of(word, self._is_word, self.usual.__contains__)

    def _is_word(self, word: str) -> bool:
        return bool(self._flags.get(word, NOTHING) & Is.WORD)

    def is_family(self, parts: Words) -> bool:
        """Whether these words together are a family name, such as `van den eynde`."""
        return parts in self._families

    def known_from(self, word: str) -> Iterable[Words]:
        """Phrases that begin with `word` and are nobody private."""
        return self._known.get(word, ())

    def is_street(self, word: str) -> bool:
        return word.endswith(self.street_endings) and not self.of(word) & Is.FIRST


def split(entry: str) -> Words:
    """An entry as lower-case ASCII words: `M.G. Schmidt` is `m`, `g`, `schmidt`."""
    return _parts(ascii_only(entry).lower())


def _parts(folded: str) -> Words:
    return tuple(folded.replace(".", " ").replace("\u2019", "'").replace("&", " ").split())


def _folded(entries: Sequence[str]) -> Sequence[str]:
    """Each entry as lower-case ASCII; all of them at once where that is the same."""
    together = ascii_only("\n".join(entries)).lower().split("\n")
    if len(together) == len(entries):
        return together
    return [ascii_only(entry).lower() for entry in entries]
