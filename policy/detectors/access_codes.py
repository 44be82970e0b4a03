"""
Codes that open something: PIN, alarm, door, key safe, recovery.
"""

from __future__ import annotations

import re

from policy.detectors.access_words import CODE, CODE_WORD, DEVICE, GOES_ON, LOCK, NO_COUNT
from policy.detectors.context import near, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import VALUE, Rule, RuleFamily
from policy.finding import Kind

_STATED = re.compile(
    rf"(?<![A-Za-z])(?i:{CODE_WORD})(?![a-z])"
    r"(?P<filler>(?:,? \(?(?!\d{3})[A-Za-z0-9'&.)-]{1,20}){0,7}?)"
    rf"(?: ?[:=] ?| -?>? ?)[\"'(]?(?P<{VALUE}>{CODE}){NO_COUNT}",
    re.ASCII,
)
_RECOVERY = re.compile(
    rf"(?<![\w-])(?P<{VALUE}>\d{{6}}(?:-\d{{6}}){{7}}|"
    rf"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]{{4,6}}"
    r"(?:-[A-Za-z0-9]{4,6}){1,5}|\d{6,10})(?![\w-])",
    re.ASCII,
)
_RECOVERY_WORD = words(
    "herstel",
    "bitlocker",
    "recovery",
    "back-?up ?-?code",
    "codes? de (?:recup|secours)",
    "noodcode",
)
_OPENS = re.compile(
    rf"(?i:{DEVICE})(?:je|jes|en|s|tje)?\b(?P<between>[^\n.!?;]{{0,70}}?)"
    r"\b(?i:met|with|avec|code|codes?:|le|combinatie|combination|cijfers|draai(?:en)? op|zet op|"
    r"staat op)"
    rf" (?:de |het |the |le )?(?P<{VALUE}>{CODE}){NO_COUNT}(?i:{GOES_ON})",
    re.ASCII,
)
_TYPED = re.compile(
    r"(?<![A-Za-z])(?i:tik|typ|toets|druk|geef|voer|draai|vorm|tape[zr]?|compose[zr]?|faites|"
    r"saisi\w{1,5}|"
    r"enter|type|press|punch|dial|key|typing|entering|pressing|daarna|vervolgens|then|ingeven|"
    r"intikken|"
    r"intoetsen|met|avec|with|via|op|dan)(?![a-z])"
    r"(?: (?i:je|u|ge|dan|nu|eerst|in|op|gewoon|the|le|la|code|de|cijfers|ensuite)){0,3}"
    rf" (?P<{VALUE}>{CODE}){NO_COUNT}(?i:{GOES_ON})",
    re.ASCII,
)
_ENTRY = words(
    "[a-z]{0,20}deur", r"[a-z]{0,15}poort\b", "toetsenpaneel", "klavier", "codeklavier", "keypad",
    "toetsen", r"binnen\b", "alarm", "[a-z]{0,15}slot", "kluis", "slagboom", "entrer", "ouvr",
    "clavier",
    "porte", "portail", "grille", "desactiv", "disarm", "unlock", r"gates?\b", r"doors?\b",
    "padlock",
    "ontgrendel", "afzetten", r"af te zetten", "uitschakel", "uit te schakelen", "sleutelk",
    "brandkast", "digicode", "cadenas", "voicemail", "mailbox",
)  # fmt: skip
_LOCKS = words(
    r"[a-z]{0,15}slot\b",
    "sleutelk",
    "kluis",
    "brandkast",
    "safe",
    "lock",
    "cadenas",
    "coffre",
    "deur",
    "poort",
    "key ?safe",
    "key ?box",
    "padlock",
    "hangslot",
    "kast",
)
_LOCKED = re.compile(
    rf"(?<![A-Za-z])(?i:{LOCK})(?P<between>(?: [A-Za-z][A-Za-z0-9'&./-]{{0,20}}){{0,5}}?)"
    rf"(?: ?[:=] ?| )(?P<{VALUE}>{CODE}){NO_COUNT}(?i:{GOES_ON})",
    re.ASCII,
)
_NO_LOCK = re.compile(
    r"\b(?:om|van|vanaf|tot|sinds|in|kamer|lokaal|nr|nummer|telefoon|tel|bel|type|model|bij|at|a|"
    r"en|"
    r"since|depuis|room|number|op|juni|mei|juli|sleutel|artikel|art|voor|naar|kost\w{0,3}|zone|"
    r"versie|serie|serienummer|bouwjaar|norm|klasse|factuur|bestek|ref|ticket|melding)\.?$"
)
_PLAIN = re.compile(
    r"(?<![A-Za-z-])(?i:code(?:s|tje|ke)?)(?P<filler>(?: (?!\d{3})[A-Za-z0-9'.()-]{1,15}){0,8}?)"
    rf"(?: ?[:=] ?| )(?P<{VALUE}>{CODE}){NO_COUNT}",
    re.ASCII,
)
_NEAR_DEVICE = re.compile(rf"{DEVICE}|\b(?:binnen|open|ouvr|entrer|enter|unlock)")
_OTHER_CODE = re.compile(
    r"(?:qr|ral|post|fout|kleur|zone|zip|bar|streepjes|error|nis|nace|bic|css|hex)[- ]?$"
)
_ADVICE = re.compile(
    r"\b(?:moet|moeten|mag|minstens|minimum|minimaal|maximaal|vergeten|wijzigen|resetten|kiezen|"
    r"bestaat uit|doit|devez|must|should|at least|oublie|kortings?|actie|project|promo)\b"
)
_YEAR = re.compile(r"(?:19\d|20[0-3])\d", re.ASCII)
_TRIGGER = Trigger(
    name="access-codes.word",
    expression=r"code|\bpin|\bpuk|combina|cijferslot|herstelsl|recovery|bitlocker",
    before=100,
    after=200,
)
_DEVICE_TRIGGER = Trigger(
    name="access-codes.device",
    expression=re.sub(
        r"\\w\{0,\d\}", "", rf"{DEVICE}|{LOCK}|binnen|entrer|ouvr|desactiv|unlock|disarm"
    ),
    before=80,
    after=150,
)


def _stated(found: re.Match[str], sheet: Sheet) -> float:
    filler = found["filler"].lower()
    if _ADVICE.search(filler) or re.search(
        r"(?:\bpost|\bfout)[- ]?$", sheet.before(found.start(), 12)
    ):
        return 0.0
    if found[0].lower().startswith("combina") and not near(sheet, found.span(), _LOCKS):
        return 0.0
    return 0.0 if _is_date(found[VALUE]) and filler.strip() and not _is_told(found, sheet) else 0.9


def _opens(found: re.Match[str], sheet: Sheet) -> float:
    if _OTHER_CODE.search(sheet.before(found.start(VALUE), 12).replace("code ", "")):
        return 0.0
    # Three digits and a letter with digits are rooms and amounts.
    value = found[VALUE]
    is_date = _is_date(value) and not _is_told(found, sheet)
    no_code = is_date or re.fullmatch(r"\d{3}|[A-Z]\d{1,3}|0\d{8,}", value)
    return 0.0 if no_code else 0.75


def _typed(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    if _is_date(value) or re.fullmatch(r"\d{3}|[A-Z]\d{1,3}|0\d{8,}", value):
        return 0.0
    return 0.75 if near(sheet, found.span(VALUE), _ENTRY, 50) else 0.0


def _locked(found: re.Match[str], sheet: Sheet) -> float:
    value, between = found[VALUE], found["between"].lower()
    if _is_date(value) or _NO_LOCK.search(between) or _ADVICE.search(between):
        return 0.0
    is_long = len(re.findall(r"[0-9]", value)) > 3  # noqa: PLR2004 -- emergency numbers and rooms
    return 0.7 if is_long and not re.match(r" ?[-/] ?\d", sheet.after(found.end(VALUE), 3)) else 0.0


def _plain(found: re.Match[str], sheet: Sheet) -> float:
    value, filler = found[VALUE], found["filler"].lower()
    if _OTHER_CODE.search(sheet.before(found.start(), 8)) or _ADVICE.search(filler):
        return 0.0
    around = sheet.before(found.start(), 90) + filler + " | " + sheet.after(found.end(VALUE), 40)
    if (_is_date(value) and not _is_told(found, sheet)) or not _NEAR_DEVICE.search(around):
        return 0.0
    is_long = len(value) > 3  # noqa: PLR2004 -- rooms have three
    return (
        0.8
        if is_long or re.search(rf"{LOCK}[^.\n]{{0,40}}$", sheet.before(found.start(), 50))
        else 0.0
    )


def _is_told(found: re.Match[str], sheet: Sheet) -> bool:
    """Years are codes too, when nothing stands between: `de code is 1985`."""
    return bool(
        re.search(
            r"(?:\bis |[:=] ?|open\w{0,3} (?:met|avec|with) )$",
            sheet.before(found.start(VALUE), 14),
        )
    )


def _is_date(value: str) -> bool:
    return bool(_YEAR.fullmatch(value))


def _recovery(found: re.Match[str], sheet: Sheet) -> float:
    return 0.85 if _RECOVERY_WORD.search(sheet.before(found.start(VALUE), 250)) else 0.0


ACCESS_CODES = RuleFamily(
    "access-codes",
    (_TRIGGER, _DEVICE_TRIGGER),
    tuple(
        Rule(kind=Kind.ACCESS_CODE, trigger=trigger.name, pattern=pattern, weigh=weigh)
        for trigger, pattern, weigh in (
            (_TRIGGER, _STATED, _stated),
            (_TRIGGER, _RECOVERY, _recovery),
            (_TRIGGER, _PLAIN, _plain),
            (_DEVICE_TRIGGER, _OPENS, _opens),
            (_DEVICE_TRIGGER, _TYPED, _typed),
            (_DEVICE_TRIGGER, _LOCKED, _locked),
        )
    ),
)
