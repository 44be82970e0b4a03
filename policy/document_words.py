"""
How people are told where in a document something stands, and why a document could not be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policy.documents.interface import Part, Place, Unread

_SHOWN = 5
"""Places that are named; a list of hundreds helps nobody."""
_LETTERS = 26
_OBVIOUS = frozenset({Part.BODY, Part.TABLE})
"""Where everybody looks first, so a number says enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWords:
    """The words of one language. Templates have `{number}`, or `{cell}` in `cell`."""

    unread: Mapping[Unread, str]
    """A sentence or two for each reason: what is the matter, and what to do."""
    parts: Mapping[Part, str]
    page: str
    sheet: str
    cell: str
    row: str
    member: str
    """A file inside the file."""
    more: str
    """How many further places there are."""
    name: str
    """The name of the file itself."""

    def where(self, places: Sequence[Place]) -> str:
        """The first of `places` in words; without any, the name of the file is meant."""
        if not places:
            return self.name
        told = list(dict.fromkeys(map(self._told, places)))
        rest = len(told) - _SHOWN
        shown = told[:_SHOWN] + ([self.more.format(number=rest)] if rest > 0 else [])
        return "; ".join(shown)

    def _told(self, place: Place) -> str:
        words = [self.member.format(number=number) for number in place.member]
        if place.page:
            words.append(self.page.format(number=place.page))
        if place.sheet:
            words.append(self.sheet.format(number=place.sheet))
        if place.sheet and place.row and place.column:
            words.append(self.cell.format(cell=f"{column_letters(place.column)}{place.row}"))
        elif place.row:
            words.append(self.row.format(number=place.row))
        if place.part not in _OBVIOUS or not words:
            words.append(self.parts[place.part])
        return ", ".join(words)


def column_letters(column: int) -> str:
    """What a spreadsheet calls its `column`, from 1: A, B, …, Z, AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
