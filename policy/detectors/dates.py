"""
Dates of birth: a date is one only beside the word "born", under such a heading, or right after
a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from policy.detectors import date_words
from policy.detectors.context import header, words
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.rules import VALUE, occurrences
from policy.finding import Kind

_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "january|february|march|may|june|july|august|october|"
    "jan|feb|mrt|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dec|fevr|avr|juil"
)
_DATE = re.compile(
    rf"(?<![\w.])(?<!\d[/-])(?P<{VALUE}>"
    r"(?:0?[1-9]|[12]\d|3[01]) ?[./|-] ?(?:0?[1-9]|1[0-2]) ?[./|-] ?(?:(?:19|20)\d\d|'?\d\d)"
    r"|(?:0?[1-9]|[12]\d|3[01])[ ./-](?:I{1,3}|I?V|VI{1,3}|I?X|XI{1,2})[ ./-](?:19|20)\d\d"
    r"|(?:0?[1-9]|[12]\d|3[01]) (?:0?[1-9]|1[0-2]) (?:19|20)\d\d"
    r"|(?:19|20)\d\d ?[./-] ?(?:0?[1-9]|1[0-2]) ?[./-] ?(?:0?[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|[12]\d|3[01])(?:e|de|ste|er|st|nd|rd|th)?[ -](?:of )?(?:{_MONTHS})\.?,?[ -]"
    r"(?:(?:19|20)\d\d|'?\d\d(?! ?(?:u|h|uur|:|\d)))"
    rf"|(?:{_MONTHS})\.? (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r")(?![\d]|[./-]\d)",
    re.ASCII | re.IGNORECASE,
)
_TRIGGER = Trigger(
    name="dates.date",
    digit=True,
    expression=(
        r"[0-9] ?[./\-] ?[0-9]{1,2} ?[./\-] ?'?[0-9]{2}"
        r"|[0-9][ ./\-][ivx]{1,4}[ ./\-](?:19|20)[0-9]{2}"
        r"|[0-9] [0-9]{1,2} (?:19|20)[0-9]{2}|[0-9] ?\| ?[0-9]{1,2} ?\| ?[0-9]{2}"
        rf"|[0-9](?:e|de|ste|er|st|nd|rd|th)?[ \-](?:of )?(?:{_MONTHS})\.?,?[ \-](?:[0-9]|')"
        rf"|\b(?:{_MONTHS})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [12]"
    ),
    before=30,
    after=24,
)
_BIRTH = words(
    r"gebo(?:r|or|\b)", r"geb[ .:]", r"geb\b", "verjaar", r"nee?s? (?:a [a-z' -]{2,30} )?le\b",
    r"ne\(e\)", "naiss", "born", "birth", r"dob\b", r"d\.o\.b", "gebdat", "jarig", "gbd",
    "belrai", "naquit",
    "levenslicht", "ter wereld", "boreling", r"nee?s? en\b", "anniversaire", "bevallen",
    "b-day", "bday", r"g\. ?d\.", r"d\. ?n\.", r"ddn\b", r"gd\b(?=[ :.])", "gebroe", "gebren",
    "geobr",
    "goberen", "geborn", "geoorte", "gboren", r"d\. ?o\. ?b",
)  # fmt: skip
_ABBREVIATED = re.compile(
    r"\^ ?(?:[a-z-]{2,25},? ?)?$|(?<![a-z])geb\.? ?$|[(,;] ?b\. ?$|[a-z.][,;]? ?\(?(?<!\*)\* ?$"
)
_SEVERAL = words(
    "geboortedata",
    "geboortedatums",
    "verjaardagen",
    "verjaardagslijst",
    "jarigen",
    "dates de naissance",
    "anniversaires",
    "birthdays",
    "dates of birth",
    "birth dates",
)
"""Announce a list of dates, however many stand between."""
_KIN = words(
    "broer", "zus", "zoon", "zoontje", "dochter", "kind", "kleinkind", "tweeling", "baby", "peuter",
    "kleuter", "frere", "soeur", "fils", "fille", "brother", "sister", "son", "daughter",
    "jongste", "oudste", "kleine", "cadet", "aine",
)  # fmt: skip
_IS_OF = re.compile(r" (?:is |zijn )?(?:er een )?van (?:de )?$| (?:est |is )?(?:du|from) $")
_OTHER_DATE = re.compile(
    r"(?:wet|decreet|besluit|kb|mb|arrest|omzendbrief|loi|decret|arrete|vergadering|brief|mail|"
    r"factuur|verordening|zitting|d\.d\.|dd\.?|act|law) (?:van|du|of|de)? ?(?:de )?$"
)
_AGE_OR_SEX = r"(?:\d{1,3}(?: ?(?:j|jaar|ans|yrs?|years?)\.?)?|[mvfxMVFX])[,;] ?"
_AFTER_NAME = re.compile(
    r"(?:[A-Z][\w'-]{1,40}|[a-z]{1,3}) [A-Z][\w'-]{1,40}[.]?"
    rf"(?:, ?(?:\d{{1,3}} ?(?:jaar|ans|j\.), ?)?| ?[(\[] ?(?:{_AGE_OR_SEX})?"
    r"|;|\t| ?\| ?| ?- | )$",
    re.ASCII,
)
_BETWEEN = re.compile(
    r"(?:, ?(?:meisje|jongen|zoon|dochter|fille|garcon|fils|girl|boy|m|v|f))?"
    r"[\s,;:|()\[\]^*\"'\-]{1,6}"
)
_ROW = re.compile(r"[;|\t]")
_WEEKDAY_OR_TIME = re.compile(r" ?(?:om |vanaf |\d|[-/] ?\d|tot |t/m|at |a \d)")
_DAY_AFTER_BIRTH = re.compile(
    rf"(?:gebo(?:ren|orte\w*)|jarig|verjaart|nee?|born)(?: op| le| on|:)? "
    rf"(?P<{VALUE}>(?:0?[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th)? (?:{_MONTHS}))(?![a-z]| ?\d)",
    re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(
    rf"(?:geb(?:oren|oorte\w{{0,8}}|dat\w{{0,5}})?\.?|dob|born|birth ?date|nee?|naissance|\^)"
    rf"(?: op| le| on)?[ :=]{{1,3}}(?P<{VALUE}>"
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)(?!\d)",
    re.ASCII | re.IGNORECASE,
)
_COMPACT_TRIGGER = Trigger(
    name="dates.compact", digit=True, expression=r"[ :=|;\t,_][0-9]{8}", before=80, after=6
)
_WORDS_TRIGGER = Trigger(
    name="dates.words", expression=date_words.TRIGGER_EXPRESSION, before=110, after=110
)
_BIRTH_TRIGGER = Trigger(
    name="dates.birth",
    digit=True,
    expression=rf"[0-9](?:er|st|nd|rd|th)? (?:{_MONTHS})",
    before=45,
    after=6,
)
_THIS_CENTURY = 30
_LAST_BIRTH_YEAR = 2021
"""A later year after a name is an appointment, unless a word says "born"."""


_IN_ROW = re.compile(
    r"[A-Z][\w'-]{1,30}(?P<mark>[|;\t,_])[A-Z][\w'-]{0,30}(?P=mark)"
    rf"(?P<{VALUE}>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d)(?!\d)"
    r"(?P<sex>(?P=mark)[MVFX](?!\w))?",
    re.ASCII,
)
"""`DUPONT|AN|19850730|V`: a date without marks in a row of an export, or in the name of a file."""
_PERSON_IS_OF = re.compile(
    r"(?:(?<![A-Za-z])(?:[Hh]ij|[Zz]ij|[Zz]e|[Ii]k|[Ii]l|[Ee]lle|[Hh]e|[Ss]he)"
    r"|[A-Z][\w'-]{1,30} (?:[a-z]{1,3} )?[A-Z][\w'-]{1,30}) "
    r"(?:is|was|ben|est) (?:er een )?(?:van|de|du|from) (?:de )?$",
    re.ASCII,
)
_BORN_THEN = re.compile(
    r"[^\d]{0,90}(?<![a-z])(?:(?:toen|dan|die dag|op die datum) geboren|geboren (?:toen|die dag)"
    r"|(?:born|ne|nee) (?:then|on that day|ce jour))"
)
_AGES = words(
    "jaar", "leeftijd", "oud", "u1[0-9]", "u[5-9]", "jarig", "geboortejaar", "age", "ans", "annee",
    "rijbewijs", "identiteit", "te jong", r"[0-9]{1,2}-?plus",
)  # fmt: skip


class Dates:
    """Dates of birth; it reads the names that were found before it."""

    name = "dates"
    triggers: Sequence[Trigger] = (_TRIGGER, _BIRTH_TRIGGER, _COMPACT_TRIGGER, _WORDS_TRIGGER)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        people = [match for match in earlier if match.kind in _PEOPLE]
        for window in hits.of(_TRIGGER.name):
            for found in occurrences(_DATE, sheet.folded, window):
                if score := _weigh(found, sheet, people):
                    yield Match(Kind.DATE_OF_BIRTH, *found.span(VALUE), score, self.name)
        for name, pattern, score, holds in _OTHER_FORMS:
            for window in hits.of(name):
                for found in occurrences(pattern, sheet.folded, window):
                    if holds(found, sheet, people):
                        yield Match(Kind.DATE_OF_BIRTH, *found.span(VALUE), score, self.name)


def _weigh(found: re.Match[str], sheet: Sheet, people: Sequence[Match]) -> float:
    span = found.span(VALUE)
    if _OTHER_DATE.search(sheet.before(span[0], 30)):
        return 0.0
    if _birth_word_near(sheet, span) or _ABBREVIATED.search(sheet.before(span[0], 30)):
        return 0.95
    if header(sheet, span, _BIRTH):
        return 0.9
    named, person = _beside_name(found, sheet), _beside_person(span, sheet, people)
    if _told_otherwise(found, sheet):
        return 0.8
    if _announced(sheet, span) or ((named or person) and _birth_further(sheet, span)):
        return 0.8
    likely = person or _is_of_person(found, sheet) or (named and not _beside_history(found, sheet))
    return 0.75 if likely and _could_be_birth(found, sheet) else 0.0


def _announced(sheet: Sheet, span: tuple[int, int]) -> bool:
    """One of a list of dates of birth, or `haar broer is van 4-1-2022` in a text about births."""
    before = sheet.before(span[0], 400).split("\n\n")[-1]
    if _SEVERAL.search(before):
        return True
    kin = _KIN.search(before[-45:]) and _IS_OF.search(before)
    return bool(kin) and bool(_BIRTH.search(before))


def _birth_further(sheet: Sheet, span: tuple[int, int]) -> bool:
    """A word for birth somewhat further before, and no date between but those of a list."""
    before = sheet.before(span[0], 400)
    hints = list(_BIRTH.finditer(before))
    between = before[hints[-1].end() :] if hints else ""
    return bool(hints) and ("\n" in between or not _DATE.search(between[-200:]))


def _birth_word_near(sheet: Sheet, span: tuple[int, int]) -> bool:
    """A word for birth before the date, with no other date between, or close behind it."""
    before = re.split(r"\n\n|[!?] ", sheet.before(span[0], 60))[-1]
    hints = list(_BIRTH.finditer(before))
    if hints and not _DATE.search(before[hints[-1].end() :]):
        return True
    after = sheet.after(span[1], 30)
    return bool(re.match(r"[ ,(]{1,2}(?:geboren|born|ne |nee |geb|te [a-z]+ geboren)", after))


def _told_otherwise(found: re.Match[str], sheet: Sheet) -> bool:
    """`Op welke dag viel 17-8-1947? Zij is toen geboren`."""
    return bool(_BORN_THEN.match(sheet.after(found.end(VALUE), 110)))


def _is_of_person(found: re.Match[str], sheet: Sheet) -> bool:
    """`hij is van 05/02/2006`, `Jeanne Peeters is van 12 sept. '39`."""
    start = found.start(VALUE)
    return bool(_PERSON_IS_OF.search(sheet.folded[max(0, start - 80) : start]))


def _row_of_person(found: re.Match[str], sheet: Sheet, people: Sequence[Match]) -> bool:
    year = int(re.findall(r"(?:19|20)\d\d", found[VALUE])[0])
    start, end = found.span()
    known = any(match.start < end and start < match.end for match in people)
    told = found["sex"] or _BIRTH.search(sheet.around(start, end, 150))
    return year <= _LAST_BIRTH_YEAR and bool(known or told)


def _short_year_of_birth(found: re.Match[str], sheet: Sheet) -> bool:
    """Two digits for the year: of an old person, or where ages are spoken of."""
    year = re.search(r"[ ./-]'?(\d\d)$", found[VALUE])
    if year is None or "|" in found[VALUE]:
        return False
    if int(year[1]) > _THIS_CENTURY:
        return True
    old = int(year[1]) <= _LAST_BIRTH_YEAR % 100
    return old and bool(_AGES.search(sheet.around(*found.span(VALUE), 200)))


def _could_be_birth(found: re.Match[str], sheet: Sheet) -> bool:
    years = re.findall(r"(?:19|20)\d\d", found[VALUE])
    if not years and _short_year_of_birth(found, sheet):
        return not _WEEKDAY_OR_TIME.match(sheet.lowered, found.end(VALUE))
    if not years or int(years[0]) > _LAST_BIRTH_YEAR:
        return False
    return not _WEEKDAY_OR_TIME.match(sheet.lowered, found.end(VALUE))


def _beside_name(found: re.Match[str], sheet: Sheet) -> bool:
    start = found.start(VALUE)
    return bool(_AFTER_NAME.search(sheet.folded[max(0, start - 80) : start]))


def _beside_history(found: re.Match[str], sheet: Sheet) -> bool:
    """With the month in letters and a comma: `Wapenstilstand, 11 november 1918`."""
    lettered = re.search("[A-Za-z]", found[VALUE])
    before = sheet.folded[max(0, found.start(VALUE) - 12) : found.start(VALUE)]
    return bool(lettered) and before.endswith(", ") and not re.search(r"\(\d{1,3}\D{0,6}$", before)


def _beside_person(span: tuple[int, int], sheet: Sheet, people: Sequence[Match]) -> bool:
    """Right after a name or number of a person, or in one row of a table with it."""
    text = sheet.folded
    line = (text.rfind("\n", 0, span[0]) + 1, text.find("\n", span[1]))
    end = line[1] if line[1] >= 0 else len(text)
    for match in people:
        if match.end <= span[0] <= match.end + 16 and _BETWEEN.fullmatch(text, match.end, span[0]):
            return True
        if line[0] <= match.start < end and _ROW.search(text, line[0], end):
            return True
    return False


def _in_words(found: re.Match[str], sheet: Sheet, people: Sequence[Match]) -> bool:
    span = found.span(VALUE)
    return _birth_word_near(sheet, span) or _beside_person(span, sheet, people)


def _certain(found: re.Match[str], sheet: Sheet, people: Sequence[Match]) -> bool:
    """The pattern holds the word for birth itself."""
    del found, sheet, people
    return True


_OTHER_FORMS: tuple[
    tuple[str, re.Pattern[str], float, Callable[[re.Match[str], Sheet, Sequence[Match]], bool]],
    ...,
] = (
    (_WORDS_TRIGGER.name, date_words.IN_WORDS, 0.9, _in_words),
    (_COMPACT_TRIGGER.name, _IN_ROW, 0.75, _row_of_person),
    (_BIRTH_TRIGGER.name, _DAY_AFTER_BIRTH, 0.8, _certain),
    (_COMPACT_TRIGGER.name, _COMPACT, 0.8, _certain),
)
_PEOPLE = frozenset({Kind.PERSON, Kind.NATIONAL_NUMBER})
DATES = Dates()
