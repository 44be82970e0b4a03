"""
What headings and labels announce, and which cells believe them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy.detectors import validators
from policy.finding import Kind

_N = r"[- _.]?(?:n(?:umme)?rs?|nummers?|numbers?|numero|id|no|n\^|n|code)?\.?(?: leerling| eleve)?"
"""What goes behind a word in a heading: `-nr.`, ` nummer`."""
_NO = (
    r"(?:n\^|no\.?|nr\.?|numero|number|nummer|id)? ?"
    r"(?:d'|de |du |of |van (?:de |het )?|l')?(?:la )?"
)
"""What goes before it: `n° de`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A kind, the headings that announce it and the cells that it may have."""

    kind: Kind
    heading: re.Pattern[str]
    value: re.Pattern[str]
    mod97: bool = False
    """Whether the last two digits check the ten before them."""
    score: float = 0.85

    def holds(self, value: str) -> bool:
        if not self.value.fullmatch(value):
            return False
        return not self.mod97 or validators.is_mod97_pair(re.sub(r"\D", "", value))


def _heading(*names: str) -> re.Pattern[str]:
    return re.compile(rf"{_NO}(?:{'|'.join(names)}){_N}", re.ASCII)


_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_TWO_DAY, _TWO_MONTH, _YEAR = r"(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])", r"(?:19|20)\d\d"
_GAP = r"[ .\-/_]{0,3}"
COLUMNS = (
    Column(
        Kind.DATE_OF_BIRTH,
        _heading(
            r"geb(?:oorte?|oren|\.)?[ .-]?(?:dat(?:um|a)?|dag)?\.?(?: (?:kind|leerling|ouder))?",
            r"geboren op", r"gebdat(?:um)?", "dob", r"d\.o\.b\.?", "date of birth",
            r"birth[ _-]?(?:date|day)", "born", "ddn", r"[gd]\. ?[dn]\.?",
            r"(?:date )?(?:de )?naiss(?:ance|\.)?",
            r"ne\(?e?\)?(?: le)?", "verjaardag", "verjaart", "jarig", "anniversaire", r"\^",
            r"date[ _](?:of[ _])?birth", r"date[ _-]naissance", r"birthdate",
        ),
        re.compile(
            rf"{_YEAR}{_TWO_MONTH}{_TWO_DAY}|{_TWO_DAY}{_TWO_MONTH}{_YEAR}"
            rf"|{_DAY} ?[./ -] ?{_MONTH}(?: ?[./ -] ?(?:{_YEAR}|\d\d))?"
            rf"|{_YEAR} ?[./ -] ?{_MONTH} ?[./ -] ?{_DAY}(?:[ T]00:00(?::00)?)?",
            re.ASCII,
        ),
        score=0.9,
    ),
    Column(
        Kind.PUPIL_NUMBER,
        _heading(
            r"stam(?:boek|b)?(?=[- _.]{0,2}(?:n|id|c))",
            r"stam(?:boek|b\.?)(?:[- _]?(?:kaart|fiche))?",
            r"(?:leerling(?:en)?|lln)(?=[- _.]{0,2}(?:n|id|c))",
            r"(?:leerling(?:en)?|lln)[- _]?(?:kaart|pas|fiche)", r"ll?n?\.?[- ]?(?=n|id)",
            r"id[- _]?(?:leerling|lln)", r"intern(?:e)?[- _]?(?=n|id)",
            r"matricules?(?: (?:de l'|d'|de )?eleves?)?", r"(?<=\^ )eleves?", r"(?<=\^ d')eleves?",
            r"numero d'eleves?", r"(?:pupil|student)(?=[- _.]?(?:n|id|c))",
            r"d(?:is|si|ics)c?imus(?=.|$)", r"leerling-?id", r"kind(?=[- _.]?(?:n|id|c))",
        ),
        re.compile(
            r"(?:[A-Z]{1,4}[-./ ]?)?(?=[\d ./-]*\d[\d ./-]*\d[\d ./-]*\d)"
            r"(?:\d{1,3} \d{3}|\d{1,11}(?:[-./]\d{1,6}){0,2})(?:[-./]?[A-Z]{1,2})?",
            re.ASCII | re.IGNORECASE,
        ),
    ),
    Column(
        Kind.PAYMENT_REFERENCE,
        _heading(
            "ogm", "vcs", r"ref(?:erentie|erence|s)?\.?", r"(?:betaal|betalings?)[a-z]{0,12}",
            r"(?:gestr(?:uctureerde)?\.? )?(?:vrije )?mededeling",
            r"communications?(?: struc[a-z]*)?",
            "payment reference", "structured communication", "kenmerk",
        ),
        re.compile(rf"[+*]{{0,3}} ?\d{{3}}{_GAP}\d{{4}}{_GAP}\d{{5}} ?[+*]{{0,3}}", re.ASCII),
        mod97=True,
    ),
    Column(
        Kind.EID_NUMBER,
        _heading(
            r"e-?id(?:[- ]?kaart)?", "kaart", "(?:electronische |elektronische )?identiteitskaart",
            "id-?kaart", "kids-?id", "carte(?: d'identite)?", "(?:identity |id )?card",
            "(?:identiteits)?document", "verblijfskaart", "verblijfstitel", "titre de sejour",
            "vreemdelingenkaart", "residence (?:card|permit)",
        ),
        re.compile(rf"\d{{3}}{_GAP}\d{{7}}{_GAP}\d\d", re.ASCII),
        mod97=True,
    ),
    Column(
        Kind.EID_NUMBER,
        _heading(
            "kaart", "identiteitskaart", "id-?kaart", "carte(?: d'identite)?", "card", "document",
            "verblijfskaart", "verblijfstitel", "titre de sejour", "vreemdelingenkaart",
            "residence (?:card|permit)",
        ),
        re.compile(r"B[ .-]?\d{7}[ .-]?\d{2}", re.ASCII | re.IGNORECASE),
    ),
    Column(
        Kind.PASSPORT_NUMBER,
        _heading("pas(?:poort)?", "reispas", "passports?", "passeports?", "reisdocument"),
        re.compile(
            r"[A-Z]{1,3}[ -]?\d{6,8}|[A-Z]{2}(?: ?\d\d){3}|[A-Z]{2} \d{3} \d{3}|\d{8,9}"
            r"|\d{2} ?[A-Z]{2} ?\d{5}|(?=[A-Z]*\d[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{8,9}",
            re.ASCII | re.IGNORECASE,
        ),
    ),
    Column(
        Kind.HEALTH_PROVIDER_NUMBER,
        _heading("riziv", "inami", "nihdi"),
        re.compile(r"\d[ ./-]?\d{5}[ ./-]?\d\d(?:[ ./-]?\d{3})?", re.ASCII),
    ),
    Column(
        Kind.LICENCE_PLATE,
        _heading(
            r"(?:nummer|kenteken)?plaat", "kenteken(?:plaat)?", "plaques?",
            "(?:licen[cs]e |number )?plate",
            r"immatriculation", "inschrijving(?=.?n|splaat)",
        ),
        re.compile(
            r"(?=[A-Z0-9 .-]*[A-Z])(?=[A-Z0-9 .-]*\d)[A-Z0-9]{1,4}(?:[ .-]?[A-Z0-9]{1,4}){1,3}",
            re.ASCII | re.IGNORECASE,
        ),
    ),
    Column(
        Kind.DOSSIER_NUMBER,
        _heading(
            "dossiers?", "zaak", "kenmerk", r"(?:ons |uw )?ref(?:erentie|erence)?\.?", "omv",
            r"(?:omgevings)?vergunnings?", "meldings?", "pv", "concessie", "concession", "case",
            "file", "klacht(?:en)?", "aanvraag", "aanvraags?", "ticket", "schadedossier", "polis",
        ),
        re.compile(
            r"(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$)(?!\d{4}-\d\d-\d\d$)(?!\d{1,3}[./-]\d{1,3}$)(?!\d{1,2}[/-]20\d\d$)"
            r"(?=[A-Z0-9./_-]*\d[A-Z0-9./_-]*\d[A-Z0-9./_-]*\d)"
            r"[A-Z0-9]{1,12}(?:[./_-][A-Z0-9]{1,12}){1,5}",
            re.ASCII | re.IGNORECASE,
        ),
        score=0.75,
    ),
)  # fmt: skip
