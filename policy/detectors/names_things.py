"""
Names of things: streets, firms, animals of a story, kings, makers of books.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detectors.context import word_set
from policy.detectors.names_among import is_among_things
from policy.detectors.names_lists import Is
from policy.detectors.names_reading import Reading, Span
from policy.detectors.names_terms import is_term
from policy.detectors.names_words import Word

_ANIMAL = re.compile(r",? (?:de|het|the|le|la|een|a|an|un|une) (\w+)(?: (\w+))?", re.ASCII)
_FIRM = re.compile(r" (?:&|en|et|and) (?:zonen|zoon|zn|fils|sons|co|partners|dochters)\b")
_REIGN = re.compile(r" (?:II|III|IV|VI|VII|VIII|IX|XII|XIII|XIV|XV|XVI)\b")
"""`Jan II`: who reigned."""
_MAKERS = re.compile(
    r"^[^\n]{0,80}?\b(?:auteurs?|authors?|schrijvers?|componist|artiest|kunstenaar|regisseur|artiste?)"
    r" ?[;|\t][^\n]{0,200}$",
    re.MULTILINE,
)
_NAME_ENDINGS = (
    *("berg", "veld", "hof", "dijk", "park", "molen", "ring", "brug", "poort", "gaarde"),
)
"""How streets end, and people are called: `Rosalind Achterberg`."""
_HOUSE = re.compile(r" (?:nr\.? ?)?\d", re.ASCII)
_SAINTS = frozenset({"sint", "st", "saint", "sainte"})
_LANGUAGES = word_set(
    "nederlands engels duits spaans italiaans arabisch turks pools roemeens portugees russisch"
    " oekraiens latijn grieks berbers farsi dari wiskunde les taal talen spreekt tolk vertaling"
    " vertaal vertaald english dutch french german"
)
_CHRISTMAS = frozenset({"de", "du", "a", "joyeux", "pere", "apres", "avant"})
_NEXT_TO = frozenset({" ", "-", ".-", " '", ' "', ". "})


def is_thing(reading: Reading, span: Span) -> bool:
    """Whether `span` is the name of something, or of somebody of whom anybody may write."""
    return any(
        check(reading, span)
        for check in (
            _is_street_or_firm,
            _before_organisation,
            _after_organisation,
            _reigned,
            _is_animal,
            _is_maker,
            _is_language,
            _is_christmas,
            is_among_things,
            is_term,
        )
    )


def _is_street_or_firm(reading: Reading, span: Span) -> bool:
    words = reading.words[span.first : span.last + 1]
    first = words[0]
    somebody = bool(first.flags & Is.FIRST) or not first.flags
    titled = span.first > 0 and bool(reading.words[span.first - 1].flags & Is.TITLE)
    if any(
        _is_street(reading, word, after_first=(n > 0 and somebody) or titled)
        for n, word in enumerate(words)
    ):
        return True
    return bool(_FIRM.match(reading.sheet.lowered, words[-1].end))


def _is_street(reading: Reading, word: Word, *, after_first: bool) -> bool:
    if word.flags & Is.FAMILY or not reading.lists.is_street(word.lower):
        return False
    return not (after_first and word.lower.endswith(_NAME_ENDINGS))


def _before_organisation(reading: Reading, span: Span) -> bool:
    """`Peeters nv`, `Jan van Eyckstraat`."""
    words, k = reading.words, span.last + 1
    if k >= len(words) or not reading.touches(span.last):
        return False
    k = reading.past_particles(k)
    after = words[k]
    if _lives_there(reading, span, after):
        return False
    street = after.is_capital or not words[span.last].is_capital
    # "jana gang 2, mo gang 3": what streets end with may be an errand as well.
    bare = not after.is_capital and after.lower in reading.lists.street_endings
    return bool(after.flags & Is.AFTER_ORGANISATION) or (
        street and not bare and reading.lists.is_street(after.lower)
    )


def _lives_there(reading: Reading, span: Span, street: Word) -> bool:
    """`jef peeters dorpsstraat 12`: typed without a comma."""
    last = reading.words[span.last]
    whole = span.last > span.first and not last.is_capital and not street.is_capital
    known = bool(last.flags & Is.FAMILY) or not last.flags
    first_only = last.flags & Is.LOCAL and not last.flags & Is.USUAL_FAMILY
    return (
        whole and known and not first_only and bool(_HOUSE.match(reading.sheet.folded, street.end))
    )


def _after_organisation(reading: Reading, span: Span) -> bool:
    """`bakkerij Peeters`, `Sint-Jan`."""
    first = reading.words[span.first]
    if first.flags & Is.BEFORE_ORGANISATION and not first.flags & Is.NAME:
        return True
    if span.first == 0 or (gap := reading.gap(span.first - 1)) not in _NEXT_TO:
        return False
    before = reading.words[span.first - 1]
    saint = before.lower in _SAINTS
    return bool(before.flags & Is.BEFORE_ORGANISATION) and (saint or gap != ". ")


def _reigned(reading: Reading, span: Span) -> bool:
    first, last = reading.words[span.first], reading.words[span.last]
    folded = reading.sheet.folded
    return bool(_REIGN.match(folded, last.end) or _REIGN.search(folded, first.end, last.end))


def _is_animal(reading: Reading, span: Span) -> bool:
    """`Fien de egel`."""
    first, last = reading.words[span.first], reading.words[span.last]
    told = first if span.last > span.first else reading.words[max(0, span.first - 1)]
    if told.is_capital and told.flags & Is.ANIMAL and not told.flags & Is.FAMILY:
        near = told is first or (span.first > 0 and reading.touches(span.first - 1))
        if near:
            return True  # "Muis Mientje"
    if span.last - span.first > 1 and not last.is_capital and last.flags & Is.ANIMAL:
        return True
    found = _ANIMAL.match(reading.sheet.lowered, last.end) if first.is_capital else None
    return found is not None and any(
        reading.lists.of(word or "") & Is.ANIMAL for word in found.groups()
    )


def _is_maker(reading: Reading, span: Span) -> bool:
    """`een gedicht van …`: whoever made it is known for it."""
    words = reading.words
    if span.last == span.first or span.first < 2:  # noqa: PLR2004 -- two words before it
        return False
    link, work = words[span.first - 1], words[span.first - 2]
    return bool(link.flags & Is.WORK_LINK) and bool(work.flags & Is.WORK)


def _is_christmas(reading: Reading, span: Span) -> bool:
    """`marché de Noël`."""
    lowers = reading.words.lowers
    alone = span.last == span.first > 0 and lowers[span.first] == "noel"
    return alone and lowers[span.first - 1] in _CHRISTMAS


def _is_language(reading: Reading, span: Span) -> bool:
    """`Arabisch en Frans`."""
    lowers = reading.words.lowers
    if span.last > span.first or lowers[span.first] != "frans":
        return False
    around = lowers[max(0, span.first - 3) : span.first + 4]
    return not _LANGUAGES.isdisjoint(around)


def catalogues(lowered: str) -> Iterator[tuple[int, int]]:
    """Tables of books, in order: below a heading `auteur`, until an empty line."""
    end = -1
    for found in _MAKERS.finditer(lowered):
        if found.start() >= end:
            blank = lowered.find("\n\n", found.end())
            end = blank if blank >= 0 else len(lowered)
            yield found.start(), end
