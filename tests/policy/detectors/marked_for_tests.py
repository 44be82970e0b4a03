"""
Texts with their findings marked in place, `⟦so⟧`, and the detector without names and lexicons.
"""

from __future__ import annotations

import re
from functools import cache

from config.detection import SECURITY, identifiers
from policy.detectors.allowance import Allowance
from policy.detectors.dates import DATES
from policy.detectors.engine import Engine, triggers_of
from policy.detectors.interface import Match
from policy.detectors.phones import warm_up
from policy.detectors.prefilter import Prefilter, compiled
from policy.finding import Kind
from tests.policy.detectors.lexicons import LEXICONS

FAMILIES = (*identifiers(LEXICONS), *SECURITY, DATES)


@cache
def engine() -> Engine:
    triggers = triggers_of(FAMILIES)
    warm_up()
    return Engine(FAMILIES, Prefilter(triggers, compiled(triggers)), Allowance())


def unmarked(marked: str) -> tuple[str, list[str]]:
    """The text, and what was marked in it."""
    return re.sub("[⟦⟧]", "", marked), re.findall("⟦(.*?)⟧", marked, re.DOTALL)


def found(text: str, kind: Kind) -> list[str]:
    return [text[m.start : m.end] for m in matches(text) if m.kind is kind]


def matches(text: str) -> list[Match]:
    """What the rules would act on, without company numbers, which no default rule names."""
    return [
        match
        for match in engine().matches(text)
        if match.score >= 0.5 and match.kind is not Kind.COMPANY_NUMBER
    ]


def mod97(digits: str) -> str:
    """The two check digits of an eID card, an OGM or an old account number."""
    return f"{int(digits) % 97 or 97:02d}"


def national(nine: str, *, since_2000: bool = False) -> str:
    """The two check digits of a rijksregisternummer."""
    return f"{97 - int(('2' if since_2000 else '') + nine) % 97:02d}"


def iban(country: str, account: str) -> str:
    digits = "".join(str(int(char, 36)) for char in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"
