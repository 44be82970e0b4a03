"""
Numbers of pupils: they have no check digit and every school makes its own, so that the words
around them tell: `stamboeknr`, `lln-kaart`, `ID leerling`, a name with a number behind it.
"""

from __future__ import annotations

import re

from policy.detectors.context import before, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import DIGIT, VALUE, Rule
from policy.finding import Kind

_NOUN = (
    r"(?:nummers?|numbers?|numeros?|nrs?|nos?|n\^|n|id'?s?|codes?|kaart(?:en)?|pas(?:je)?|fiches?|"
    r"ref|key|sleutel)(?![a-z])"
)
_OWNER = r"(?:leerling(?:en)?|lln|pupils?|students?|eleves?|kind)"
WORD = (
    rf"(?:(?:stam(?:boek|b)?|{_OWNER}|d(?:is|si|ics)c?imus)'?s?\.?[- _.]{{0,2}}{_NOUN}"
    r"|intern(?:e|al)?[- _]?(?:leerling(?:en)?)?(?:nummers?|nrs?|id|code)(?![a-z])"
    r"|ll?n?\.? ?-?(?:nrs?|nummers?)(?![a-z])|stamboek(?!en)|stamb\.|discimus|matricules?"
    rf"|{_NOUN}\.?[- _](?:(?:van|of|de|du) )?(?:(?:de|het|the|een) |l'|d'|de l')?{_OWNER}(?![a-z])"
    rf"|[a-z]{{0,20}}nummer (?:van (?:de )?)?leerling|eleve n[\^ro])"
)
HINTS = words(WORD)
"""Over lower-cased text."""
_SCHOOL = words(
    "leerling", r"lln\b", "smartschool", "informat", "wisa", "questi", "bingel", "gimme", "broekx",
    "discimus", "kleuter", r"k[1-3]\b", r"\dde leerjaar", "klas", "rapport", "juf", "titularis",
    "eleve", "pupil", "student", "ecole", "school", "stamboek", "opvang", "refter",
)  # fmt: skip


def is_school(lowered: str) -> bool:
    """Whether a text speaks of a school."""
    return _SCHOOL.search(lowered) is not None


_PREFIX = r"(?:[A-Za-z]{1,4}[-./]?|[A-Z]{1,2} )?"
_BODY = r"(?:\d{1,3} \d{3}|\d{1,11}(?:[-./]\d{1,6}){0,2}(?:-?[A-Z]{1,2})?)"
_NUMBER = rf"(?P<{VALUE}>{_PREFIX}{_BODY})(?!\w|[.,/-]\d)"
_FAR = r"[^\d\n?!]{0,70}?(?:\n[^\n\d]{0,30}|\n\[?\d\d:\d\d\]? ?[^\n\d]{1,30})?[ :=(\"'#/]"
_ANNOUNCED = re.compile(rf"(?<![A-Za-z])(?i:{WORD})(?P<link>{_FAR}){_NUMBER}", re.ASCII)
_OTHER_NOUN = re.compile(
    r"(?<![a-z])(?:klas(?:sen)?|lokaal|zaal|artikel[a-z]*|art|postcode|euro|eur|tel|gsm|bel|fax|"
    r"versie|version|factuur[a-z]*|dossier[a-z]*|rekening[a-z]*|bus|lijn|kamer|tot|vanaf|om|sinds|"
    r"tussen|cijfers?|schooljaar|iban|paspoort[a-z]*|rijksregister[a-z]*|telefoon[a-z]*|poort|"
    r"bestelbon|prijs|omzendbrief|windows|geboren|geboorte[a-z]*|naar|voor \d|max|min|"
    r"maximaal|minstens|chiffres|digits)(?![a-z])"
)
_DIRECT = re.compile(r"[ .:=#\"'(>\[/,]{0,4}(?:(?:is|was|van|zijn|est|nr|n\^|in|voor)[ :(#]{1,3})?")
_NOT_NUMBER = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|(?:19|20)\d\d[/-](?:19|20)\d\d"
    r"|(?:19|20)\d\d[/-]\d\d|19\d\d|20[0-3]\d|(?:0?[1-9]|1[0-2])[/-](?:19|20)\d\d|\d\d?[./-]\d\d?"
    r"|0\d{1,2}[ /.-].*"
)
_UNIT = re.compile(r" ?(?:euro|eur\b|\x1a|%|uur|u\b|leerl|lln|kind|cijfers|keer|jaar|boeken|stuks)")
_FEW, _SURE = 3, 4


def _id_like(value: str, fewest: int) -> bool:
    """Whether it has digits enough and is no date, school year, time or telephone number."""
    lettered = value[0].isalpha() and " " not in value[:-7]
    return sum(map(str.isdigit, value)) >= fewest - lettered and not _NOT_NUMBER.fullmatch(value)


def _announced(found: re.Match[str], sheet: Sheet) -> float:
    link, value = found["link"].lower(), found[VALUE]
    if not value[0].isdigit() and value[0].islower() and " " in link.strip():
        return 0.0
    if _UNIT.match(sheet.lowered, found.end()) or _OTHER_NOUN.search(link):
        return 0.0
    word = found[0][: found.start("link") - found.start()].lower()
    fewest = _FEW if _DIRECT.fullmatch(link) else _SURE
    if word.startswith("intern") and (
        not _SCHOOL.search(sheet.around(*found.span(), 200).replace(word, ""))
        and "_" not in word
        and "=" not in link
    ):
        return 0.0
    if word.startswith("intern"):
        fewest = 5
    return 0.85 if _id_like(value, fewest) else 0.0


_BARE = re.compile(
    r"(?<![A-Za-z])(?:(?i:leerling|lln|pupil|student|eleve|leerlingen(?=/))(?: met)?[ ./:#=-]{1,3}"
    r"(?:(?:nummer|nr|n\^|id|numero|no)[ .:#]{1,3})?"
    rf"|(?=(?i:lln|stam|ll)[-_]?\d))(?P<{VALUE}>(?:[A-Za-z]{{1,4}}[-_]?)?\d{{4,11}})(?!\w|[.,-]\d)",
    re.ASCII,
)


_COUNT = re.compile(r"(?:aantal|nombre d.|totaal|total|number of|per|prijs|elke|iedere) ?$")


def _bare(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    if _UNIT.match(sheet.lowered, found.end()) or _COUNT.search(sheet.before(found.start(), 20)):
        return 0.0
    return 0.8 if _id_like(value, _SURE) else 0.0


_AFTER_NAME = re.compile(
    r"(?:(?i:leerlinge?|eleve|pupil|student|kleuter) [A-Z][\w'-]{1,30}"
    rf"(?: [A-Za-z][\w'-]{{1,30}}){{0,3}}"
    rf"[ ,(]{{1,3}}(?i:nummer|nr\.?|n\^|numero|number|no\.?|id|code)[ :#]{{1,2}}(?:is )?"
    rf"|[A-Z][\w'-]{{1,30}} (?:[a-z]{{1,3}} )?[A-Z][\w'-]{{1,30}} ?[(\[#]{{1,2}}){_NUMBER}",
    re.ASCII,
)


def _after_name(found: re.Match[str], sheet: Sheet) -> float:
    """`Noor Claes (R0172)` where a school is spoken of; a word in front is more certain."""
    value = found[VALUE]
    if _OTHER_NOUN.search(found[0].lower()) or not _id_like(value, _SURE):
        return 0.0
    if _SOMETHING_ELSE.search(sheet.before(found.start(), 12)):
        return 0.0
    bracketed = found[0][: found.start(VALUE) - found.start()].rstrip("#")[-1] in "(["
    if not bracketed:
        return 0.85
    closed = sheet.folded[found.end() : found.end() + 1] in (")", "]", ",", ";")
    near_school = _SCHOOL.search(sheet.around(*found.span(), 200))
    return 0.75 if closed and near_school else 0.0


_EXPLICIT = words(
    r"(?:stam(?:boek)?|leerling(?:en)?|lln|discimus|student|pupil)[- ]?"
    r"(?:nummers?|numbers?|nrs?|id'?s?|codes?)(?![a-z]|[\"']? ?[:=])",
    r"numeros? d'eleves?",
)
_BEFORE_WORD = re.compile(
    r"(?P<pre>[#\"'(_=]|[ \n])"
    rf"(?P<{VALUE}>[A-Z]{{1,4}}-?\d{{3,9}}|\d{{5,9}})(?=_|[^\w.,/-]|[.,](?!\d))",
    re.ASCII,
)
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_SOMETHING_ELSE = re.compile(
    r"(?:nummers?|nrs?\.?|n\^|no\.?|code|artikel|factuur|bestelbon|versie|build|euro|postcode|tel|bel|toestel|ext"
    r"|gsm|x|\d)[ :#(\"'=]{0,5}$"
)


def _explained_after(found: re.Match[str], sheet: Sheet) -> float:
    """`"S-31902" … onze stamboeknummers`; `rapport_20230977 (jaar + leerlingnummer)`."""
    start, end = found.span(VALUE)
    if found["pre"] in " \n" and found[VALUE].isdigit():
        return 0.0
    if (
        _NOT_NUMBER.fullmatch(found[VALUE])
        or _DAY.fullmatch(found[VALUE])
        or _SOMETHING_ELSE.search(sheet.before(start, 20))
    ):
        return 0.0
    behind = sheet.after(end, 130)
    hint = _EXPLICIT.search(behind)
    return 0.75 if hint and "\n\n" not in behind[: hint.start()] else 0.0


_SIGNED = re.compile(rf"(?<![\w&])#(?P<{VALUE}>\d{{3,9}})(?![\w;])", re.ASCII)


def _signed(found: re.Match[str], sheet: Sheet) -> float:
    """A list of `#7214` under a word for pupils' numbers."""
    return 0.75 if before(sheet, found.span(VALUE), _EXPLICIT, 250) else 0.0


TRIGGER_WORDS = (
    r"stam[ \-_.]?[nbicf]|leerling|[cs]imus|eleve|matricule|lln|\bl{1,2}n?\.? ?-?n[ru]|"
    r"pupil|student|intern(?:e|al)?[ \-_]?(?:n|id|code|leer)|kind[ \-_.]{0,2}(?:n|id|co|ka|pa|fi)"
)
BRACKET_TRIGGER = Trigger(
    name="numbers.bracketed",
    digit=True,
    expression=r"[(\[#][a-z]{0,4}[ \-./]?[0-9]{3}",
    before=80,
    after=20,
)


def pupil_rules(trigger: str) -> tuple[Rule, ...]:
    """The rules, in the windows of `trigger`, which must fire at each of `TRIGGER_WORDS`."""
    return tuple(
        Rule(kind=Kind.PUPIL_NUMBER, trigger=name, pattern=pattern, weigh=weigh, needs=DIGIT)
        for pattern, weigh, name in (
            (_ANNOUNCED, _announced, trigger),
            (_BARE, _bare, trigger),
            (_AFTER_NAME, _after_name, trigger),
            (_AFTER_NAME, _after_name, BRACKET_TRIGGER.name),
            (_BEFORE_WORD, _explained_after, trigger),
            (_SIGNED, _signed, trigger),
        )
    )
