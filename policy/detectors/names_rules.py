"""
Where a name begins: the word itself, or what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detectors.names_cues import after_cue
from policy.detectors.names_lists import Is
from policy.detectors.names_lower import (
    AMBIGUOUS,
    MIN_LOWER,
    NOT_A_NAME,
    family,
    family_alone,
    genitive,
    initials,
    lower_case,
)
from policy.detectors.names_reading import Reading, Span, shaped_like_family, surely_family
from policy.detectors.names_words import Word

_ARTICLES = frozenset(["de", "het", "een", "the", "le", "la", "les", "un", "une", "l", "in"])
_WHEREABOUTS = frozenset({"in", "te", "uit", "naar", "rond", "a", "from"})
_QUANTITY = re.compile(
    r"max(?:[.:]? ?(?:\d|x\b|een\b|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|half|ongeveer|un\b"
    r"|deux|trois|one|two|three|four|five)|[.:]"
    r"| (?:aantal|lengte|length|per|euro|tekens|mots|words|woorden)\b)"
)
"""`Max 150 woorden`."""
_QUESTION = re.compile(
    r"(?:can|may|will|ken|mark|page|bill|pat|sue|grant|rob|drew|kan|wil)"
    r" (?:i|you|we|it|they|the|jij|je|u|ge|gij|jullie|this|that|a|an|my|our)\b"
)
"""`Can I …`, `Ken jij …`: verbs that are names too."""
_ACTS = re.compile(
    r" (?:en|et|and|&) (?:ik|moi|i|wij)\b"
    r"|,? (?:vraagt|belt|zegt|mailt|stuurt|woont|vindt|vroeg|belde|mailde|kwam|zei|wil|werkt"
    r"|demande|veut|habite|travaille|asks|asked|said|says|wants|called|lives|works)\b"
)
"""What only people do."""
MAX_INITIALS = 4
_FAMILY_ALONE = 0.6
_FIRST_ALONE = 0.8
_FULL = 0.95


def spans(reading: Reading) -> Iterator[Span]:
    """Every name that begins for a reason of its own, in order, not overlapping."""
    taken = -1
    for i in reading.words.openings:
        if i > taken and (span := begun(reading, i)) is not None:
            yield span
            taken = span.last


def begun(reading: Reading, i: int) -> Span | None:
    """The name that begins at word `i`. None does outside `Words.openings`."""
    word = reading.words[i]
    if span := after_cue(reading, i):
        return span
    if word.is_capital:
        if reading.is_camel(i):
            return None
        return _initials(reading, i) or _capitalised(reading, i) or _genitive(reading, i)
    if len(word.lower) == 1:
        return initials(reading, i)
    known = lower_case(reading, i) or family(reading, i) or family_alone(reading, i)
    return known or _genitive(reading, i)


def _genitive(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    return genitive(reading, i) if not word.flags and word.lower[-1] == "s" else None


def _initials(reading: Reading, i: int) -> Span | None:
    """`J.P. Dewael`, `K. Lemmens`."""
    if not (reading.words[i].is_initial and reading.has_dot(i)):
        return None
    last = i
    while last - i < MAX_INITIALS and reading.touches(last) and reading.words[last + 1].is_initial:
        last += 1
    if not reading.touches(last) or not reading.has_dot(last):
        return None
    family = reading.words[last + 1]
    if family.flags & Is.PARTICLE:
        grown = reading.grown(last)
        return Span(i, grown, _FULL) if grown > last + 1 else None
    plain = family.flags & (Is.WORD | Is.PLACE | NOT_A_NAME) and not family.flags & Is.FAMILY
    if not family.is_capital or plain or (family.is_upper and not _is_upper_family(family)):
        return None
    # French "M." is a title when a first name follows.
    is_title = last == i and reading.words[i].lower == "m" and family.flags & Is.FIRST
    begin = last + 1 if is_title and reading.grown(last + 1) > last + 1 else i
    return Span(begin, reading.grown(last + 1), _FULL)


def _is_upper_family(word: Word) -> bool:
    return bool(word.flags & Is.FAMILY) or shaped_like_family(word)


def _capitalised(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & Is.FIRST and not word.is_initial:
        return None if _is_verb_or_amount(reading, word) else _first_name(reading, i)
    if word.flags & Is.PARTICLE:
        return _family_first(reading, i)
    if surely_family(word) and not word.opens and not word.is_upper:
        return Span(i, reading.grown(i), _FAMILY_ALONE)
    if word.flags & Is.FAMILY and not word.flags & AMBIGUOUS | word.flags & NOT_A_NAME:
        return _family_name(reading, i)
    return None


def _is_verb_or_amount(reading: Reading, word: Word) -> bool:
    lowered = reading.sheet.lowered
    asks = word.opens and _QUESTION.match(lowered, word.start)
    return bool(asks or _QUANTITY.match(lowered, word.start))


def _first_name(reading: Reading, i: int) -> Span | None:
    word, last = reading.words[i], reading.grown(i)
    doubtful = bool(word.flags & (AMBIGUOUS | NOT_A_NAME | Is.PARTICLE))
    if last > i:
        rest = reading.words[i + 1 : last + 1]
        surname = any(_is_surname(part) for part in rest)
        if not word.flags & Is.LOCAL and all(_is_only_place(part) for part in rest):
            return None  # "Olympia Wijgmaal"
        if not doubtful or (surname and not (word.opens and word.flags & NOT_A_NAME)):
            return Span(i, last, _FULL if surname else _FIRST_ALONE)
        return None if word.opens else Span(i, last, _FIRST_ALONE)
    if word.is_upper and (doubtful or len(word.lower) <= MIN_LOWER or not _shouts(reading, i)):
        return None
    return None if doubtful and _is_something_else(reading, i) else Span(i, i, _FIRST_ALONE)


def _shouts(reading: Reading, i: int) -> bool:
    """Whether the line is typed in capitals: elsewhere `MAGDA` is an abbreviation."""
    text, word = reading.sheet.folded, reading.words[i]
    end = text.find("\n", word.end)
    line = text[text.rfind("\n", 0, word.start) + 1 : end if end >= 0 else len(text)]
    return bool(word.flags & Is.LOCAL) and line.isupper()


def _is_something_else(reading: Reading, i: int) -> bool:
    """A doubtful first name that stands where the other thing would."""
    word = reading.words[i]
    if word.opens and word.flags & Is.LOCAL and _ACTS.match(reading.sheet.lowered, word.end):
        return False
    if word.opens or word.flags & (Is.DATE | NOT_A_NAME & ~Is.GREETING):
        return True
    if word.flags & Is.PARTICLE:
        # "door Abdel?", not "La Marseillaise"
        return not word.flags & Is.LOCAL or bool(word.flags & Is.WORD)
    if word.flags & Is.WORD and _has_article(reading, i):
        return True  # "naar het Frans", "de Roos"
    place = word.flags & Is.PLACE
    return bool(place) and (not word.flags & Is.LOCAL or _is_whereabouts(reading, i))


def _has_article(reading: Reading, i: int) -> bool:
    return i > 0 and reading.words[i - 1].lower in _ARTICLES


def _is_whereabouts(reading: Reading, i: int) -> bool:
    """`in Veerle`, `te Lier`: then it is the village."""
    return i > 0 and reading.words[i - 1].lower in _WHEREABOUTS


def _is_only_place(word: Word) -> bool:
    return bool(word.flags & Is.PLACE) and not word.flags & Is.NAME


def _is_surname(word: Word) -> bool:
    return word.is_capital and (bool(word.flags & Is.FAMILY) or not word.flags & Is.WORD)


def _family_first(reading: Reading, i: int) -> Span | None:
    """`De Smedt Kristof`, `Van Hecke-Maes`: a family name with its particles, and what follows."""
    k = reading.past_particles(i)
    if k == i or reading.words[k].flags & Is.PARTICLE:
        return None
    word, parts = reading.words[k], tuple(w.lower for w in reading.words[i : k + 1])
    if not word.is_capital:
        return None
    last = reading.grown(k)
    with_first = any(w.flags & Is.FIRST and w.is_capital for w in reading.words[k + 1 : last + 1])
    sure = reading.lists.is_family(parts) or (
        word.flags & Is.FAMILY and not word.flags & (AMBIGUOUS | NOT_A_NAME)
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
