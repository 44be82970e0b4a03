"""
File numbers and licence plates: marks of a shape that only context makes certain.
"""

from __future__ import annotations

import re

from policy.detectors.context import before, header, near, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.file_numbers import FILE_RULES, FILE_TRIGGER, SHAPE_TRIGGER
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.detectors.siblings import siblings
from policy.finding import Kind

_PLATE_WORDS = words(
    "nummerpla", "plaat", "platen", "kenteken", "plaque", "immatricul", "licen[cs]e plate",
    "number plate", "registration", "wagen", "auto", "voertuig", "camionet", "bestelwagen",
    "geparkeer", "parkeer", "parking", "voiture", "vehicule", r"\bcar\b", "moto", "bromfiets",
    "takel", "wrak", "bestuurder", "anpr", "slagboom", "aanhang", "busje", "vrachtwagen", "scooter",
    "volkswagen", r"vw\b", r"bmw\b", "audi", "renault", "peugeot", "citroen", "toyota", "opel",
    "ford", "mercedes", "skoda", r"kia\b", "tesla", "dacia", "volvo", "fiat", "hyundai", "nissan",
    "vehicle", "diesel", "benzine", "lpg", "hybride", "elektrisch", "brommer", "snorfiets",
    "motorfiets",
    "camion", "garage", "van met", "witte lijst", "whitelist",
)  # fmt: skip
_DIRECT_PLATE = words("nummerpla", "plaat", "platen", "kenteken", "plaque", "immatricul", "plate")
_NEW = re.compile(
    rf"(?<![\w-])(?P<{VALUE}>[1-9A-Z][ .-]?[A-Z]{{3}}[ .-]?\d{{3}})(?![\w]|-\w)",
    re.ASCII | re.IGNORECASE,
)
_OLD = re.compile(
    rf"(?<![\w-])(?P<{VALUE}>[A-Z]{{3}}[ .-]?\d{{3}}|\d{{3}}[ .-]?[A-Z]{{3}})"
    r"(?![\w]|-\w)",
    re.ASCII | re.IGNORECASE,
)
_FOREIGN = re.compile(
    rf"(?<![\w-])(?P<{VALUE}>[A-Z]{{1,3}}[- ][A-Z]{{1,2}} ?\d{{1,4}}[EH]?"  # Germany
    r"|[A-Z]{2} ?\d{2} ?[A-Z]{3}|\d{4} ?[A-Z]{3}|[A-Z]{1,3} ?\d{4,5}|[A-Z]{2} ?\d{3} ?[A-Z]{2}"
    r"|(?=[A-Z0-9 -]*[A-Z])(?=[A-Z0-9 -]*\d)[A-Z0-9]{1,3}-[A-Z0-9]{1,4}"
    r"(?:-[A-Z0-9]{1,4})?)(?![\w]|-\w)",
    re.ASCII,
)
_HYPHENED = re.compile(
    rf"(?<![\w-])(?P<{VALUE}>[A-Z]{{2}}-\d{{3}}-[A-Z]{{2}}"
    rf"|[A-Z]{{2}}-\d{{3}}-[A-Z]|[A-Z]-\d{{3}}-[A-Z]{{2}}"
    r"|\d{1,2}-[A-Z]{2,3}-\d{1,2}|[A-Z]{2}-\d\d-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d\d"
    r"|\d\d-[A-Z]{2}-[A-Z]{2}"
    r"|[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2}|S-[A-Z]{4})(?![\w]|-\w)",
    re.ASCII,
)
"""French and Dutch plates; their hyphens and capitals count only near a vehicle."""
_GERMAN = re.compile(r"[A-Z]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?", re.ASCII)
_NOT_PLATES = frozenset({"iso", "din", "usb", "pdf", "eur", "art", "nen"})
_PLATE_TRIGGER = Trigger(
    name="dossiers.plate",
    digit=True,
    expression=(
        # No boundary before the letters: the prefilter would look at every word for it.
        r"[a-z]{3}[ .\-]?[0-9]{3}\b|[0-9]{3}[ .\-]?[a-z]{3}\b"
    ),
    before=14,
    after=4,
)
_HYPHENED_TRIGGER = Trigger(
    name="dossiers.plate-hyphened",
    expression=r"[A-Z0-9]-[A-Z0-9]{2,3}-[A-Z0-9]|\bS-[A-Z]{4}",
    caseless=False,
    before=12,
    after=4,
)
_PLATE_WORD_TRIGGER = Trigger(
    name="dossiers.plate-word",
    expression="plaat|platen|kenteken|plaque|license plate|licence plate| plates|immatricul",
    before=80,
    after=80,
)


def _new_plate(found: re.Match[str], sheet: Sheet) -> float:
    value, span = found[VALUE], found.span(VALUE)
    if not value[0].isdigit() and not (value.isupper() and "-" in value):
        return 0.0  # `voor 500` has the same form
    context = near(sheet, span, _PLATE_WORDS) or header(sheet, span, _PLATE_WORDS)
    if "-" in value and value.upper() == value:
        return 0.95 if context else 0.85
    if context:
        return 0.85
    return 0.55 if value[0].isdigit() and value.isupper() and "." not in value else 0.0


def _old_plate(found: re.Match[str], sheet: Sheet) -> float:
    value, span = found[VALUE], found.span(VALUE)
    letters = re.sub("[^a-z]", "", value.lower())
    if letters in _NOT_PLATES or not (value.isupper() or "-" in value):
        return 0.0
    if before(sheet, span, _DIRECT_PLATE, 40) or header(sheet, span, _DIRECT_PLATE):
        return 0.85
    return 0.7 if "-" in value and near(sheet, span, _PLATE_WORDS, 40) else 0.0


def _foreign_plate(found: re.Match[str], sheet: Sheet) -> float:
    span = found.span(VALUE)
    if before(sheet, span, _DIRECT_PLATE, 60):
        return 0.7
    german = _GERMAN.fullmatch(found[VALUE]) and near(sheet, span, _PLATE_WORDS)
    return 0.7 if german and near(sheet, span, _DIRECT_PLATE, 80) else 0.0


def _hyphened_plate(found: re.Match[str], sheet: Sheet) -> float:
    span = found.span(VALUE)
    return 0.75 if near(sheet, span, _PLATE_WORDS) or header(sheet, span, _DIRECT_PLATE) else 0.0


_CHOSEN = re.compile(
    r"(?:plaat|plaque|plate|kenteken)(?:nummer|nr\.?)? ?(?:is |met |: ?|= ?)?[\"']"
    rf"(?P<{VALUE}>(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{{1,8}})[\"']",
    re.ASCII,
)
"""Letters that the owner chose, told by the quotes around them."""


def _chosen_plate(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    return 0.8 if found[VALUE] not in {"ABC", "XXX", "TEST"} else 0.0


DOSSIERS = RuleFamily(
    "dossiers",
    (_PLATE_TRIGGER, _HYPHENED_TRIGGER, _PLATE_WORD_TRIGGER, FILE_TRIGGER, SHAPE_TRIGGER),
    (
        Rule(kind=Kind.LICENCE_PLATE, trigger=_PLATE_TRIGGER.name, pattern=_NEW, weigh=_new_plate),
        Rule(kind=Kind.LICENCE_PLATE, trigger=_PLATE_TRIGGER.name, pattern=_OLD, weigh=_old_plate),
        Rule(
            kind=Kind.LICENCE_PLATE,
            trigger=_HYPHENED_TRIGGER.name,
            pattern=_HYPHENED,
            weigh=_hyphened_plate,
        ),
        Rule(
            kind=Kind.LICENCE_PLATE,
            trigger=_PLATE_WORD_TRIGGER.name,
            pattern=_FOREIGN,
            weigh=_foreign_plate,
        ),
        Rule(
            kind=Kind.LICENCE_PLATE,
            trigger=_PLATE_WORD_TRIGGER.name,
            pattern=_CHOSEN,
            weigh=_chosen_plate,
        ),
        *FILE_RULES,
    ),
    siblings,
)
