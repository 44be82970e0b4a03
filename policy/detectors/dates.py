"""
Dates of birth: a date is one only beside the word "born", under such a heading, or right after
a name.
"""

from __future__ import annotations

import re

from policy.detectors.context import header, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.finding import Kind

_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "january|february|march|may|june|july|august|october|"
    "jan|feb|mrt|apr|jun|jul|aug|sept?|okt|oct|nov|dec|fevr|avr|juil"
)
_DATE = re.compile(
    rf"(?<![\w.])(?<!\d[/-])(?P<{VALUE}>"
    r"(?:0?[1-9]|[12]\d|3[01]) ?[./-] ?(?:0?[1-9]|1[0-2]) ?[./-] ?(?:(?:19|20)\d\d|\d\d)"
    r"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|[12]\d|3[01])(?:e|de|ste|er|st|nd|rd|th)?[ -](?:of )?(?:{_MONTHS})\.?,?[ -]"
    r"(?:(?:19|20)\d\d|'\d\d)"
    rf"|(?:{_MONTHS})\.? (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r")(?![\d]|[./-]\d)",
    re.ASCII | re.IGNORECASE,
)
_TRIGGER = Trigger(
    name="dates.date",
    expression=(
        r"[0-9] ?[./\-] ?[0-9]{1,2} ?[./\-] ?[0-9]{2}"
        rf"|[0-9](?:e|de|ste|er|st|nd|rd|th)?[ \-](?:of )?(?:{_MONTHS})\.?,?[ \-](?:[12]|')"
        rf"|\b(?:{_MONTHS})\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? [12]"
    ),
    before=30,
    after=24,
)
_BIRTH = words(
    "gebo", r"geb[ .:]", r"geb\b", "geboorte", "verjaar", r"nee? le", r"ne\(e\)", r"nee?\b.{0,3}le",
    r"nees? ", "naissance", "naiss", "born", "birth", r"dob\b", r"d\.o\.b", "gebdat", "jarig",
    r"gbd", "belrai", "naquit",
)  # fmt: skip
_ABBREVIATED = re.compile(r"\^ ?$|(?<![a-z])geb\.? ?$")
_OTHER_DATE = re.compile(
    r"(?:wet|decreet|besluit|kb|mb|arrest|omzendbrief|loi|decret|arrete|vergadering|brief|mail|"
    r"factuur|verordening|zitting|d\.d\.|dd\.?|act|law) (?:van|du|of|de)? ?(?:de )?$"
)
_AFTER_NAME = re.compile(
    r"(?:[A-Z][\w'-]+|[a-z]{1,3}) [A-Z][\w'-]+(?:[.]?)(?:, | ?[(\[] ?|;|\t| ?\| ?|, ?\^| ?- )$", re.ASCII
)
_WEEKDAY_OR_TIME = re.compile(r" ?(?:om |vanaf |\d|[-/] ?\d|tot |t/m|at |a \d)")
_LAST_BIRTH_YEAR = 2021
"""A later year after a name is an appointment, unless a word says "born"."""


def _weigh(found: re.Match[str], sheet: Sheet) -> float:
    span = found.span(VALUE)
    if _OTHER_DATE.search(sheet.before(span[0], 30)):
        return 0.0
    if _birth_word_near(sheet, span) or _ABBREVIATED.search(sheet.before(span[0], 6)):
        return 0.95
    if header(sheet, span, _BIRTH):
        return 0.9
    return 0.7 if _right_after_name(found, sheet) else 0.0


def _birth_word_near(sheet: Sheet, span: tuple[int, int]) -> bool:
    """
    A word for birth before the date in the same sentence, with no other date between; or close
    behind it.
    """
    before = re.split(r"\n\n|[.!?] (?=[a-z])(?<!geb\. )", sheet.before(span[0], 60))[-1]
    hints = list(_BIRTH.finditer(before))
    if hints and not _DATE.search(before[hints[-1].end() :]):
        return True
    after = sheet.after(span[1], 30)
    return bool(re.match(r"[ ,(]{1,2}(?:geboren|born|ne |nee |geb|te [a-z]+ geboren)", after))


def _right_after_name(found: re.Match[str], sheet: Sheet) -> bool:
    value, start = found[VALUE], found.start(VALUE)
    years = re.findall(r"(?:19|20)\d\d", value)
    if not years or int(years[0]) > _LAST_BIRTH_YEAR:
        return False
    if _WEEKDAY_OR_TIME.match(sheet.lowered, found.end(VALUE)):
        return False
    return bool(_AFTER_NAME.search(sheet.folded[max(0, start - 80) : start]))


DATES = RuleFamily(
    "dates",
    (_TRIGGER,),
    (Rule(kind=Kind.DATE_OF_BIRTH, trigger=_TRIGGER.name, pattern=_DATE, weigh=_weigh),),
)
