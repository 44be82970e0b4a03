"""
How far a name stretches once it has begun.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policy.detectors.families import Sheet
from policy.detectors.names_lists import NOTHING, Is, NameLists
from policy.detectors.names_makes import COMPOUND, NEITHER
from policy.detectors.names_words import Word, Words

_ELIDED = re.compile(r"(?:[ljnmcsd]|qu)'")
_NEXT_TO = re.compile(r"[ \xa0]{1,2}|\. ?-?|, (?=\b)")
_PREFIXED = re.compile(r"[dt]'[A-Z]", re.ASCII)
_ABBREVIATED = re.compile(r"v[abdhkmprsw]{0,2}[abdhkmprsw]")
"""`hanne vdw`: "van de" and the first letter of the rest."""
_CAMEL = re.compile(
    r"(?!(?:Mc|Mac|De|Den|Der|Van|Vande|Vanden|Vander|Ver|Le|La|Du|Di|El|Al|Ben|Fitz|O')[A-Z])"
    r"[A-Z]+[a-z]+[A-Z]",
    re.ASCII,
)
_HOUSE = re.compile(r" (?:nr\.? ?)?\d", re.ASCII)
_SPACE = re.compile(r" {1,2}|\*\* \*\*")
_FAMILY_SHAPE = re.compile(
    # Old spellings of Dutch family names, and endings of names from elsewhere.
    r"[a-z]*(?:ae|uy|eyn|ey|ouw|gh|cq|ck|th)[a-z]*(?:s|t|n|ns|ts|x|k|e|r)"
    r"|[a-z]+(?:ckx|ckx?s|mans|aerts?|aers|ynck|inckx|eels|yns|ssens|elaere|broeck|velde|bergh)"
    r"|(?:vande[nr]?|ver|de|van|d')[a-z]{5,}(?:s|t|n|x|k|e|r|ke)|ver[a-z]{2,}(?:oy|ey|uy)"
    r"|[a-z]{3,}(?:enko|chuk|czyk|ski|ska|skyi|wicz|vic|evic|ova|ov|eva|ev|yan|dze|shvili|escu"
    r"|opoulos|opoulou|idis|oglu|aoui|oui|adi|azzi|ouzi|ouhi|ssen|sson|ez|inho|elli|ini|ucci)"
)
_SURE_SHAPE = re.compile(
    r"[a-z]{2,}(?:ckx|mans|aerts?|aers|y?inckx?|yncke?|eyns|yns|ssens|elaere|broeck|velde|bergh|uyck"
    r"|uyse|uyze|eyne|eynde|ouck|aeghe|eghem|eels|aele|oucke|huys|poel|schoot|hoven|waele|beke)"
    r"|vande[nr]?[a-z]{4,}|ver[a-z]{2,}(?:aeghe|eyen|uyn|ooy|uysse|aete|eyt)"
)
MAX_WORDS = 7
MAX_PARTICLES = 5
_MAX_ABBREVIATED = 2
_MIN_UNKNOWN, _MAX_UNKNOWN = 4, 10
_MIN_LOWER = 3
_MOST_MAKES = 400
"""Unknown words of one text that are taken apart."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last`, inclusive, that are one name."""

    first: int
    last: int
    score: float
    trim: int = 0
    """Letters at its end that are not the name: the s of `berts bureau`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as words, and which of them belong together."""

    sheet: Sheet = field(repr=False)
    lists: NameLists = field(repr=False)
    words: Words = field(repr=False)
    _makes: dict[str, str] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, sheet: Sheet, lists: NameLists) -> Reading:
        return cls(sheet, lists, Words.of(sheet, lists))

    def gap(self, i: int) -> str:
        """What stands between word `i` and the next."""
        place = self.words.place
        return self.sheet.folded[place(i)[1] : place(i + 1)[0]]

    def make(self, lower: str) -> str:
        """How an unknown word may be an ordinary one; looked up once for each text."""
        make = self._makes.get(lower)
        if make is None and len(self._makes) >= _MOST_MAKES:
            return NEITHER  # a text of unknown words must not take long
        if make is None:
            bare = _ELIDED.sub("", lower, count=1)
            known = bare != lower and self.lists.of(bare) & Is.WORD
            make = COMPOUND if known else self.lists.make_of(bare)
            self._makes[lower] = make
        return make

    def is_camel(self, i: int) -> bool:
        """`WatchGuard`, not `DeWolf`: the name of a program."""
        return bool(_CAMEL.match(self.sheet.folded, self.words[i].start, self.words[i].end))

    def touches(self, i: int) -> bool:
        """Whether word `i` and the next may be parts of one name."""
        if not 0 <= i < len(self.words) - 1:
            return False
        after = self.words[i + 1]
        if self.words[i].is_initial and (
            not after.is_upper or after.flags & (Is.PARTICLE | Is.FAMILY)
        ):
            return self.gap(i) in {" ", ". ", ".", ".-", "-"}
        gap = self.gap(i)
        if gap == "\n":
            return self._broken(i)
        if gap == " '":
            return self.words[i + 1].lower == "t"  # "van 't Hof"
        return bool(_SPACE.fullmatch(gap))

    def _broken(self, i: int) -> bool:
        """`Rosa De` at the end of a line, and the rest of the name on the next."""
        word = self.words[i]
        before = i > 0 and self.words[i - 1].is_capital and self.gap(i - 1) == " "
        particle = word.flags & Is.PARTICLE and word.is_capital and not word.is_upper
        return bool(before and particle) and self.words[i + 1].is_capital

    def follows_abbreviation(self, i: int) -> bool:
        """As `touches`, but the first word may be abbreviated: `dhr. Peeters`."""
        return 0 <= i < len(self.words) - 1 and self.gap(i) in {" ", ". ", ".", "  ", ": "}

    def grown(self, i: int, *, loose: bool = False) -> int:
        """
        The last word of the name that begins at word `i`. `loose` after a title or a label, where
        any capitalised word may be a name.
        """
        last = i
        if self.words[i].flags & Is.PARTICLE and self.touches(i):
            last = self._particles(i) or i
        while last - i < MAX_WORDS and self.touches(last):
            step = self._family_after(last, loose=loose)
            if step is None:
                break
            last = step
        return self._hyphenated(last)

    def past_particles(self, i: int) -> int:
        """The first word from `i` on that is no particle of a name, within reason."""
        k, end = i, min(i + MAX_PARTICLES, len(self.words) - 1)
        while k < end and self.words[k].flags & Is.PARTICLE and self.touches(k):
            k += 1
        return k

    def _particles(self, i: int) -> int | None:
        k = self.past_particles(i)
        fits = k > i and self._after_particles(self.words[i:k], self.words[k])
        return k if fits else None

    def _family_after(self, last: int, *, loose: bool) -> int | None:
        head, k = self.words[last], self.past_particles(last + 1)
        if k - last > MAX_PARTICLES:
            return None
        particles, word = self.words[last + 1 : k], self.words[k]
        if not word.flags and not word.is_capital and self._is_address(word):
            return None
        if particles:
            if not head.flags & Is.PARTICLE and self._after_particles(particles, word):
                return k
            # "Lu", "Ben" and "Le" are names too.
            first = particles[0]
            fits = first.is_capital and first.flags & Is.NAME and not first.flags & Is.WORD
            return last + 1 if fits else None
        if self._may_be_family(head, word):
            return k
        return k if self._fits(word, loose=loose, lower=not head.is_capital) else None

    def _is_address(self, word: Word) -> bool:
        """`dorpsstraat 12`, behind a name without a comma."""
        return bool(_HOUSE.match(self.sheet.folded, word.end)) and self.lists.is_street(word.lower)

    def _may_be_family(self, head: Word, word: Word) -> bool:
        """`Marleen Cops`, `rudi zwanik`: what follows a first name that is nothing else."""
        if not head.flags & Is.LOCAL or head.flags & (Is.WORD | Is.PLACE | Is.LOWER_WORD):
            return False
        if not head.is_capital:
            # Longer ones are rather compounds: "tom zaalreservatie".
            short = _MIN_UNKNOWN <= len(word.lower) <= _MAX_UNKNOWN
            return not word.flags and not word.is_capital and short
        return word.flags == Is.WORD and word.is_capital and not word.is_upper

    def _after_particles(self, particles: tuple[Word, ...], word: Word) -> bool:
        if self.lists.is_family((*(p.lower for p in particles), word.lower)):
            return True
        if word.is_capital:
            if word.is_upper and not particles[0].is_upper:
                return False  # "Thomas van ICT"
            plain = len(particles) == 1 and not particles[0].is_capital
            unlikely = Is.PLACE | Is.WORD | Is.DATE | Is.TITLE | Is.ROLE
            return not (plain and word.flags & unlikely) and not self.lists.is_street(word.lower)
        if word.flags & (Is.WORD | Is.PLACE | Is.ROLE | Is.TITLE | Is.DATE):
            return False
        return bool(word.flags & Is.FAMILY) or shaped_like_family(word)

    def _fits(self, word: Word, *, loose: bool, lower: bool) -> bool:
        flags = word.flags
        if word.is_capital:
            if word.is_initial:
                return not word.opens
            if flags & Is.DATE and not flags & Is.FAMILY:
                return False
            if flags & Is.NAME:
                return not (flags & (Is.GREETING | Is.SIGN_OFF | Is.TITLE))
            plain = flags & (Is.WORD | Is.ROLE | Is.TITLE | Is.PUBLIC | Is.GREETING | Is.SIGN_OFF)
            return loose and not word.opens if plain else True
        if _PREFIXED.match(self.sheet.folded, word.start):
            return True  # "Marie t'Kint"
        return lower and _fits_lower(word)

    def _hyphenated(self, last: int) -> int:
        """`Van Rompaey - Segers`: two family names on one bell."""
        if last + 1 >= len(self.words) or self.gap(last) != " - ":
            return last
        word = self.words[last + 1]
        is_family = word.flags & Is.FAMILY and not word.flags & Is.WORD
        joined = self.words[last].is_capital and word.is_capital and is_family
        return last + 1 if joined else last

    def has_dot(self, i: int) -> bool:
        end = self.words[i].end
        return self.sheet.folded[end : end + 1] == "."


def _fits_lower(word: Word) -> bool:
    if not word.flags and _ABBREVIATED.fullmatch(word.lower):
        return True
    if word.flags & (Is.WORD | Is.CUE | Is.PLACE) or len(word.lower) < _MIN_LOWER:
        return False
    return bool(word.flags & Is.NAME) or shaped_like_family(word)


def shaped_like_family(word: Word) -> bool:
    """An unknown word that is built as family names are."""
    if word.flags & (Is.WORD | Is.PLACE):
        return False
    known = word.flags is not NOTHING and not word.flags & Is.FAMILY
    last = word.lower.rpartition("-")[2]
    return not known and len(last) >= _MIN_UNKNOWN and bool(_FAMILY_SHAPE.fullmatch(last))


def surely_family(word: Word) -> bool:
    """As `shaped_like_family`, in ways in which nothing else is spelt."""
    return not word.flags and bool(_SURE_SHAPE.fullmatch(word.lower.rpartition("-")[2]))
