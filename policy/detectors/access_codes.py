"""
Codes that open something: PIN, alarm, door, key safe, recovery.
"""

from __future__ import annotations

import re

from policy.detectors.context import words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.finding import Kind

_THINGS = (
    r"deur|poort|alarm|kluis|slot|hek|sleutel\w*|garage|berging|lokaal|printer|kopie\w*|tablet|"
    r"telefoon|gsm|smartphone|ingang|fietsen\w*|serverlokaal|archief|zaal|sporthal|loods|kast\w*|"
    r"lift|parking|badge\w*"
)
_WORD = (
    r"(?:pin(?:[- ]?code)?s?|puk(?:[- ]?code)?|alarm(?:toe)?codes?|"
    r"(?:toegangs|cijfer|deur|poort|kluis|slot|sleutel|sleutelkluis|badge|inlog|print|kopieer|"
    r"ontgrendel|vergrendel|wifi|gast|fietsenstalling)codes?|"
    r"(?:herstel|back-?up|recovery|nood)[- ]?codes?|"
    r"(?:mfa|otp|sms|verificatie|bevestigings|beveiligings|itsme)[- ]?codes?|"
    r"codes? (?:d.acces|pin|d.alarme|de securite)|digicodes?|"
    r"codes? de (?:la |l')?(?:porte|grille|coffre|alarme|portail|recuperation|secours)|"
    r"codes? du (?:portail|coffre|cadenas|digicode|local)|"
    r"(?:door|gate|access|alarm|entry|security|key ?box|lock|safe|pin|verification|backup|recovery)"
    r"[- ]codes?|"
    r"codes? (?:van|voor|om|aan|op|bij|in) (?:de |het |den |d'|ons |onze |mijn )?[a-z]{0,20}"
    rf"(?:{_THINGS})|combinatie|cijferslot)"
)
_CODE = (
    r"(?:\d{3}[ -]\d{3}|\d{2}(?:[ -]\d{2}){1,3}|\d(?:[ -]\d){3,7}|[A-Z]?\d{3,8}[A-Z]?[#*]?|"
    r"[#*]\d{3,8}[#*]?|(?=[A-Za-z]*\d)[A-Z0-9]{4,10}[#*]?)"
)
_NO_COUNT = (
    r"(?![\w]|[-.,/]\d| ?(?i:cijfer|teken|digit|chiffre|keer|uur|euro|%|personen|mensen|stuks|"
    r"leerlingen|m\b|km\b))"
)
_STATED = re.compile(
    rf"(?<![A-Za-z])(?i:{_WORD})(?P<filler>(?:,? \(?(?!\d)[A-Za-z'&.)-]{{1,20}}){{0,7}}?)"
    rf"(?: ?[:=] ?| )[\"'(]?(?P<{VALUE}>{_CODE}){_NO_COUNT}",
    re.ASCII,
)
_RECOVERY = re.compile(
    rf"(?<![\w-])(?P<{VALUE}>(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]{{4,6}}"
    r"(?:-[A-Za-z0-9]{4,6}){1,5}|\d{6,10})(?![\w-])",
    re.ASCII,
)
_RECOVERY_WORD = words(
    "herstel", "recovery", "back-?up ?-?code", "codes? de (?:recup|secours)", "noodcode"
)
_DEVICE = (
    r"(?:deur|poort|hek|slot|kluis|kluisje|loods|garage|alarm|slagboom|kopieer\w*|printer|badge\w*|"
    r"sleutel\w*|kopie\w*|fietsenstalling|berging|porte|portail|coffre|cadenas|digicode|gate|door|"
    r"lock|safe|ingang|toegang|lokaal|zaal|tablet|ipad|smartphone|hangslot|cijferslot|digibord)"
)
_OPENS = re.compile(
    rf"(?<![a-z])(?i:{_DEVICE})\b(?P<between>[^\n.!?;]{{0,70}}?)"
    rf"\b(?i:met|with|avec|code|le|combinatie|cijfers) (?P<{VALUE}>{_CODE}){_NO_COUNT}",
    re.ASCII,
)
_PLAIN = re.compile(
    rf"(?<![A-Za-z])(?i:code)(?: ?[:=] ?| )(?P<{VALUE}>{_CODE})(?![\w]|[-.,/]\d)", re.ASCII
)
_ADVICE = re.compile(
    r"\b(?:moet|moeten|mag|minstens|minimum|minimaal|maximaal|vergeten|wijzigen|resetten|kiezen|"
    r"bestaat uit|doit|devez|must|should|at least|oublie)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_TRIGGER = Trigger(
    name="access-codes.word",
    expression=rf"code|\bpin\b|\bpuk\b|combinatie|cijferslot|{_DEVICE}".replace(r"\w*", ""),
    before=80,
    after=200,
)


def _stated(found: re.Match[str], sheet: Sheet) -> float:
    filler = found["filler"].lower()
    if _ADVICE.search(filler) or re.search(r"\bpost|\bfout", sheet.before(found.start(), 12)):
        return 0.0
    return 0.0 if _YEAR.fullmatch(found[VALUE]) and filler.strip() else 0.9


def _opens(found: re.Match[str], sheet: Sheet) -> float:
    del sheet
    # Three digits and a letter with digits are rooms and amounts.
    value = found[VALUE]
    no_code = _YEAR.fullmatch(value) or re.fullmatch(r"\d{3}|[A-Z]\d{1,3}|0\d{8,}", value)
    return 0.0 if no_code else 0.75


def _plain(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    device = re.search(rf"(?<![a-z]){_DEVICE}", sheet.around(*found.span(), 60))
    return 0.8 if device and not _YEAR.fullmatch(value) and len(value) > 3 else 0.0  # noqa: PLR2004 -- rooms have three


def _recovery(found: re.Match[str], sheet: Sheet) -> float:
    return 0.85 if _RECOVERY_WORD.search(sheet.before(found.start(VALUE), 250)) else 0.0


ACCESS_CODES = RuleFamily(
    "access-codes",
    (_TRIGGER,),
    tuple(
        Rule(kind=Kind.ACCESS_CODE, trigger=_TRIGGER.name, pattern=pattern, weigh=weigh)
        for pattern, weigh in (
            (_STATED, _stated),
            (_RECOVERY, _recovery),
            (_OPENS, _opens),
            (_PLAIN, _plain),
        )
    ),
)
