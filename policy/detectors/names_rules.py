"""
Where a name begins: the word itself, or what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span, shaped_like_family
from policy.detectors.names_words import Word

_AMBIGUOUS = Is.WORD | Is.PLACE | Is.DATE
_NOT_A_NAME = Is.TITLE | Is.ROLE | Is.PUBLIC | Is.GREETING | Is.SIGN_OFF
_BARE = re.compile(r"[ \xa0]{1,2}|[.,]? |, |: |\.? ?\n+[ >]*|,\n+[ >]*|! |\. ")
_AFTER_GREETING = re.compile(r"\s*(?:[,!:.?)]|$|\n)|\s+(?:en|et|and|&)\s", re.ASCII)
_ARTICLES = frozenset("de het een the a an le la les un une l in".split())
_FAMILY_ALONE = 0.6
_FIRST_ALONE = 0.8
_FULL = 0.95
_CUED = 0.9
_LOWER = 0.75
_MIN_LOWER = 3


def spans(reading: Reading) -> Iterator[Span]:
    """Every name that begins for a reason of its own, in order, not overlapping."""
    i = 0
    while i < len(reading.words):
        span = _begun(reading, i)
        if span is None:
            i += 1
        else:
            yield span
            i = span.last + 1


def _begun(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if span := _after_cue(reading, i):
        return span
    if word.is_capital:
        return _initials(reading, i) or _capitalised(reading, i)
    return _lower_case(reading, i)


def _after_cue(reading: Reading, i: int) -> Span | None:
    """`mevrouw …`, `collega …`, `Beste …`, `mvg …`: somebody comes."""
    if i == 0:
        return None
    before, word = reading.words[i - 1], reading.words[i]
    if word.flags & (Is.TITLE | Is.PUBLIC) and not word.flags & Is.NAME:
        return None
    if before.flags & Is.TITLE and reading.follows_abbreviation(i - 1):
        return _titled(reading, i)
    if before.flags & (Is.ROLE | Is.NAMING) and reading.gap(i - 1) in {" ", ", ", " ("}:
        return _called(reading, i)
    gap = reading.gap(i - 1)
    if before.flags & Is.GREETING and gap in {" ", ", "} and not before.flags & Is.FIRST & ~Is.WORD:
        return _greeted(reading, i)
    if before.flags & Is.SIGN_OFF and _BARE.fullmatch(gap):
        return _signed(reading, i)
    return None


def _titled(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.is_capital and not (word.opens and word.flags & Is.WORD):
        return _named(reading, _skip_roles(reading, i), _CUED, loose=True)
    if word.flags & Is.PARTICLE and reading.touches(i):
        last = reading.grown(i, loose=True)
        named = reading.words[last]
        return Span(i, last, _CUED) if last > i and not named.flags & Is.ROLE else None
    if word.flags & (_AMBIGUOUS | _NOT_A_NAME) or word.is_capital or len(word.lower) <= _MIN_LOWER:
        return None
    known = word.flags & Is.NAME or shaped_like_family(word)
    return Span(i, reading.grown(i), _LOWER) if known else None


def _skip_roles(reading: Reading, i: int) -> int:
    """`Mevrouw Dokter Peeters`: titles do not belong to the name."""
    while reading.words[i].flags & Is.TITLE and not reading.words[i].flags & Is.NAME:
        if not reading.follows_abbreviation(i):
            break
        i += 1
    return i


def _called(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & _NOT_A_NAME and not word.flags & Is.NAME:
        return None
    if word.is_capital:
        if word.opens or word.is_upper or (word.flags & _AMBIGUOUS and not word.flags & Is.NAME):
            return None
        if word.is_initial and not reading.has_dot(i):
            return None
        return _named(reading, i, _CUED)
    return _lower_case(reading, i, cued=True)


def _greeted(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & (_NOT_A_NAME | Is.DATE) and not word.flags & Is.FIRST:
        return None
    ends = bool(_AFTER_GREETING.match(reading.sheet.folded, word.end))
    if word.is_capital and not word.is_upper:
        if word.flags & Is.FIRST:
            return _named(reading, i, _CUED)
        return _named(reading, i, _CUED) if not word.flags & _AMBIGUOUS else None
    known = word.flags & Is.FIRST and (ends or not word.flags & _AMBIGUOUS)
    return Span(i, reading.grown(i), _LOWER) if known and len(word.lower) > 1 else None


def _signed(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & (Is.SIGN_OFF | Is.GREETING | Is.DATE | Is.ROLE) and not word.flags & Is.FIRST:
        return None
    if word.is_capital:
        if word.flags & _AMBIGUOUS and not word.flags & Is.FIRST:
            return None
        return _named(reading, i, _CUED, loose=True)
    known = word.flags & Is.FIRST and not word.flags & Is.PARTICLE
    return Span(i, reading.grown(i), _LOWER) if known else None


def _named(reading: Reading, i: int, score: float, *, loose: bool = False) -> Span | None:
    word = reading.words[i]
    if word.flags & Is.PARTICLE and not word.flags & Is.FIRST and reading.touches(i):
        last = reading.grown(i, loose=loose)
        return Span(i, last, score) if last > i else None
    return Span(i, reading.grown(i, loose=loose), score)


def _initials(reading: Reading, i: int) -> Span | None:
    """`J.P. Dewael`, `K. Lemmens`."""
    if not (reading.words[i].is_initial and reading.has_dot(i)):
        return None
    last = i
    while reading.touches(last) and reading.words[last + 1].is_initial:
        last += 1
    if not reading.touches(last) or not reading.has_dot(last):
        return None
    family = reading.words[last + 1]
    if family.flags & Is.PARTICLE:
        grown = reading.grown(last)
        return Span(i, grown, _FULL) if grown > last + 1 else None
    plain = family.flags & (Is.WORD | Is.PLACE | _NOT_A_NAME) and not family.flags & Is.FAMILY
    if not family.is_capital or family.is_upper or plain:
        return None
    # French "M." is a title when a first name follows.
    is_title = last == i and reading.words[i].lower == "m" and family.flags & Is.FIRST
    begin = last + 1 if is_title and reading.grown(last + 1) > last + 1 else i
    return Span(begin, reading.grown(last + 1), _FULL)


def _capitalised(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & Is.FIRST and not word.is_initial:
        return _first_name(reading, i)
    if word.flags & Is.PARTICLE:
        return _family_first(reading, i)
    if word.flags & Is.FAMILY and not word.flags & _AMBIGUOUS | word.flags & _NOT_A_NAME:
        return _family_name(reading, i)
    return None


def _first_name(reading: Reading, i: int) -> Span | None:
    word, last = reading.words[i], reading.grown(i)
    doubtful = bool(word.flags & (_AMBIGUOUS | _NOT_A_NAME | Is.PARTICLE))
    if last > i:
        rest = reading.words[i + 1 : last + 1]
        surname = any(_is_surname(part) for part in rest)
        if not doubtful or (surname and not (word.opens and word.flags & _NOT_A_NAME)):
            return Span(i, last, _FULL if surname else _FIRST_ALONE)
        return None if word.opens else Span(i, last, _FIRST_ALONE)
    if word.is_upper and (doubtful or len(word.lower) <= _MIN_LOWER):
        return None
    if doubtful and (word.opens or word.flags & (Is.DATE | _NOT_A_NAME | Is.PARTICLE)):
        return None
    if word.flags & Is.WORD and _has_article(reading, i):
        return None  # "naar het Frans", "de Roos"
    if word.flags & Is.PLACE and (not word.flags & Is.LOCAL or _is_whereabouts(reading, i)):
        return None
    return Span(i, i, _FIRST_ALONE)


def _has_article(reading: Reading, i: int) -> bool:
    return i > 0 and reading.words[i - 1].lower in _ARTICLES


def _is_whereabouts(reading: Reading, i: int) -> bool:
    """`in Veerle`, `te Lier`: then it is the village."""
    return i > 0 and reading.words[i - 1].lower in {"in", "te", "uit", "naar", "rond", "a", "from"}


def _is_surname(word: Word) -> bool:
    return word.is_capital and (bool(word.flags & Is.FAMILY) or not word.flags & Is.WORD)


def _family_first(reading: Reading, i: int) -> Span | None:
    """`De Smedt Kristof`, `Van Hecke-Maes`: a family name with its particles, and what follows."""
    k = i
    while reading.words[k].flags & Is.PARTICLE and reading.touches(k):
        k += 1
    if k == i or reading.words[k].flags & Is.PARTICLE:
        return None
    word, parts = reading.words[k], tuple(w.lower for w in reading.words[i : k + 1])
    if not word.is_capital:
        return None
    last = reading.grown(k)
    with_first = any(w.flags & Is.FIRST and w.is_capital for w in reading.words[k + 1 : last + 1])
    sure = reading.lists.is_family(parts) or (
        word.flags & Is.FAMILY and not word.flags & (_AMBIGUOUS | _NOT_A_NAME)
    )
    if not sure and not (with_first and not word.flags & Is.WORD):
        shaped = shaped_like_family(word) and not reading.words[i].opens
        return Span(i, last, _FAMILY_ALONE) if shaped else None
    return Span(i, last, _FULL if with_first else _FIRST_ALONE)


def _family_name(reading: Reading, i: int) -> Span | None:
    last = reading.grown(i)
    rest = reading.words[i + 1 : last + 1]
    if any(w.flags & Is.FIRST and w.is_capital and not w.flags & Is.WORD for w in rest):
        return Span(i, last, _FULL)
    word = reading.words[i]
    if word.opens or word.is_upper or word.flags & Is.BEFORE_ORGANISATION:
        return None
    if not word.flags & Is.USUAL_FAMILY and not shaped_like_family(word):
        return None  # the world's family names hold too many ordinary words: the model's turn
    return Span(i, last, _FAMILY_ALONE)


def _lower_case(reading: Reading, i: int, *, cued: bool = False) -> Span | None:
    """`jef janssens`, `an van den eynde`: typed in a hurry."""
    word = reading.words[i]
    if not word.flags & Is.FIRST or word.flags & Is.PARTICLE or word.is_capital:
        return None
    last = reading.grown(i)
    plain = word.flags & (_AMBIGUOUS | _NOT_A_NAME)
    rest = reading.words[i + 1 : last + 1]
    if rest and any(w.is_capital for w in rest):
        return None
    if rest and (not plain or _is_full_family(reading, i, last)):
        return Span(i, last, _CUED)
    if plain or len(word.lower) < _MIN_LOWER or not word.flags & Is.LOCAL:
        return Span(i, i, _LOWER) if cued and not plain else None
    return Span(i, i, _LOWER) if cued or _addressed(reading, i) else None


def _is_full_family(reading: Reading, i: int, last: int) -> bool:
    parts = tuple(word.lower for word in reading.words[i + 1 : last + 1])
    return reading.lists.is_family(parts) or bool(
        len(parts) == 1 and reading.words[last].flags & Is.FAMILY and reading.words[i].opens
    )


def _addressed(reading: Reading, i: int) -> bool:
    if i == 0:
        return True
    before = reading.words[i - 1]
    if reading.words[i].opens:
        return True
    return bool(before.flags & (Is.TOWARDS | Is.CUE | Is.NAME)) or "," in reading.gap(i - 1)
