"""
How sure we are of a number: by its check digits, what stands around it, and how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from policy.detectors import validators
from policy.detectors.context import before, header, near, words
from policy.detectors.families import Sheet
from policy.detectors.named_numbers import RIZIV
from policy.detectors.rules import VALUE

ALONE = r"(?!\d|[.,/]\d)"
"""After a number: neither a digit nor what could join it to one."""

NATIONAL = words(
    "rijksregister", r"r\.?r\.?n", r"rr[- ]?n", "insz", "niss", "nationaal n", "registre national",
    "numero national", "n. national", "national (?:register |registry )?n", "identificatienummer",
    r"bis[- ]?(?:register)?n", "numero bis", "ksz", "sociale zekerheid", "securite sociale",
    "social security", r"bisnr", "rijksreg",
)  # fmt: skip
CARD = words(
    "kaartn", "kaart", "visa", "mastercard", "maestro", "bancontact", "amex", "carte", "card",
    "credit", "krediet",
)  # fmt: skip
EID = words(
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


def _bare(text: str) -> str:
    return re.sub(r"\D", "", text)


def _shape(text: str) -> tuple[int, ...]:
    """Lengths of the groups of digits: `85.07.30-033.28` is (2, 2, 2, 3, 2)."""
    return tuple(len(group) for group in re.findall(r"\d+", text))


def checked(
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


NATIONAL_SHAPES = {
    (2, 2, 2, 3, 2): 0.95, (6, 3, 2): 0.93, (6, 5): 0.85, (2, 2, 2, 5): 0.85, (11,): 0.65,
    (1,) * 11: 0.6, (9, 2): 0.7, (2, 2, 2, 3, 1, 1): 0.6,
}  # fmt: skip
CARD_SHAPES = {
    (4, 4, 4, 4): 0.9, (16,): 0.7, (4, 6, 5): 0.85, (4, 6, 4): 0.8, (4, 4, 4, 5): 0.85,
    (15,): 0.55, (17,): 0.6, (19,): 0.55, (4, 4, 4, 4, 3): 0.8, (4, 4, 4, 4, 1): 0.8,
}  # fmt: skip


def iban(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    compact = re.sub(r"[^A-Za-z0-9]", "", found[VALUE]).upper()
    return 0.98 if validators.is_iban(compact) else 0.0


def health_provider(found: re.Match[str], sheet: Sheet) -> float:
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


def short_provider(found: re.Match[str], sheet: Sheet) -> float:
    value, span = found[VALUE], found.span(VALUE)
    if not validators.is_health_provider_number(_bare(value)):
        return 0.0
    told = near(sheet, span, _PROFESSION, 100) or header(sheet, span, _PROFESSION)
    return 0.8 if told else 0.0


def eid(found: re.Match[str], sheet: Sheet) -> float:
    value, span = found[VALUE], found.span(VALUE)
    if not validators.is_mod97_pair(_bare(value)):
        return 0.0
    shaped = _shape(value) == _DOCUMENT_SHAPE and "\n" not in value
    if not shaped and near(sheet, span, _OGM) and not before(sheet, span, EID, 30):
        return 0.0
    if near(sheet, span, EID) or header(sheet, span, EID):
        return 0.95
    if shaped:
        return 0.6
    # A cell of its own: exports of card readers give the bare number.
    cell = sheet.folded[span[0] - 1 : span[0]] + sheet.folded[span[1] : span[1] + 1]
    return 0.6 if len(cell) > 1 and cell in {"||", ";;", "\t\t"} else 0.0


def old_account(found: re.Match[str], sheet: Sheet) -> float:
    """Account numbers from before IBAN, which people still have in their papers."""
    value, span = found[VALUE], found.span(VALUE)
    if _shape(value) != _DOCUMENT_SHAPE or not validators.is_mod97_pair(_bare(value)):
        return 0.0
    return 0.97 if before(sheet, span, _ACCOUNT, 30) else 0.0


def creditor_reference(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    return 0.95 if validators.is_creditor_reference(re.sub(r" ", "", found[VALUE]).upper()) else 0.0


def payment_reference(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    if not validators.is_mod97_pair(_bare(value)):
        return 0.0
    if value[0] in "+*":
        return 0.97
    if re.match(ALONE, found.string[found.end(VALUE) :][:2]) is None:
        return 0.0
    span = found.span(VALUE)
    told = near(sheet, span, _OGM) or before(sheet, span, _CODA, 600)
    if told and _shape(value) != _DOCUMENT_SHAPE:
        return 0.9
    return 0.75 if re.fullmatch(r"\d{3}/\d{4}/\d{5}", value) else 0.0


def company(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    if not validators.is_company_number(_bare(value)):
        return 0.0
    if value[0] in "Bb" or near(sheet, found.span(VALUE), _COMPANY):
        return 0.95
    return 0.7 if re.fullmatch(r"\d{4}\.\d{3}\.\d{3}", value) else 0.0
