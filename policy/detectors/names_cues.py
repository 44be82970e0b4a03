"""
Names that somebody announces: titles, roles, greetings and closings of a letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policy.detectors.names_lists import Is
from policy.detectors.names_lower import AMBIGUOUS, MIN_LOWER, NOT_A_NAME, lower_case
from policy.detectors.names_reading import Reading, Span, shaped_like_family

_BARE = re.compile(r"[ \xa0]{1,2}|[.,]? |, |: |\.? ?\n+[ >]*|,\n+[ >]*|! |\. ")
_AFTER_GREETING = re.compile(r"\s*(?:[,!:.?)]|$|\n)|\s+(?:en|et|and|&)\s", re.ASCII)
_CELEBRATED = re.compile(
    r"(?:\b(?:afscheid|verjaardag|jubileum|pensioen|huldiging|rouw|felicitatie|beterschap|huwelijk)[a-z]*"
    r"|\b(?:rapportcommentaar|rapporttekst|oudercontact|oudergesprek|handelingsplan|groetjes|groeten"
    r"|mama|papa|ouders|oma|opa|zoon|dochter|broer|zus|vriend|vriendin|man|vrouw|buurvrouw|buurman"
    r"|anniversaire|retraite|maman|parents|fils|fille|frere|soeur|birthday|farewell|retirement"
    r"|mother|father|parents|son|daughter|brother|sister)"
    r"(?: (?:kaartje|kaart|speech|card|message|party|note|feest|tekst))?)"
    r" (?:van|voor|aan|met|over|de|pour|for|of) $"
    r"|\b(?:ik ben|mijn naam is|je suis|je m'appelle|my name is) $"
)
_REACH = 60
_CUED = 0.9
_LOWER = 0.75


def after_cue(reading: Reading, i: int) -> Span | None:
    """`mevrouw …`, `collega …`, `Beste …`, `mvg …`: somebody comes."""
    if i == 0:
        return None
    before, word = reading.words[i - 1], reading.words[i]
    if word.is_capital and not word.flags and _is_celebrated(reading, i):
        return Span(i, reading.grown(i), _CUED)
    if word.flags & (Is.TITLE | Is.PUBLIC) and not word.flags & Is.NAME:
        return None
    for flag, read, follows in _CUES:
        if before.flags & flag and follows(reading, i - 1):
            return read(reading, i)
    return None


def _is_celebrated(reading: Reading, i: int) -> bool:
    """`afscheidskaart voor …`, `de mama van …`, `ik ben …`: only people follow."""
    word = reading.words[i]
    if word.opens or word.is_upper or word.is_initial or reading.is_camel(i):
        return False
    return bool(_CELEBRATED.search(reading.sheet.before(word.start, _REACH)))


def _follows_role(reading: Reading, i: int) -> bool:
    return reading.gap(i) in {" ", ", ", " ("}


def _follows_greeting(reading: Reading, i: int) -> bool:
    flags = reading.words[i].flags
    return reading.gap(i) in {" ", ", "} and (not flags & Is.FIRST or bool(flags & Is.WORD))


def _follows_closing(reading: Reading, i: int) -> bool:
    return bool(_BARE.fullmatch(reading.gap(i)))


def _titled(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.is_capital and not (word.opens and word.flags & Is.WORD):
        somebody = _named(reading, _skip_roles(reading, i), _CUED, loose=True)
        # "vul in: dr. Z": nobody yet.
        return None if somebody and somebody.last == i and word.is_initial else somebody
    if word.flags & Is.PARTICLE and reading.touches(i):
        last = _with_particles(reading, i)
        named = reading.words[last]
        return Span(i, last, _CUED) if last > i and not named.flags & Is.ROLE else None
    if word.flags & (AMBIGUOUS | NOT_A_NAME) or word.is_capital or len(word.lower) <= MIN_LOWER:
        return None
    known = word.flags & Is.NAME or shaped_like_family(word)
    return Span(i, reading.grown(i), _LOWER) if known else None


def _with_particles(reading: Reading, i: int) -> int:
    """`meneer van den abeele`: after a title and two particles any word is a name."""
    last, k = reading.grown(i, loose=True), reading.past_particles(i)
    unknown = not reading.words[k].flags & (Is.WORD | NOT_A_NAME)
    return k if last == i and k - i > 1 and unknown else last


def _skip_roles(reading: Reading, i: int) -> int:
    """`Mevrouw Dokter Peeters`: titles do not belong to the name."""
    while reading.words[i].flags & Is.TITLE and not reading.words[i].flags & Is.NAME:
        if not reading.follows_abbreviation(i):
            break
        i += 1
    return i


def _called(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & NOT_A_NAME and not word.flags & Is.NAME:
        return None
    if word.is_capital:
        if word.opens or word.is_upper or (word.flags & AMBIGUOUS and not word.flags & Is.NAME):
            return None
        if word.is_initial and not reading.has_dot(i):
            return None
        return _named(reading, i, _CUED)
    if reading.words[i - 1].flags & Is.NAMING and not word.flags:
        return Span(i, reading.grown(i), _LOWER)
    return lower_case(reading, i, cued=True)


def _greeted(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & (NOT_A_NAME | Is.DATE) and not word.flags & Is.FIRST:
        return None
    ends = bool(_AFTER_GREETING.match(reading.sheet.folded, word.end))
    if word.is_capital and not word.is_upper:
        if word.flags & Is.FIRST:
            return _named(reading, i, _CUED)
        return _named(reading, i, _CUED) if not word.flags & AMBIGUOUS else None
    known = word.flags & Is.FIRST and (ends or not word.flags & AMBIGUOUS)
    return Span(i, reading.grown(i), _LOWER) if known and len(word.lower) > 1 else None


def _signed(reading: Reading, i: int) -> Span | None:
    word = reading.words[i]
    if word.flags & (Is.SIGN_OFF | Is.GREETING | Is.DATE | Is.ROLE) and not word.flags & Is.FIRST:
        return None
    if word.is_capital:
        service = not word.flags & Is.NAME and reading.make(word.lower)
        if (word.flags & AMBIGUOUS or service) and not word.flags & Is.FIRST:
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


type _Read = Callable[[Reading, int], Span | None]
type _Follows = Callable[[Reading, int], bool]

_CUES: tuple[tuple[int, _Read, _Follows], ...] = (
    (Is.TITLE, _titled, Reading.follows_abbreviation),
    (Is.ROLE | Is.NAMING, _called, _follows_role),
    (Is.GREETING, _greeted, _follows_greeting),
    (Is.SIGN_OFF, _signed, _follows_closing),
)
