"""
Addresses of public buildings: of the library, the sports hall, the town hall. Nobody lives there.
"""

from __future__ import annotations

import re

from policy.detectors.families import Sheet

_REACH = 90
_BUILDING = (
    # Where people also live is missing on purpose: rest homes, presbyteries, shelters.
    r"gemeentehuis|stadhuis|provinciehuis|administratief centrum|sociaal huis|bib(?:liotheek)?"
    r"|recyclagepark|containerpark|gemeentemagazijn|sporthal|sportcentrum|sportpark|zwembad"
    r"|cultureel centrum|cultuurcentrum|gemeenschapscentrum|ontmoetingscentrum|wijkcentrum"
    r"|buurthuis|dorpshuis|(?:parochie|feest|raad|gemeente|turn|polyvalente )?zaal|jeugdhuis"
    r"|jeugdlokalen|museum|theater|politie(?:kantoor|huis|commissariaat)|brandweerkazerne"
    r"|toeristische dienst|infokantoor|speelplein|begraafplaats|muziekacademie|academie"
    r"|maison communale|hotel de ville|bibliotheque|parc a conteneurs|hall omnisports|piscine"
    r"|centre culturel|commissariat|town hall|city hall|library|sports (?:hall|centre)"
    r"|recycling (?:park|centre)|swimming pool|community centre|police station"
)
_NAME = r"(?: (?:[A-Z][\w'.-]{1,20}|de|het|'t|van)){0,3}"
_LINK = (
    r"(?:,|:| ?\(| ?-)? ?(?:(?:is|ligt|bevindt|zich|gelegen|vind|je|in|op|aan|de|het|te|van"
    r"|au|a|la|le|rue|is|at|in|on) ){0,5}"
)
_BEFORE = re.compile(rf"\b(?i:{_BUILDING}){_NAME}{_LINK}\Z", re.ASCII)
_LIVES = re.compile(r"\b(?:woon|wonen|woont|boven de|naast de|tegenover|gedomicil|habite|lives?)\b")


def is_public(sheet: Sheet, start: int) -> bool:
    """Whether the address that begins at `start` is said to be that of a public building."""
    before = sheet.folded[max(0, start - _REACH) : start]
    return bool(_BEFORE.search(before)) and not _LIVES.search(before.lower())
