"""
Where the model is asked: words that could be a name and that no list settles.
"""

from __future__ import annotations

import re

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading
from policy.detectors.names_words import Word

NEVER = Is.PLACE | Is.DATE | Is.TITLE | Is.ROLE | Is.GREETING | Is.SIGN_OFF | Is.PUBLIC
_PLAIN = Is.WORD | NEVER
_SETTLED = _PLAIN | Is.PARTICLE
_NO_NAME = {Is.LOCAL: _SETTLED & ~(Is.WORD | Is.PLACE)}
"""A name that is usual here may be meant, though it is a word or village too: `trui`, `veerle`."""
_SMALL = Is.PARTICLE | Is.TOWARDS
_DOUBLE = Is.WORD | Is.LOWER_WORD | Is.PLACE
_MIN_LENGTH = 3
_SHORT = Is.LOCAL | _SETTLED | _DOUBLE
"""Of shorter ones only those that are a first name here, and nothing else: `jo`."""
_MIN_UNKNOWN = 4
_MIN_SHOUTED = 6
_CODED = frozenset("_/\\<>`$=[]{}+&-")
_ABBREVIATED = re.compile(r"\.(?: ?[a-z0-9:|]|,)| ?nr\b", re.ASCII)
_MAX_ABBREVIATION = 5
_MEASURED = re.compile(r"[\"']? ?[:=] ?-?\d+[.,]\d", re.ASCII)
"""What stands before it is a measure: `lon: 4.54`."""
_SPOKEN = re.compile(r"(?=.*[aeiouy])(?=.*[bcdfghjklmnpqrstvwxz])(?!.*([a-z])\1\1)")
_ARTICLES = frozenset({"de", "het", "t", "la", "le", "les", "op", "te", "des", "du", "y", "e"})
_LEAST, _LEAST_UNMADE = -2.0, -4.0
"""
How much like a name an unknown word without a capital must be spelt (`Letters.likeness`), and one
that is no compound and no slip either (`names_makes`).
"""
_LIKELY = -0.5
"""How much so when its capital says nothing, because it opens a sentence."""
_SHOUTED = 1.0
"""How much so when it is all capitals: else it is an abbreviation."""
_NEEDED = {"known": 0.5, "double": 0.9, "several": 0.6, "short": 0.9}
"""
How sure the model must be: of words that are names and nothing else, of those that are something
ordinary as well, of several words with capitals.
"""
_BY_LIKENESS = {
    True: ((2.0, 0.45), (1.0, 0.6), (-99.0, 0.8)),
    False: ((0.0, 0.4), (-1.0, 0.5), (-99.0, 0.75)),
}
_MADE, _MADE_LOWER = 0.85, 0.8
_LIKE_A_NAME = 1.5
"""
The same of those that are a compound or a slip; without a capital only those are taken that are
spelt as names are.
"""
_NEVER = 2.0
"""
The same of unknown words, with a capital and without, by how much they are spelt as names are: one
that is not is more often a product, a place or a compound.
"""


def candidates(reading: Reading, taken: frozenset[int]) -> list[int]:
    """Where no list settles what the word is, and nobody was found yet."""
    words = reading.words
    lowers, capitals = words.lowers, frozenset(words.capitals)
    return [
        i
        for i, flags in enumerate(words.flags)
        if not flags & _NO_NAME.get(flags & Is.LOCAL, _SETTLED)
        and (len(lowers[i]) >= _MIN_LENGTH or flags & _SHORT == Is.LOCAL)
        and i not in taken
        and not (i in capitals and (flags & _PLAIN or lowers[i].startswith("i'")))
    ]


def may_begin(reading: Reading, i: int) -> bool:
    """Whether `fits` could agree with a name at word `i`."""
    word = reading.words[i]
    if not word.is_capital:
        return may_lower(reading, i)
    return _may_shout(reading, i) and _may_stand(reading, i)


def _may_shout(reading: Reading, i: int) -> bool:
    """`VERSCHUEREN`, not `DIMONA`: what is all capitals is an abbreviation in most cases."""
    word = reading.words[i]
    if not word.is_upper:
        return True
    if word.flags & Is.FAMILY and len(word.lower) >= _MIN_UNKNOWN:
        return True
    if "-" in word.lower:
        return False
    return len(word.lower) >= _MIN_SHOUTED and _likeness(reading, i) > _SHOUTED


def may_lower(reading: Reading, i: int) -> bool:
    """Whether a word without a capital is a word at all: no path, no key, no abbreviation."""
    word, text = reading.words[i], reading.sheet.folded
    before, after = text[word.start - 1 : word.start], text[word.end : word.end + 1]
    if word.flags & _SMALL or before in _CODED or after in _CODED:
        return False
    if not text[word.start : word.end].islower() or _MEASURED.match(text, word.end):
        return False
    if word.flags & (Is.LOCAL | Is.USUAL_FAMILY):
        return not (word.flags & _DOUBLE and text[word.start - 2 : word.start - 1].isdigit())
    if word.flags & _DOUBLE:
        return False  # a name from far away: "klare"
    if word.flags & Is.NAME:
        return _likeness(reading, i) > _LEAST
    spoken = len(word.lower) >= _MIN_UNKNOWN and _SPOKEN.match(word.lower)
    short = len(word.lower) <= _MAX_ABBREVIATION
    least = _LEAST if reading.make(word.lower) else _LEAST_UNMADE
    abbreviated = short and _ABBREVIATED.match(text, word.end)
    return bool(spoken) and not abbreviated and _likeness(reading, i) > least


def _likeness(reading: Reading, i: int) -> float:
    return reading.lists.letters.likeness(reading.words.lowers[i])


def _may_stand(reading: Reading, i: int) -> bool:
    """A word that opens a sentence is seldom a name by itself."""
    if reading.is_camel(i):
        return False
    word = reading.words[i]
    if not word.opens or word.flags & Is.NAME or _likeness(reading, i) > _LIKELY:
        return True
    return (reading.touches(i) and _may_join(reading.words[i + 1])) or (
        reading.touches(i - 1) and _may_join(reading.words[i - 1])
    )


def _may_join(word: Word) -> bool:
    return word.is_capital or bool(word.flags & Is.PARTICLE)


def fits(reading: Reading, first: int, last: int) -> bool:
    """Whether the words `first` to `last`, which the model took for a name, may be one."""
    if any(not reading.touches(i) for i in range(first, last)):
        return False
    words = reading.words[first : last + 1]
    return (
        _fits_capital(reading, first, words)
        if words[0].is_capital
        else _fits_lower(reading, first, words)
    )


def _fits_capital(reading: Reading, first: int, words: tuple[Word, ...]) -> bool:
    # "Arjan Kuiper": a trade as a family name, behind a word that is nothing else than a name.
    sure = words[0].flags & Is.NAME and not words[0].flags & _PLAIN
    trade = sure and words[-1].flags == Is.WORD and not words[-1].is_upper
    plain = words[-1].flags & _PLAIN and not words[-1].flags & (Is.NAME | Is.PLACE) and not trade
    if not words[-1].is_capital or plain or not all(_may_join(word) for word in words):
        return False
    return any(
        not word.flags & (_PLAIN | Is.PARTICLE)
        and _may_shout(reading, first + n)
        and (bool(word.flags) or _likeness(reading, first + n) > _LEAST)
        and len(word.lower) >= _MIN_LENGTH
        and (len(words) > 1 or _may_stand(reading, first + n))
        for n, word in enumerate(words)
    )


def _fits_lower(reading: Reading, first: int, words: tuple[Word, ...]) -> bool:
    if words[0].lower in _ARTICLES or words[-1].flags & Is.PARTICLE:
        return False
    return all(
        not word.is_capital
        and (
            word.flags & Is.PARTICLE
            or (
                not word.flags & _NO_NAME.get(word.flags & Is.LOCAL, NEVER)
                and may_lower(reading, first + n)
            )
        )
        for n, word in enumerate(words)
    )


def needed(reading: Reading, first: int, last: int) -> float:
    """How sure the model must be of these words."""
    words = reading.words[first : last + 1]
    capital = words[0].is_capital
    if not capital and any(word.flags & _DOUBLE for word in words):
        return _NEEDED["double"]
    if max(len(word.lower) for word in words) < _MIN_LENGTH:
        return _NEEDED["short"]
    if all(word.flags & (Is.NAME | Is.PARTICLE) for word in words):
        return _NEEDED["double" if words[0].flags & _DOUBLE else "known"]
    likeness = max(_likeness(reading, i) for i in range(first, last + 1))
    alone = next(sure for least, sure in _BY_LIKENESS[capital] if likeness >= least)
    unknown = [word for word in words if not word.flags & (Is.NAME | Is.PARTICLE)]
    if all(reading.make(word.lower) for word in unknown):
        lower = _MADE_LOWER if likeness > _LIKE_A_NAME else _NEVER
        alone = max(alone, _MADE if capital else lower)
    return min(alone, _NEEDED["several"]) if capital and last > first else alone
