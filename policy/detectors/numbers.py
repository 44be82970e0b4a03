"""
Numbers that name a person, an account or a file: check digits first, then shape and context.
"""

from __future__ import annotations

import re

from policy.detectors import number_weights as weights
from policy.detectors import validators
from policy.detectors.families import Trigger
from policy.detectors.named_numbers import WORD_RULES, WORD_TRIGGER, with_context
from policy.detectors.number_weights import ALONE
from policy.detectors.pupils import BRACKET_TRIGGER
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.detectors.siblings import siblings
from policy.finding import Kind

_GAP = r"[ .\-/_\t\n]{0,3}"
_DIGITS_TRIGGER = Trigger(
    # It fires at every digit from the ninth on, so that a window holds all of a number.
    name="numbers.digits",
    digit=True,
    expression=r"[0-9](?:[ .\-/_\t\n]{0,3}[0-9]){8}",
    before=42,
    after=12,
)
_EIGHT_TRIGGER = Trigger(
    name="numbers.eight",
    digit=True,
    expression=r"[0-9][ .\-/]?[0-9]{5}[ .\-/]?[0-9]{2}",
    before=12,
    after=2,
)
_IBAN_TRIGGER = Trigger(
    name="numbers.iban",
    digit=True,
    expression=r"[a-z][ .\-]?[a-z][ .\-]?[0-9][ .\-]?[0-9](?:[ .\-/_\t\n]{0,2}[a-z0-9]){8}",
    before=24,
    after=90,
)

_CREDITOR_TRIGGER = Trigger(
    name="numbers.creditor", digit=True, expression=r"\brf[0-9]{2}", before=6, after=40
)


def _digits(count: str, first: str = r"\d") -> re.Pattern[str]:
    """That many digits with gaps. Every start is tried, so that a list hides none of its items."""
    return re.compile(
        rf"(?<!\w)(?<!\d[.,])(?=(?P<{VALUE}>{first}(?:{_GAP}\d){{{count}}}){ALONE})",
        re.ASCII,
    )


_IBAN_START = r"(?<![A-Za-z0-9])(?=[A-Za-z][ .-]?[A-Za-z][ .-]?\d[ .-]?\d)"
"""Looked at first: trying every country at every letter is slow."""
_IBAN_LENGTHS = "|".join(
    rf"{''.join(rf'[{c}{c.lower()}]{"[ .-]?" * (i == 0)}' for i, c in enumerate(country))}"
    rf"[ .-]?\d[ .-]?\d(?:[ .\-/_\t\n]{{0,3}}[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])"
    for country, length in validators.IBAN_LENGTHS.items()
)

NUMBERS = RuleFamily(
    "numbers",
    (
        _DIGITS_TRIGGER,
        _IBAN_TRIGGER,
        _CREDITOR_TRIGGER,
        WORD_TRIGGER,
        BRACKET_TRIGGER,
        _EIGHT_TRIGGER,
    ),
    (
        Rule(
            kind=Kind.NATIONAL_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=_digits("10"),
            weigh=weights.checked(
                validators.is_national_number, weights.NATIONAL, weights.NATIONAL_SHAPES
            ),
        ),
        Rule(
            kind=Kind.IBAN,
            trigger=_IBAN_TRIGGER.name,
            pattern=re.compile(rf"{_IBAN_START}(?=(?P<{VALUE}>{_IBAN_LENGTHS}))", re.ASCII),
            weigh=weights.iban,
        ),
        Rule(
            kind=Kind.HEALTH_PROVIDER_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=_digits("10"),
            weigh=weights.health_provider,
        ),
        Rule(
            kind=Kind.EID_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=_digits("11"),
            weigh=weights.eid,
        ),
        Rule(
            kind=Kind.IBAN,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<!\w)(?<!\d[.,])(?P<{VALUE}>\d{{3}}{_GAP}\d{{7}}{_GAP}\d\d){ALONE}",
                re.ASCII,
            ),
            weigh=weights.old_account,
        ),
        Rule(
            kind=Kind.PAYMENT_REFERENCE,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![\d+*])(?=(?P<{VALUE}>(?P<m>\+\+\+|\*\*\*) ?\d{{3}} ?/ ?\d{{4}} ?/ ?\d{{5}}"
                rf" ?(?P=m)|(?<!\d[.,/-])\d{{3}}[ ./-]{{0,3}}\d{{4}}[ ./-]{{0,3}}\d{{5}}))",
                re.ASCII,
            ),
            weigh=weights.payment_reference,
        ),
        Rule(
            kind=Kind.PAYMENT_REFERENCE,
            trigger=_CREDITOR_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![A-Za-z0-9])(?P<{VALUE}>[Rr][Ff]\d\d(?: ?\d){{1,21}})(?![A-Za-z0-9])",
                re.ASCII,
            ),
            weigh=weights.creditor_reference,
        ),
        Rule(
            kind=Kind.COMPANY_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![A-Za-z0-9])(?<!\d[.,/-])(?P<{VALUE}>(?:BE[ -]?)?[01]\d{{3}}[. ]?\d{{3}}"
                rf"[. ]?\d{{3}}){ALONE}",
                re.ASCII | re.IGNORECASE,
            ),
            weigh=weights.company,
        ),
        *(
            Rule(
                kind=Kind.CARD_NUMBER,
                trigger=_DIGITS_TRIGGER.name,
                pattern=_digits(str(length - 1), first="[2-6]"),
                weigh=weights.checked(validators.is_card_number, weights.CARD, weights.CARD_SHAPES),
            )
            for length in (13, 14, 15, 16, 17, 19)
        ),
        Rule(
            kind=Kind.EID_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![A-Za-z0-9])(?P<{VALUE}>[Bb][ .-]?\d{{7}}[ .-]?\d{{2}})(?!\d)", re.ASCII
            ),
            weigh=with_context(weights.EID, 0.85, reach=60),
        ),
        Rule(  # without the qualification: the check digits and a profession must tell
            kind=Kind.HEALTH_PROVIDER_NUMBER,
            trigger=_EIGHT_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![\w./-])(?P<{VALUE}>[1-9][ ./-]?\d{{5}}[ ./-]?\d\d)(?!\w|[ ./-]\d)", re.ASCII
            ),
            weigh=weights.short_provider,
        ),
        *WORD_RULES,
    ),
    siblings,
)
