"""
File numbers: a word that announces them (`dossier`, `grafnr`, `votre référence`), or the makes
that municipal software gives them: letters, a year and a serial.
"""

from __future__ import annotations

import re

from policy.detectors.context import before, words
from policy.detectors.families import Sheet, Trigger
from policy.detectors.rules import DIGIT, VALUE, Rule
from policy.finding import Kind

_LONG_WORDS = (
    r"dossier|dossie|kenmerk|referen(?:tie|ce)|referte|klacht|(?<!fout)melding|notitie|kohier|"
    r"proces-verbaal|vergunning|aanvraag|bezwaar|sinistre|toelating|concessie|concession|aangifte|"
    r"rolnummer|plainte|autorisation|parketn|reclamation|requete|topdesk|premie|toelage|subsidie"
)
"""Also at the end of a longer word: `schadedossier`."""
_FILE_WORDS = (
    rf"(?:{_LONG_WORDS}|(?<![a-z])(?:refs?\.|aanslag(?:biljet)?|werkbon|werkorder|zaak|pv|omv|schade|polis|file|case|ticket|"
    r"parket|intake|stuk|permit|permis|demande|prime))"
)
_COUNTED = (
    r"(?:graf|volg|akten?|registratie|inschrijvings|aanslag|retributie|boete|werkbon|opdracht|"
    r"incident|interventie|briefwisselings|attest|machtigings|subsidie|toelage|claim|opvolg|"
    r"behandel|tracking|verzoek|request|application|complaint|suivi)"
)
"""Words that say nothing of themselves, but do with `-nummer`."""
_NOUN = r"(?:n(?:umme)?rs?\.?|nummers?|numbers?|no\.?|n\^|id|code|ref(?:erentie|erence)?\.?)"
_PREFIX = r"(?:(?-i:[A-Z]{1,4}) (?=\d{2}))?"
_AFTER_WORD = re.compile(
    rf"{_FILE_WORDS}(?:artikel)?(?:-?s?n(?:umme)?r\.?|-?nummer|-?id)?(?:s|en)?"
    r"(?: (?:van|met|n(?:umme)?r\.?|nummer|no\.?|n\^|numero|number|ocmw|referentie|kenmerk|:)){0,3}"
    rf"[ :#=(\"'\[]{{1,4}}(?P<{VALUE}>(?=[A-Z0-9./_ -]{{0,30}}\d){_PREFIX}[A-Z0-9]+"
    r"(?:[./_-][A-Z0-9]+){0,6})(?![A-Z0-9])",
    re.ASCII | re.IGNORECASE,
)
_COUNTED_VALUE = re.compile(
    rf"(?<![a-z])(?:{_COUNTED}[- ]?{_NOUN}|numero (?:de |d')(?:suivi|dossier|plainte|demande))"
    rf"(?: (?:van|voor|is|was|:)){{0,2}}[ :#=(\"'\[]{{1,4}}"
    rf"(?P<{VALUE}>(?=[A-Z0-9./_ -]{{0,30}}\d){_PREFIX}[A-Z0-9]+"
    r"(?:[./_-][A-Z0-9]+){0,6})(?![A-Z0-9])",
    re.ASCII | re.IGNORECASE,
)
_MADE = (
    r"(?:[A-Z]{1,6}[ ./_-]?(?:19|20)?\d\d[./_-](?:[A-Z]{1,6}[./_-])?\d{2,7}"
    r"|(?:19|20)\d\d[./_-](?:[A-Z]{1,5}[./_-])?\d{3,7}|[A-Z]{1,6}[-./]?\d{4,9}"
    r"|[A-Z]{1,3} \d{4}[- ]\d{3,5}|\d\d[/-]\d{3,6}(?:[/-][A-Z]{2,5})?"
    r"|[A-Z]{2,4}-(?=[A-Z0-9]{0,7}\d[A-Z0-9]{0,7}\d)[A-Z0-9]{4,8})"
)
"""Letters, a year, a serial: what only an office makes. Only with a word somewhere before it."""
_FURTHER = re.compile(
    rf"(?i:{_FILE_WORDS})(?P<link>[^\d\n?!]{{0,50}}?[ (:#\"'])(?P<{VALUE}>{_MADE})"
    r"(?![\w]|[./-]\w)",
    re.ASCII,
)
_SHORT = re.compile(
    r"(?<![a-z-])(?:dossier|zaak|klacht|melding|pv|bezwaar|kohierartikel|cas|case)"
    rf"(?: ?{_NOUN})?[ :#]{{1,2}}(?P<{VALUE}>\d{{3,4}})(?![\w]|[.,/:-]\d)",
    re.ASCII | re.IGNORECASE,
)
_IN_PATH = re.compile(
    r"/(?:dossiers?|zaak|cases?|tickets?|melding(?:en)?|aanvra(?:ag|gen)|klacht(?:en)?|files?)/"
    rf"(?P<{VALUE}>(?=[A-Za-z_-]{{0,8}}\d)(?=[A-Za-z_-]{{0,20}}\d[\w-]{{0,20}}\d[\w-]{{0,20}}\d)[A-Za-z0-9_-]{{3,24}})"
    r"(?![\w.])",
    re.ASCII,
)
_SHAPED = re.compile(
    rf"(?<![\w/.-])(?P<{VALUE}>(?:OMV|[Oo]mv)[_-]?20\d{{8}}"
    r"|(?:[A-Z]{1,8}[/_-])(?:19|20)\d\d(?:[/_-][A-Z0-9]{1,8}){0,2}[/_-]\d{2,6}"
    r"|[A-Z]{1,8}/(?:19|20)\d\d/\d{1,6}|[A-Z]{2,6}20\d\d[./_-]\d{3,6}"
    r"|(?:19|20)\d\d[/_-][A-Z]{1,8}[/_-]\d{2,6}"
    r"|[A-Z]{2,5}[/.-](?:1[5-9]|2\d)[/.-]\d{3,6}|[A-Z]{2,5}2\d[/-]\d{4,6}"
    r"|(?:1[5-9]|2\d)/\d{3,5}/[A-Z]{2,5}|(?:INC|REQ|RITM|CHG)\d{5,8}"
    r"|[A-Z]{2}\.\d\d\.[A-Z0-9]{2}\.\d{4,7}/(?:19|20)\d\d)(?![\w]|[/-]\w)",
    re.ASCII,
)
_LINE = r"\n[*\- ]{0,4}[A-Z]{1,3}2\d[./-]\d{3,5}(?![\d./-])"
_LISTED = re.compile(
    rf"(?<=[\n*] |[\n-] |.\n)(?P<{VALUE}>[A-Z]{{1,3}}2\d[./-]\d{{3,5}}) ", re.ASCII
)
_ANOTHER = re.compile(_LINE, re.ASCII)
FILE_TRIGGER = Trigger(
    name="dossiers.word",
    expression=(
        rf"{re.sub(r'\(\?<![^)]*\)', '', _FILE_WORDS)}[a-z\-]{{0,9}}[ :#./(=]"
        rf"|{_COUNTED}[\- ]?(?:n[ruo^]|id|code|ref)|numero d"
    ),
    before=40,
    after=90,
)
SHAPE_TRIGGER = Trigger(
    name="dossiers.shape",
    digit=True,
    expression=(
        r"omv[_\-]?20[0-9]{8}|[a-z][./_\-][12][0-9](?:[0-9]{2})?[./_\-][a-z0-9]"
        r"|[0-9]{2}[/_\-][a-z]{1,8}[/_\-][0-9]{2}"
        r"|[a-z](?:20)?2[0-9][./_\-][0-9]{3}|[0-9]{2}/[0-9]{3,5}/[a-z]{2}"
        r"|(?:inc|req|ritm|chg)[0-9]{5}|[a-z]/19[0-9]{2}/|[a-z]20[01][0-9][./_\-][0-9]{3}"
    ),
    before=30,
    after=40,
)
_LAW = words(
    "verordening", "richtlijn", "reglement", "directive", "regulation", "decreet", "wet", "gdpr",
    "avg", "eu", "publicatie", "isbn", "norm", "artikel", "cve", "budget", "begroting",
    "project", "kostenplaats", "versie", "raamcontract", "bestek", "gemeenteraad", "besluit",
    "omzendbrief", "circulaire", "circular", "factuur", "offerte", "bestelbon", "loi", "decret",
    "invoice", "facture", "order", "commande", "bestelling", "artikelnr",
)  # fmt: skip
_GOODS = words(
    "leverancier", "fournisseur", "supplier", "groothandel", "webshop", "catalog", "commande",
    "bestelling", "bestel", "order", "artikelen",
)  # fmt: skip
_REFERENCE = re.compile(r"ref|kenmerk|ticket|code")
_NO_MAKE = re.compile(
    r"(?:gr|rmw|bvr|ral|iso|nbn|en|din|nen|ncs|kb|mb|ean|isbn|hd|usb|pdf|be|nl|windows|km|dn|cat|hdmi)"
    r"[ ./_-]?\d|[abcpv][ .-]?\d{1,4}$|v\d"
)
_BETWEEN = re.compile(
    r"(?<![a-z])(?:artikel|art|wet|decreet|besluit|factuur|bestelbon|postcode|versie|euro|tel|gsm|"
    r"lokaal|zaal|type|model|norm|omzendbrief|offerte|nummerplaat|plaat|paspoort|iban|rekening|"
    r"rijksregister[a-z]*|ral|budget|project|bestek|study|studies|leerling[a-z]*|stam[a-z]*)(?![a-z])"
)
_UNIT = re.compile(
    r" ?(?:euro|eur\b|\x1a|,\d\d\b|%|m2|m\b|km|pagina|blz|bladz|personen|stuks|keer|dagen|woorden|"
    r"meldingen|dossiers|klachten|inwoners|uur|u\b|kinderen|leerlingen|deelnemers|bezoekers|tickets)"
)
_COURT = re.compile(r"[CT]-\d{1,3}/\d\d")
_ERROR = re.compile(r"melding.{0,4}(?:40\d|50\d)", re.IGNORECASE)
_LONG_ENOUGH = 5
_NO_FILE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|(?:0?[1-9]|1[0-2])[/-](?:19|20)\d\d"
    r"|(?:19|20)\d\d[/-](?:19|20)\d\d|(?:19|20)\d\d"
)
"""Dates, months, years and school years."""


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""RFC 9562: what programs call their own requests and objects."""


def _is_other(found: re.Match[str], sheet: Sheet) -> bool:
    """Whether it is a law, an invoice, a date, or an amount of something."""
    span = found.span(VALUE)
    if _NO_FILE.fullmatch(found[VALUE]) or _UNIT.match(sheet.lowered, span[1]):
        return True
    if _COURT.fullmatch(found[VALUE]) or _UUID.fullmatch(found[VALUE]):
        return True
    if _REFERENCE.search(found[0].lower()) and (
        before(sheet, span, _GOODS, 110) or _GOODS.search(sheet.after(span[1], 40))
    ):
        return True
    return before(sheet, span, _LAW, 25)


def _named_file(found: re.Match[str], sheet: Sheet) -> float:
    value = found[VALUE]
    digits = sum(map(str.isdigit, value))
    if _is_other(found, sheet):
        return 0.0
    if digits >= _LONG_ENOUGH or (re.search(r"[/_ -]", value) and digits >= 3):  # noqa: PLR2004 -- 2026/3 is a month
        return 0.85
    return 0.0


def _counted_file(found: re.Match[str], sheet: Sheet) -> float:
    few = sum(map(str.isdigit, found[VALUE])) < 3  # noqa: PLR2004 -- `volgnummer 12` is a place in a row
    return 0.0 if few or _is_other(found, sheet) else 0.8


def _further_file(found: re.Match[str], sheet: Sheet) -> float:
    if _BETWEEN.search(found["link"].lower()) or _NO_MAKE.match(found[VALUE].lower()):
        return 0.0
    return 0.0 if _is_other(found, sheet) else 0.75


def _short_file(found: re.Match[str], sheet: Sheet) -> float:
    return 0.0 if _ERROR.fullmatch(found[0]) or _is_other(found, sheet) else 0.75


def _shaped_file(found: re.Match[str], sheet: Sheet) -> float:
    if found[VALUE].upper().startswith("OMV"):
        return 0.95
    if _NO_MAKE.match(found[VALUE].lower()):
        return 0.0
    return 0.0 if before(sheet, found.span(VALUE), _LAW, 30) else 0.75


def _listed_file(found: re.Match[str], sheet: Sheet) -> float:
    """A letter, a year and a serial in front of each line: `W24.318 losse tegel`."""
    start, end = found.span(VALUE)
    others = _ANOTHER.findall(sheet.folded, max(0, start - 300), end + 300)
    return 0.7 if len(others) > 1 and not _NO_MAKE.match(found[VALUE].lower()) else 0.0


FILE_RULES = tuple(
    Rule(kind=Kind.DOSSIER_NUMBER, trigger=trigger.name, pattern=pattern, weigh=weigh, needs=DIGIT)
    for trigger, pattern, weigh in (
        (FILE_TRIGGER, _AFTER_WORD, _named_file),
        (FILE_TRIGGER, _COUNTED_VALUE, _counted_file),
        (FILE_TRIGGER, _FURTHER, _further_file),
        (FILE_TRIGGER, _SHORT, _short_file),
        (FILE_TRIGGER, _IN_PATH, _short_file),
        (SHAPE_TRIGGER, _SHAPED, _shaped_file),
        (SHAPE_TRIGGER, _LISTED, _listed_file),
    )
)
