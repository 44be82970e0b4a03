"""
Numbers without check digits, which only the word before them tells: passports, pupils, licences.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policy.detectors import pupils
from policy.detectors.context import before, header, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import DIGIT, VALUE, Rule
from policy.finding import Kind

_LICENCE = words("rijbewijs", "permis de conduire", "driving licen", "driver'?s? licen")
_PASSPORT = words(
    "paspoort", r"pasp\b", "reispas", "passport", "passeport", "reisdocument",
    r"pas[ -]?n(?:umme)?r",
    "travel document", "titre de voyage", "document de voyage",
)  # fmt: skip
_PASSPORTS = words("paspoorten", "paspoortnummers", "passports", "passeports", "reispassen")
RIZIV = words("riziv", "inami", "nihdi")
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


_TWO_LETTERS = re.compile(r"[A-Z]{2} ?\d{6,7}", re.ASCII)
_NUMBER_OF_PASSPORT = words(r"(?:paspoort|reispas|passport|passeport)")


def _passport(found: re.Match[str], sheet: Sheet) -> float:
    span = found.span(VALUE)
    if before(sheet, span, _PASSPORT) or before(sheet, span, _PASSPORTS, 300):
        return 0.85
    if header(sheet, span, _PASSPORT):
        return 0.85
    explained = _TWO_LETTERS.fullmatch(found[VALUE]) and _NUMBER_OF_PASSPORT.search(
        sheet.after(span[1], 140)
    )
    return 0.75 if explained else 0.0


WORD_TRIGGER = Trigger(
    name="numbers.words",
    expression=(
        r"paspoort|\bpasp\b|\bpas[ \-]?n|reispas|reisdoc|passport|passeport|travel doc|de voyage|"
        rf"{pupils.TRIGGER_WORDS}|"
        r"verblijf|sejour|residence|vreemdelingen|etranger|rijbewijs|"
        r"permis de|driving lic|driver|riziv|inami"
    ),
    before=150,
    after=2000,
)


WORD_RULES = (
    Rule(
        kind=Kind.EID_NUMBER,
        trigger=WORD_TRIGGER.name,
        needs=DIGIT,
        pattern=re.compile(rf"(?<![\w.])(?P<{VALUE}>\d{{10}})(?!\d)", re.ASCII),
        weigh=with_context(_LICENCE, 0.75),
    ),
    Rule(  # without the three digits of the qualification
        kind=Kind.HEALTH_PROVIDER_NUMBER,
        trigger=WORD_TRIGGER.name,
        needs=DIGIT,
        pattern=re.compile(
            rf"(?<![\w.])(?P<{VALUE}>\d[ ./-]?\d{{5}}[ ./-]?\d\d)(?!\d|[ ./-]\d)", re.ASCII
        ),
        weigh=with_context(RIZIV, 0.85),
    ),
    Rule(
        kind=Kind.PASSPORT_NUMBER,
        trigger=WORD_TRIGGER.name,
        needs=DIGIT,
        pattern=_PASSPORT_VALUE,
        weigh=_passport,
    ),
    Rule(
        kind=Kind.PUPIL_NUMBER,
        trigger=WORD_TRIGGER.name,
        needs=DIGIT,
        pattern=re.compile(rf"(?<![\w.,/-])(?P<{VALUE}>\d{{5,11}})(?![\d]|[.,/-]\d)", re.ASCII),
        weigh=with_context(pupils.HINTS, 0.85, reach=100),
    ),
    *pupils.pupil_rules(WORD_TRIGGER.name),
)
