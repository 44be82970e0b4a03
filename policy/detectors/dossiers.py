"""
File numbers and licence plates: marks of a shape that only context makes certain.
"""

from __future__ import annotations

import re

from policy.detectors.context import before, header, near, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.finding import Kind

_PLATE_WORDS = words(
    "nummerpla", "plaat", "platen", "kenteken", "plaque", "immatricul", "licen[cs]e plate",
    "number plate", "registration", "wagen", "auto", "voertuig", "camionet", "bestelwagen",
    "geparkeer", "parkeer", "parking", "voiture", "vehicule", r"\bcar\b", "moto", "bromfiets",
    "takel", "wrak", "bestuurder", "anpr", "slagboom", "aanhang", "busje", "vrachtwagen", "scooter",
    "volkswagen", r"vw\b", r"bmw\b", "audi", "renault", "peugeot", "citroen", "toyota", "opel",
    "ford", "mercedes", "skoda", r"kia\b", "tesla", "dacia", "volvo", "fiat", "hyundai", "nissan",
    "vehicle",
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
    r"|[A-Z]{2}-\d\d-\d\d|\d\d-\d\d-[A-Z]{2})(?![\w]|-\w)",
    re.ASCII,
)
"""French and Dutch plates; their hyphens and capitals count only near a vehicle."""
_NOT_PLATES = frozenset({"iso", "din", "usb", "pdf", "eur", "art", "nen"})
_PLATE_TRIGGER = Trigger(
    name="dossiers.plate",
    expression=(
        # No boundary before the letters: the prefilter would look at every word for it.
        r"[a-z]{3}[ .\-]?[0-9]{3}\b|[0-9]{3}[ .\-]?[a-z]{3}\b"
    ),
    before=14,
    after=4,
)
_HYPHENED_TRIGGER = Trigger(
    name="dossiers.plate-hyphened",
    expression=r"[A-Z0-9]-[A-Z0-9]{2,3}-[A-Z0-9]",
    caseless=False,
    before=12,
    after=4,
)
_PLATE_WORD_TRIGGER = Trigger(
    name="dossiers.plate-word",
    expression="plaat|platen|kenteken|plaque|license plate|licence plate|immatricul",
    before=20,
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
    return 0.7 if before(sheet, found.span(VALUE), _DIRECT_PLATE, 60) else 0.0


def _hyphened_plate(found: re.Match[str], sheet: Sheet) -> float:
    span = found.span(VALUE)
    return 0.75 if near(sheet, span, _PLATE_WORDS) or header(sheet, span, _DIRECT_PLATE) else 0.0


_LONG_WORDS = (
    r"dossier|dossie|kenmerk|referentie|klacht|melding|notitie|kohier|proces-verbaal|vergunning|"
    r"aanvraag|bezwaar|sinistre|toelating|concessie|concession|aangifte|rolnummer|reference|"
    r"plainte|autorisation|parketn"
)
"""Also at the end of a longer word: `schadedossier`."""
_FILE_WORDS = (
    rf"(?:{_LONG_WORDS}|(?<![a-z])(?:ref\.|aanslag|zaak|pv|omv|schade|polis|file|case|ticket|"
    r"parket|intake|stuk|permit|permis|demande))"
)
_AFTER_WORD = re.compile(
    rf"{_FILE_WORDS}(?:-?s?n(?:umme)?r\.?|-?nummer|-?id)?(?:s|en)?"
    r"(?: (?:van|met|n(?:umme)?r\.?|nummer|no\.?|n\^|numero|number|ocmw|referentie|kenmerk|:)){0,3}"
    rf"[ :#]{{1,3}}(?P<{VALUE}>(?=[A-Z0-9./_-]*\d)[A-Z0-9]+(?:[./_-][A-Z0-9]+){{0,6}})(?![A-Z0-9])",
    re.ASCII | re.IGNORECASE,
)
_SHAPED = re.compile(
    rf"(?<![\w/.-])(?P<{VALUE}>OMV[_-]?20\d{{8}}"
    r"|(?:[A-Z]{1,8}[/_-])(?:19|20)\d\d(?:[/_-][A-Z0-9]{1,8}){0,2}[/_-]\d{2,6}"
    r"|[A-Z]{1,8}/(?:19|20)\d\d/\d{1,6}|[A-Z]{2,6}20\d\d[/_-]\d{3,6}"
    r"|(?:19|20)\d\d[/_-][A-Z]{1,8}[/_-]\d{2,6}"
    r"|[A-Z]{2}\.\d\d\.[A-Z0-9]{2}\.\d{4,7}/(?:19|20)\d\d)(?![\w]|[/-]\w)",
    re.ASCII,
)
_FILE_TRIGGER = Trigger(
    name="dossiers.word",
    expression=rf"{_FILE_WORDS.replace('(?<![a-z])', '')}[a-z\-]{{0,9}}[ :#.]",
    before=40,
    after=90,
)
_SHAPE_TRIGGER = Trigger(
    name="dossiers.shape",
    expression=(
        r"\bomv[_\-]?20[0-9]{8}|\b[a-z]{1,8}[/_\-](?:19|20)[0-9]{2}[/_\-]"
        r"|\b(?:19|20)[0-9]{2}[/_\-][a-z]{1,8}[/_\-][0-9]{2}"
        r"|[a-z]20[0-9]{2}[/_\-][0-9]{3}"
        r"|\b[a-z]{2}\.[0-9]{2}\.[a-z0-9]{2}\.[0-9]{4}"
    ),
    before=30,
    after=40,
)
_LAW = words(
    "verordening", "richtlijn", "reglement", "directive", "regulation", "decreet", "wet", "gdpr",
    "avg", "eu", "publicatie", "isbn", "norm", "artikel", "cve", "budget", "begroting",
    "project", "kostenplaats", "versie", "raamcontract", "bestek", "gemeenteraad", "besluit",
    "omzendbrief", "circulaire", "circular", "factuur", "offerte", "bestelbon", "loi", "decret",
)  # fmt: skip
_LONG_ENOUGH = 5


_NO_FILE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|(?:0?[1-9]|1[0-2])[/-](?:19|20)\d\d"
    r"|(?:19|20)\d\d[/-](?:19|20)\d\d"
)
"""Dates, months and school years."""
_AMOUNT = re.compile(r" ?(?:euro|eur\b|\x1a|,\d\d\b)")


def _named_file(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    digits = sum(map(str.isdigit, value))
    if before(sheet, found.span(VALUE), _LAW, 25) or re.fullmatch(r"(?:19|20)\d\d", value):
        return 0.0
    if _NO_FILE.fullmatch(value) or _AMOUNT.match(sheet.lowered, found.end(VALUE)):
        return 0.0
    if digits >= _LONG_ENOUGH or (re.search(r"[/_-]", value) and digits >= 3):  # noqa: PLR2004 -- 2026/3 is a month
        return 0.85
    return 0.0


def _shaped_file(found: re.Match[str], sheet: Sheet) -> float:
    if found[VALUE].startswith("OMV"):
        return 0.95
    return 0.0 if before(sheet, found.span(VALUE), _LAW, 30) else 0.75


DOSSIERS = RuleFamily(
    "dossiers",
    (_PLATE_TRIGGER, _HYPHENED_TRIGGER, _PLATE_WORD_TRIGGER, _FILE_TRIGGER, _SHAPE_TRIGGER),
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
            kind=Kind.DOSSIER_NUMBER,
            trigger=_FILE_TRIGGER.name,
            pattern=_AFTER_WORD,
            weigh=_named_file,
        ),
        Rule(
            kind=Kind.DOSSIER_NUMBER,
            trigger=_SHAPE_TRIGGER.name,
            pattern=_SHAPED,
            weigh=_shaped_file,
        ),
    ),
)
