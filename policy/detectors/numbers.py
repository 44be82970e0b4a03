"""
Numbers that name a person, an account or a file: check digits first, then shape and context.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policy.detectors import validators
from policy.detectors.context import before, header, near, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.named_numbers import RIZIV, WORD_RULES, WORD_TRIGGER, with_context
from policy.detectors.pupils import BRACKET_TRIGGER
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.detectors.siblings import siblings
from policy.finding import Kind

_GAP = r"[ .\-/_\t\n]{0,3}"
_ALONE = r"(?!\d|[.,/]\d)"
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

NATIONAL = words(
    "rijksregister", r"r\.?r\.?n", r"rr[- ]?n", "insz", "niss", "nationaal n", "registre national",
    "numero national", "n. national", "national (?:register |registry )?n", "identificatienummer",
    r"bis[- ]?(?:register)?n", "numero bis", "ksz", "sociale zekerheid", "securite sociale",
    "social security", r"bisnr", "rijksreg",
)  # fmt: skip
_CARD = words(
    "kaartn", "kaart", "visa", "mastercard", "maestro", "bancontact", "amex", "carte", "card",
    "credit", "krediet",
)  # fmt: skip
_EID = words(
    r"e-?id\b", "identiteitskaart", "id-?kaart", "kids-?id", "kaartn", "carte d.identite",
    "numero de carte", "identity card", "id card", "verblijf", "titre de sejour",
    "residence (?:card|permit)", "vreemdelingenkaart", "carte d'etranger", r"carte\b",
    r"card[ _-]?n", r"doc(?:ument)?[ ._-]?n(?:r|o|\^|um)",
    r"kaart(?:en)?\b", r"(?:belgian |my )?id\b", r"card\b", "kaarthouder",
)  # fmt: skip
_OGM = words(
    "mededeling", "ogm", "vcs", "communication", "gestructureerd", "structured", "referentie",
    "reference", r"refs?\b", "betaalref", "betalingsken", "virement", "overschrijving", "storting",
)  # fmt: skip
_CODA = words(
    "coda", "bankafschrift", "rekeninguittreksel", "extraits? de compte", "bank statement"
)
_COMPANY = words(
    "kbo", "bce", "ondernemings", "onderneming", "btw", "tva", "vat", "rpr", "rpm",
    "numero d.entreprise", "company n", "enterprise n",
)  # fmt: skip
_PROFESSION = words(
    "huisarts", r"[a-z]{0,12}arts(?:en)?\b", "e-?health", r"dr\b", "dokter", "logoped", "kine",
    "verpleeg",
    "vroedvr", "psycho", "apothe", "ergother", "docteur", "medecin", "infirmi", "sage-femme",
    "dentist", "nurse", "zorgverl", "podolo", "dieti",
)  # fmt: skip
_ACCOUNT = words("rekening", "reknr", r"rek\.", "compte", "account", "postrekening", "bankrek")
_DOCUMENT_SHAPE = (3, 7, 2)
"""Of eID cards, and of account numbers before IBAN; no payment reference is written so."""


def _digits(count: str, first: str = r"\d") -> re.Pattern[str]:
    """That many digits with gaps. Every start is tried, so that a list hides none of its items."""
    return re.compile(
        rf"(?<!\w)(?<!\d[.,])(?=(?P<{VALUE}>{first}(?:{_GAP}\d){{{count}}}){_ALONE})", re.ASCII
    )


def _bare(text: str) -> str:
    return re.sub(r"\D", "", text)


def _shape(text: str) -> tuple[int, ...]:
    """Lengths of the groups of digits: `85.07.30-033.28` is (2, 2, 2, 3, 2)."""
    return tuple(len(group) for group in re.findall(r"\d+", text))


def _checked(
    valid: Callable[[str], bool], hints: re.Pattern[str], shapes: dict[tuple[int, ...], float]
) -> Callable[[re.Match[str], Sheet], float]:
    """Weighs by check digits, then context, then shape; an odd shape needs context."""

    def weigh(found: re.Match[str], sheet: Sheet) -> float:
        value = found[VALUE]
        if not valid(_bare(value)):
            return 0.0
        span = found.span(VALUE)
        if near(sheet, span, hints) or header(sheet, span, hints):
            return 0.98
        return 0.0 if "\n" in value else shapes.get(_shape(value), 0.0)

    return weigh


_NATIONAL_SHAPES = {
    (2, 2, 2, 3, 2): 0.95, (6, 3, 2): 0.93, (6, 5): 0.85, (2, 2, 2, 5): 0.85, (11,): 0.65,
    (1,) * 11: 0.6, (9, 2): 0.7, (2, 2, 2, 3, 1, 1): 0.6,
}  # fmt: skip
_CARD_SHAPES = {
    (4, 4, 4, 4): 0.9, (16,): 0.7, (4, 6, 5): 0.85, (4, 6, 4): 0.8, (4, 4, 4, 5): 0.85,
    (15,): 0.55, (17,): 0.6, (19,): 0.55, (4, 4, 4, 4, 3): 0.8, (4, 4, 4, 4, 1): 0.8,
}  # fmt: skip


def _iban(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    compact = re.sub(r"[^A-Za-z0-9]", "", found[VALUE]).upper()
    return 0.98 if validators.is_iban(compact) else 0.0


def _health_provider(found: re.Match[str], sheet: Sheet) -> float:
    value, span = found[VALUE], found.span(VALUE)
    valid = validators.is_health_provider_number(_bare(value))
    if near(sheet, span, RIZIV) or header(sheet, span, RIZIV):
        return 0.98 if valid else 0.8  # the word is clear, and older numbers know other checks
    if not valid:
        return 0.0
    if _shape(value) == (1, 5, 2, 3):
        return 0.9
    national = validators.is_national_number(_bare(value))
    return 0.8 if not national and near(sheet, span, _PROFESSION) else 0.0


def _short_provider(found: re.Match[str], sheet: Sheet) -> float:
    value, span = found[VALUE], found.span(VALUE)
    if not validators.is_health_provider_number(_bare(value)):
        return 0.0
    told = near(sheet, span, _PROFESSION, 100) or header(sheet, span, _PROFESSION)
    return 0.8 if told else 0.0


def _eid(found: re.Match[str], sheet: Sheet) -> float:
    value, span = found[VALUE], found.span(VALUE)
    if not validators.is_mod97_pair(_bare(value)):
        return 0.0
    shaped = _shape(value) == _DOCUMENT_SHAPE and "\n" not in value
    if not shaped and near(sheet, span, _OGM) and not before(sheet, span, _EID, 30):
        return 0.0
    if near(sheet, span, _EID) or header(sheet, span, _EID):
        return 0.95
    if shaped:
        return 0.6
    # A cell of its own: exports of card readers give the bare number.
    cell = sheet.folded[span[0] - 1 : span[0]] + sheet.folded[span[1] : span[1] + 1]
    return 0.6 if len(cell) > 1 and cell in {"||", ";;", "\t\t"} else 0.0


def _old_account(found: re.Match[str], sheet: Sheet) -> float:
    """Account numbers from before IBAN, which people still have in their papers."""
    value, span = found[VALUE], found.span(VALUE)
    if _shape(value) != _DOCUMENT_SHAPE or not validators.is_mod97_pair(_bare(value)):
        return 0.0
    return 0.97 if before(sheet, span, _ACCOUNT, 30) else 0.0


def _creditor_reference(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    return 0.95 if validators.is_creditor_reference(re.sub(r" ", "", found[VALUE]).upper()) else 0.0


def _payment_reference(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    if not validators.is_mod97_pair(_bare(value)):
        return 0.0
    if value[0] in "+*":
        return 0.97
    if re.match(_ALONE, found.string[found.end(VALUE) :][:2]) is None:
        return 0.0
    span = found.span(VALUE)
    told = near(sheet, span, _OGM) or before(sheet, span, _CODA, 600)
    if told and _shape(value) != _DOCUMENT_SHAPE:
        return 0.9
    return 0.75 if re.fullmatch(r"\d{3}/\d{4}/\d{5}", value) else 0.0


def _company(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    if not validators.is_company_number(_bare(value)):
        return 0.0
    if value[0] in "Bb" or near(sheet, found.span(VALUE), _COMPANY):
        return 0.95
    return 0.7 if re.fullmatch(r"\d{4}\.\d{3}\.\d{3}", value) else 0.0


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
            weigh=_checked(validators.is_national_number, NATIONAL, _NATIONAL_SHAPES),
        ),
        Rule(
            kind=Kind.IBAN,
            trigger=_IBAN_TRIGGER.name,
            pattern=re.compile(rf"{_IBAN_START}(?=(?P<{VALUE}>{_IBAN_LENGTHS}))", re.ASCII),
            weigh=_iban,
        ),
        Rule(
            kind=Kind.HEALTH_PROVIDER_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=_digits("10"),
            weigh=_health_provider,
        ),
        Rule(
            kind=Kind.EID_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=_digits("11"),
            weigh=_eid,
        ),
        Rule(
            kind=Kind.IBAN,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<!\w)(?<!\d[.,])(?P<{VALUE}>\d{{3}}{_GAP}\d{{7}}{_GAP}\d\d){_ALONE}", re.ASCII
            ),
            weigh=_old_account,
        ),
        Rule(
            kind=Kind.PAYMENT_REFERENCE,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![\d+*])(?=(?P<{VALUE}>(?P<m>\+\+\+|\*\*\*) ?\d{{3}} ?/ ?\d{{4}} ?/ ?\d{{5}}"
                rf" ?(?P=m)|(?<!\d[.,/-])\d{{3}}[ ./-]{{0,3}}\d{{4}}[ ./-]{{0,3}}\d{{5}}))",
                re.ASCII,
            ),
            weigh=_payment_reference,
        ),
        Rule(
            kind=Kind.PAYMENT_REFERENCE,
            trigger=_CREDITOR_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![A-Za-z0-9])(?P<{VALUE}>[Rr][Ff]\d\d(?: ?\d){{1,21}})(?![A-Za-z0-9])",
                re.ASCII,
            ),
            weigh=_creditor_reference,
        ),
        Rule(
            kind=Kind.COMPANY_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![A-Za-z0-9])(?<!\d[.,/-])(?P<{VALUE}>(?:BE[ -]?)?[01]\d{{3}}[. ]?\d{{3}}"
                rf"[. ]?\d{{3}}){_ALONE}",
                re.ASCII | re.IGNORECASE,
            ),
            weigh=_company,
        ),
        *(
            Rule(
                kind=Kind.CARD_NUMBER,
                trigger=_DIGITS_TRIGGER.name,
                pattern=_digits(str(length - 1), first="[2-6]"),
                weigh=_checked(validators.is_card_number, _CARD, _CARD_SHAPES),
            )
            for length in (13, 14, 15, 16, 17, 19)
        ),
        Rule(
            kind=Kind.EID_NUMBER,
            trigger=_DIGITS_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![A-Za-z0-9])(?P<{VALUE}>[Bb][ .-]?\d{{7}}[ .-]?\d{{2}})(?!\d)", re.ASCII
            ),
            weigh=with_context(_EID, 0.85, reach=60),
        ),
        Rule(  # without the qualification: the check digits and a profession must tell
            kind=Kind.HEALTH_PROVIDER_NUMBER,
            trigger=_EIGHT_TRIGGER.name,
            pattern=re.compile(
                rf"(?<![\w./-])(?P<{VALUE}>[1-9][ ./-]?\d{{5}}[ ./-]?\d\d)(?!\w|[ ./-]\d)", re.ASCII
            ),
            weigh=_short_provider,
        ),
        *WORD_RULES,
    ),
    siblings,
)
