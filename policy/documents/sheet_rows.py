"""
The rows of one sheet on their way to the collector, in an order that can be joined again.
"""

from __future__ import annotations

from dataclasses import replace

from policy.documents.collector import Collector
from policy.documents.interface import Part, Piece, Place

_MANY = 50
"""Rows that are handed over together."""
_TITLES = 10
"""Rows of one cell that may stand above the headings."""


class SheetRows:
    """
    Takes cells as they come. Those that are shown go on row by row; what rows and columns hide, and
    what cells hold without showing it, follows when the sheet is finished. In front of the hidden
    rows stand the headings once more: under them a number says what it is.
    """

    def __init__(self, collector: Collector, sheet: int, part: Part) -> None:
        self._collector = collector
        self._sheet = sheet
        self._part = part
        self._shown: list[Piece] = []
        self._characters = 0
        self._waiting = 0
        self._headings: list[Piece] = []
        self._looks_for_headings = True
        self._titles = 0
        self._hidden: list[Piece] = []
        self._behind: list[Piece] = []

    def add(self, text: str, row: int, column: int, *, hidden: bool) -> None:
        """The text of a cell."""
        self._characters += len(text)
        if hidden:
            place = Place(part=Part.HIDDEN, sheet=self._sheet, row=row, column=column)
            self._hidden.append(Piece(text, place))
        else:
            place = Place(part=self._part, sheet=self._sheet, row=row, column=column)
            self._shown.append(Piece(text, place))

    def add_behind(self, text: str, row: int, column: int) -> None:
        """What a cell does not show: its formula, its value, how its text is pronounced."""
        place = Place(part=Part.HIDDEN, sheet=self._sheet, row=row, column=column)
        self._behind.append(Piece(text, place))
        self._characters += len(text)

    def pay(self, characters: int) -> None:
        """For what was looked at and is not told again."""
        self._collector.add_paid((), characters)

    def end_row(self) -> None:
        if self._shown and self._looks_for_headings:
            self._take_headings()
            self.flush()
        self._waiting += 1
        if self._waiting >= _MANY:
            self.flush()

    def flush(self) -> None:
        """Hand over the rows so far; to be called before anything else of the sheet is told."""
        self._collector.add_paid(self._shown, self._characters)
        self._shown = []
        self._characters = self._waiting = 0

    def _take_headings(self) -> None:
        """The first row, or the first with cells beside each other: above it stands a title."""
        row = self._shown[0].place.row
        hidden = [piece for piece in self._hidden if piece.place.row == row]
        is_first = len(hidden) == len(self._hidden)  # nothing above it needs a heading
        is_title = len(self._shown) + len(hidden) == 1
        if is_first and not (is_title and self._headings):
            self._headings = self._shown
        self._titles += 1
        self._looks_for_headings = is_first and is_title and self._titles < _TITLES

    def finish(self) -> None:
        self.end_row()
        self.flush()
        again = self._headings_again()
        self._collector.add_paid(again, sum(len(piece.text) for piece in self._headings))
        self._collector.add_paid((*self._hidden, *self._behind), 0)
        self._hidden, self._behind = [], []

    def _headings_again(self) -> list[Piece]:
        """The headings of columns with something hidden in them; hidden ones in between."""
        if not self._headings or self._part is Part.HIDDEN:
            return []
        columns = {piece.place.column for piece in self._hidden}
        again = [
            Piece(piece.text, replace(piece.place, part=Part.HIDDEN))
            for piece in self._headings
            if piece.place.column in columns
        ]
        row = self._headings[0].place.row
        count = 0
        while count < len(self._hidden) and self._hidden[count].place.row == row:
            count += 1
        again += self._hidden[:count]
        self._hidden = self._hidden[count:]
        return sorted(again, key=lambda piece: piece.place.column)
