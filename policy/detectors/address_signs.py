"""
What stands around a street and its number: where the name begins, and what vouches for it.
"""

from __future__ import annotations

import re

from policy.detectors import street_words, streets
from policy.detectors.context import near
from policy.detectors.families import Sheet
from policy.detectors.towns import Towns

_PARTICLES = frozenset({"Van", "De", "Den", "Der", "Vander", "Vanden", "Ter", "Ten", "La", "Le"})
_NOT_IN_NAMES = frozenset({"de", "het", "den", "in", "op", "aan", "adres"})
_CAPITALS = re.compile(r"(?<![A-Za-z0-9'-])(?:[A-Z][A-Za-z'.-]{1,40} ){1,3}$", re.ASCII)
_WHERE = re.compile(
    r"(?<![A-Za-z0-9'-])(?:Achter|Onder|Boven|Tussen|Neven|Buiten|Binnen|Om|Rond|Over) "
    r"(?:(?:de|het|den|'t) )?$"
)
_TOWN_BEFORE = re.compile(rf"(?<!\d)[1-9]\d{{3}} (?P<place>{streets.PLACE}),? ?(?:- ?)?$", re.ASCII)
_LEAD = re.compile(
    r"(?:In|Op|Aan|Te|Van|Bij|Naar|Voor|Adres|Woont|Rond|Hoek|At|To|From|A|Au) (?=[A-Z])"
)


def places_it(sheet: Sheet, span: tuple[int, int], *, weak: bool) -> bool:
    """
    Whether the words around a doubtful street say that it is one. `weak`: the name alone is a
    town or an ordinary word, so that `op` before it says nothing.
    """
    if near(sheet, span, street_words.HOME):
        return True
    if weak or streets.COUNTED.match(sheet.lowered, span[1]):
        return False
    if streets.SPOT.search(sheet.before(span[0], 24)):
        return True
    before = sheet.folded[max(0, span[0] - 40) : span[0]]
    starts = span[0] == 0 or streets.LINE_START.search(before)
    return bool(starts) and bool(streets.LINE_END.match(sheet.folded, span[1]))


def is_year(number: str) -> bool:
    return bool(re.fullmatch(r"[ ,;]*(?:19|20)\d\d", number))


def without_lead(found: re.Match[str]) -> int:
    """Where the name begins behind the first word of a sentence: `In Vier Winden 3`."""
    lead = _LEAD.match(found["street"])
    return found.start("street") + (lead.end() if lead else 0)


def begin(text: str, start: int) -> int:
    """
    Where the street's name begins. One capitalised word before it belongs to it (`Frans
    Mombaersstraat`); two are a person's name next to an address, unless one is a title.
    """
    above = text[max(0, start - 60) : start]
    if (where := _WHERE.search(above)) is not None:
        return start - len(where[0])
    before = _CAPITALS.search(above)
    words = before[0].split(" ")[:-1] if before else []
    taken = len(words)
    while taken and words[-taken].lower() in _NOT_IN_NAMES:
        taken -= 1
    if taken > 1 and words[-1] in _PARTICLES:
        taken = 2  # `Edward Van Evenstraat`
    elif taken > 1 and words[-taken].lower() not in street_words.TITLES:
        taken = int(words[-1].lower() in street_words.TITLES)
    return start - sum(len(word) + 1 for word in words[len(words) - taken :])


def town_before(text: str, start: int, towns: Towns) -> int:
    """Where a postcode and its place begin that stand before the street, else `start`."""
    found = _TOWN_BEFORE.search(text, max(0, start - 60), start)
    return found.start() if found and towns.knows(found["place"]) else start
