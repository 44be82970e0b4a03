"""
Dates of birth: a date is one only beside the word "born", under such a heading, or right after
a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    "jan|feb|mrt|apr|jun|jul|aug|sept?|okt|oct|nov|dec|fevr|avr|juil"
)
_DATE = re.compile(
    rf"(?<![\w.])(?<!\d[/-])(?P<{VALUE}>"
    r"(?:0?[1-9]|[12]\d|3[01]) ?[./|-] ?(?:0?[1-9]|1[0-2]) ?[./|-] ?(?:(?:19|20)\d\d|\d\d)"
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
    expression=(
        r"[0-9] ?[./\-] ?[0-9]{1,2} ?[./\-] ?[0-9]{2}"
        r"|[0-9] [0-9]{1,2} (?:19|20)[0-9]{2}|[0-9] ?\| ?[0-9]{1,2} ?\| ?[0-9]{2}"
        rf"|[0-9](?:e|de|ste|er|st|nd|rd|th)?[ \-](?:of )?(?:{_MONTHS})\.?,?[ \-](?:[0-9]|')"
        rf"|\b(?:{_MONTHS})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [12]"
    ),
    before=30,
    after=24,
)
_BIRTH = words(
    "gebo", r"geb[ .:]", r"geb\b", "verjaar", r"nee?s? (?:a [a-z' -]{2,30} )?le\b", r"ne\(e\)",
    "naiss", "born", "birth", r"dob\b", r"d\.o\.b", "gebdat", "jarig", "gbd", "belrai", "naquit",
    "levenslicht", "ter wereld", "boreling", r"nee?s? en\b", "anniversaire", "bevallen",
    "b-day", "bday",
)  # fmt: skip
_ABBREVIATED = re.compile(
    r"\^ ?(?:[a-z-]{2,25},? ?)?$|(?<![a-z])geb\.? ?$|[a-z.][,;]? ?\(?(?<!\*)\* ?$"
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
_AFTER_NAME = re.compile(
    r"(?:[A-Z][\w'-]{1,40}|[a-z]{1,3}) [A-Z][\w'-]{1,40}[.]?"
    r"(?:, ?| ?[(\[] ?|;|\t| ?\| ?| ?- | )$",
    re.ASCII,
)
_BETWEEN = re.compile(r"[\s,;:|()\[\]^*\"'\-]{1,6}")
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
_COMPACT_TRIGGER = Trigger(name="dates.compact", expression=r"[ :=][0-9]{8}\b", before=40, after=2)
_WORDS_TRIGGER = Trigger(
    name="dates.words", expression=date_words.TRIGGER_EXPRESSION, before=110, after=110
)
_BIRTH_TRIGGER = Trigger(
    name="dates.birth",
    expression=rf"[0-9](?:er|st|nd|rd|th)? (?:{_MONTHS})",
    before=45,
    after=6,
)
_LAST_BIRTH_YEAR = 2021
"""A later year after a name is an appointment, unless a word says "born"."""


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
        for window in hits.of(_WORDS_TRIGGER.name):
            for found in occurrences(date_words.IN_WORDS, sheet.folded, window):
                span = found.span(VALUE)
                if _birth_word_near(sheet, span) or _beside_person(span, sheet, people):
                    yield Match(Kind.DATE_OF_BIRTH, *span, 0.9, self.name)
        for trigger, pattern in (_BIRTH_TRIGGER, _DAY_AFTER_BIRTH), (_COMPACT_TRIGGER, _COMPACT):
            for window in hits.of(trigger.name):
                for found in occurrences(pattern, sheet.folded, window):
                    yield Match(Kind.DATE_OF_BIRTH, *found.span(VALUE), 0.8, self.name)


def _weigh(found: re.Match[str], sheet: Sheet, people: Sequence[Match]) -> float:
    span = found.span(VALUE)
    if _OTHER_DATE.search(sheet.before(span[0], 30)):
        return 0.0
    if _birth_word_near(sheet, span) or _ABBREVIATED.search(sheet.before(span[0], 30)):
        return 0.95
    if header(sheet, span, _BIRTH):
        return 0.9
    named, person = _beside_name(found, sheet), _beside_person(span, sheet, people)
    if _announced(sheet, span) or ((named or person) and _birth_further(sheet, span)):
        return 0.8
    likely = person or (named and not _beside_history(found, sheet))
    return 0.75 if likely and _could_be_birth(found, sheet) else 0.0


def _announced(sheet: Sheet, span: tuple[int, int]) -> bool:
    """One of a list of dates of birth, or `haar broer is van 4-1-2022` in a text about births."""
    before = sheet.before(span[0], 400).split("\n\n")[-1]
    if _SEVERAL.search(before):
        return True
    kin = _KIN.search(before[-45:]) and _IS_OF.search(before)
    return bool(kin) and bool(_BIRTH.search(before))


def _birth_further(sheet: Sheet, span: tuple[int, int]) -> bool:
    """A word for birth somewhat further before, and no date between."""
    before = sheet.before(span[0], 200)
    hints = list(_BIRTH.finditer(before))
    return bool(hints) and not _DATE.search(before[hints[-1].end() :])


def _birth_word_near(sheet: Sheet, span: tuple[int, int]) -> bool:
    """A word for birth before the date, with no other date between, or close behind it."""
    before = re.split(r"\n\n|[!?] ", sheet.before(span[0], 60))[-1]
    hints = list(_BIRTH.finditer(before))
    if hints and not _DATE.search(before[hints[-1].end() :]):
        return True
    after = sheet.after(span[1], 30)
    return bool(re.match(r"[ ,(]{1,2}(?:geboren|born|ne |nee |geb|te [a-z]+ geboren)", after))


def _could_be_birth(found: re.Match[str], sheet: Sheet) -> bool:
    years = re.findall(r"(?:19|20)\d\d", found[VALUE])
    if not years or int(years[0]) > _LAST_BIRTH_YEAR:
        return False
    return not _WEEKDAY_OR_TIME.match(sheet.lowered, found.end(VALUE))


def _beside_name(found: re.Match[str], sheet: Sheet) -> bool:
    start = found.start(VALUE)
    return bool(_AFTER_NAME.search(sheet.folded[max(0, start - 80) : start]))


def _beside_history(found: re.Match[str], sheet: Sheet) -> bool:
    """With the month in letters and a comma: `Wapenstilstand, 11 november 1918`."""
    lettered = re.search("[A-Za-z]", found[VALUE])
    return bool(lettered) and sheet.folded[: found.start(VALUE)].endswith(", ")


def _beside_person(span: tuple[int, int], sheet: Sheet, people: Sequence[Match]) -> bool:
    """Right after a name or number of a person, or in one row of a table with it."""
    text = sheet.folded
    line = (text.rfind("\n", 0, span[0]) + 1, text.find("\n", span[1]))
    end = line[1] if line[1] >= 0 else len(text)
    for match in people:
        if match.end <= span[0] <= match.end + 6 and _BETWEEN.fullmatch(text, match.end, span[0]):
            return True
        if line[0] <= match.start < end and _ROW.search(text, line[0], end):
            return True
    return False


_PEOPLE = frozenset({Kind.PERSON, Kind.NATIONAL_NUMBER})
DATES = Dates()
