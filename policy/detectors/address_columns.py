"""
Addresses in the cells of a table: street, number, box, postcode and place side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors.tables import Cell, Table

STREET = (
    r"(?:straat|straatnaam|adres|adresse|address|street|rue|voie|laan)"
    r"(?: ?(?:en|\+|&|/|et|and) ?(?:huis)?(?:nummer|nr\.?|n\^|no|number|numero))?"
    r"\.?[\" *]{0,4}[|;,\t\n]"
)
"""A heading over streets, for the prefilter: caseless."""
_STREET = re.compile(
    r"(?:[a-z]+ ?)?(?:straat|straatnaam|adres|adresse|address|street|rue|voie)"
    r"(?: ?(?:naam|name|1))?"
    r"(?: ?(?:en|\+|&|/|et|and) ?(?:huis)?(?:nummer|nr\.?|n\^|no|number|numero))?\.?"
)
_NUMBER = re.compile(
    r"(?:huis)?(?:nr|nummer)\.?|n\^|no\.?|numero|number|house (?:number|no)|num\.?"
)
_BOX = re.compile(r"bus(?:nr|nummer)?\.?|bte\.?|boite|box|b\.?|app\.?")
_CODE = re.compile(
    r"p(?:ost)?\.?c(?:ode)?\.?|post(?:code|nr|nummer)\.?|cp|code postal|zip(?: ?code)?|postal code"
)
_PLACE = re.compile(
    r"(?:deel)?gemeente|(?:woon)?plaats|localite|commune|ville|city|town|stad|woonplaats|dorp|kern"
)
_HOUSE = re.compile(r"\d{1,4} ?[A-Za-z]?(?: ?bis)?(?:[/-]\w{1,5})?(?:,? ?(?:bus|bte|b) ?\w{1,5})?")
_STREET_CELL = re.compile(r"[A-Za-z'][^|;\t\n\"]{2,60}")
_WITH_NUMBER = re.compile(
    r"\d{1,4} ?[A-Za-z]?(?:[/-]\w{1,5})?(?:,? ?(?:bus|bte|b|boite) ?[\w.]{1,6})?$"
)


def addresses_in(text: str, table: Table) -> Iterator[tuple[int, int]]:
    """From each street to the last cell of its address. Without a number it is no address."""
    columns = _columns(table.headings)
    if columns is None:
        return
    street, number, rest = columns
    for row in table.rows:
        if street < len(row):
            house = row[number] if number is not None and number < len(row) else None
            if span := _span(text, row[street], house, [row[n] for n in rest if n < len(row)]):
                yield span


def _columns(headings: Sequence[str]) -> tuple[int, int | None, Sequence[int]] | None:
    plain = [heading.strip(" .:*\"'") for heading in headings]
    street = next((n for n, name in enumerate(plain) if _STREET.fullmatch(name)), None)
    if street is None:
        return None
    rest: list[int] = []
    number = None
    for n in range(street + 1, len(plain)):
        if _NUMBER.fullmatch(plain[n]) and number is None:
            number = n
        elif not any(each.fullmatch(plain[n]) for each in (_BOX, _CODE, _PLACE)):
            break
        rest.append(n)
    if number is None and street and _NUMBER.fullmatch(plain[street - 1]):
        number = street - 1
    return street, number, rest


def _span(
    text: str, street: Cell, house: Cell | None, rest: Sequence[Cell]
) -> tuple[int, int] | None:
    name = text[street.start : street.end]
    if not _STREET_CELL.fullmatch(name):
        return None
    numbered = house is not None and _HOUSE.fullmatch(text[house.start : house.end])
    if not numbered and not _WITH_NUMBER.search(name):
        return None
    cells = [street, *(cell for cell in rest if cell.end > cell.start)]
    if numbered and house is not None and house.start < street.start:
        cells.append(house)
    return min(cell.start for cell in cells), max(cell.end for cell in cells)
