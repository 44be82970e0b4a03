"""
Numbers without check digits, which only the word before them tells: passports, pupils, licences.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policy.detectors.context import before, header, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule
from policy.finding import Kind

_LICENCE = words("rijbewijs", "permis de conduire", "driving licen", "driver'?s? licen")
_PASSPORT = words(
    "paspoort", r"pasp\b", "reispas", "passport", "passeport", "reisdocument",
    r"pas[ -]?n(?:umme)?r",
    "travel document", "titre de voyage", "document de voyage",
)  # fmt: skip
_PASSPORTS = words("paspoorten", "paspoortnummers", "passports", "passeports", "reispassen")
RIZIV = words("riziv", "inami", "nihdi")
_PUPIL = words(
    r"stam(?:boek)?n(?:umme)?r", r"leerling(?:en)?n(?:umme)?r", "stamboek", "discimus",
    "numero d.eleve", "matricule", r"(?:pupil|student)[ -]?(?:number|n|id)", r"ll?n?\.? ?-?nr",
    r"lln\.? ?-?(?:nr|nummer|id)", r"leerling[ -]?(?:id|nr|n\^|nummer)", r"eleve n[\^ro]",
    r"n\^ (?:d'|de l'|de )?eleve", "llnr", "llnnr", "stamnrs",
    r"[a-z]{0,20}nummer (?:van (?:de )?)?leerling",
)  # fmt: skip

_PASSPORT_VALUE = re.compile(
    rf"(?<![A-Za-z0-9])(?P<{VALUE}>[A-Za-z]{{1,3}}[ -]?\d{{6,8}}|[A-Za-z]{{2}}(?: \d\d){{3}}"
    rf"|[A-Za-z]{{2}} \d{{3}} \d{{3}}|\d{{2}} ?[A-Za-z]{{2}} ?\d{{5}}|\d{{9}}"
    rf"|(?=[A-Z]{{0,7}}\d[A-Z]{{0,6}}\d)(?=\d{{0,7}}[A-Z])[A-Z0-9]{{8,9}})(?![A-Za-z0-9])",
    re.ASCII,
)


def with_context(
    hints: re.Pattern[str], score: float, reach: int = 40
) -> Callable[[re.Match[str], Sheet], float]:
    """For numbers without check digits: nothing but the word before them tells."""

    def weigh(found: re.Match[str], sheet: Sheet) -> float:
        span = found.span(VALUE)
        return score if before(sheet, span, hints, reach) or header(sheet, span, hints) else 0.0

    return weigh


def _passport(found: re.Match[str], sheet: Sheet) -> float:
    span = found.span(VALUE)
    if before(sheet, span, _PASSPORT) or before(sheet, span, _PASSPORTS, 300):
        return 0.85
    return 0.85 if header(sheet, span, _PASSPORT) else 0.0


_NUMBER_OF = re.compile(r"(?:[a-z]{0,12}\.? ?(?:n\^|nr\.?|id|no\.?|is|van|:|=|#)? ?){1,2}[\"'(]?")


def _short_pupil(found: re.Match[str], sheet: Sheet) -> float:
    """Few digits, or a prefix before them: the word must stand right in front of the number."""
    start = found.start(VALUE)
    before_it = sheet.before(start, 30)
    hints = list(_PUPIL.finditer(before_it))
    if hints and _NUMBER_OF.fullmatch(before_it, hints[-1].end()):
        return 0.85
    prefix = re.match(r"[a-z]{1,4}[-./]", found[VALUE].lower())
    return 0.8 if prefix and _same_prefix(prefix[0], sheet.before(start, 400)) else 0.0


def _same_prefix(prefix: str, text: str) -> bool:
    """Whether a pupil's number with this prefix was named before: `LL-104 … and LL-105`."""
    near_prefix = rf"[^\n]{{0,14}}(?<![a-z]){re.escape(prefix)}\d"
    return any(re.match(near_prefix, text[hint.end() :]) for hint in _PUPIL.finditer(text))


WORD_TRIGGER = Trigger(
    name="numbers.words",
    expression=(
        r"paspoort|\bpasp\b|\bpas[ \-]?n|reispas|reisdoc|passport|passeport|travel doc|de voyage|"
        r"stamn|stambo|leerling|discimus|eleve|matricule|lln|\bl{1,2}n?\.? ?-?nr|"
        r"(?:pupil|student)[ \-]?(?:n|id)|verblijf|sejour|residence|"
        r"vreemdelingen|etranger|rijbewijs|"
        r"permis de|driving lic|driver|riziv|inami"
    ),
    before=10,
    after=2000,
)


WORD_RULES = (
    Rule(
        kind=Kind.EID_NUMBER,
        trigger=WORD_TRIGGER.name,
        pattern=re.compile(rf"(?<![\w.])(?P<{VALUE}>\d{{10}})(?!\d)", re.ASCII),
        weigh=with_context(_LICENCE, 0.75),
    ),
    Rule(  # without the three digits of the qualification
        kind=Kind.HEALTH_PROVIDER_NUMBER,
        trigger=WORD_TRIGGER.name,
        pattern=re.compile(
            rf"(?<![\w.])(?P<{VALUE}>\d[ ./-]?\d{{5}}[ ./-]?\d\d)(?!\d|[ ./-]\d)", re.ASCII
        ),
        weigh=with_context(RIZIV, 0.85),
    ),
    Rule(
        kind=Kind.PASSPORT_NUMBER,
        trigger=WORD_TRIGGER.name,
        pattern=_PASSPORT_VALUE,
        weigh=_passport,
    ),
    Rule(
        kind=Kind.PUPIL_NUMBER,
        trigger=WORD_TRIGGER.name,
        pattern=re.compile(rf"(?<![\w.,/-])(?P<{VALUE}>\d{{5,11}})(?![\d]|[.,/-]\d)", re.ASCII),
        weigh=with_context(_PUPIL, 0.85, reach=100),
    ),
    Rule(
        kind=Kind.PUPIL_NUMBER,
        trigger=WORD_TRIGGER.name,
        pattern=re.compile(
            rf"(?<![\w.,/-])(?P<{VALUE}>(?:[A-Z]{{1,4}}[-./]?)?\d{{2,11}}"
            r"(?:[-/.]\d{1,6}){0,2})"
            r"(?<=\d\d\d|\d[-/.]\d|[-/.]\d\d)(?!\w|[.,/-]\d)",
            re.ASCII | re.IGNORECASE,
        ),
        weigh=_short_pupil,
    ),
)
