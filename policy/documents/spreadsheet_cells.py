"""
The cells of one sheet (SpreadsheetML, ECMA-376 part 1, 18.3): each a piece with its row and column.

This is the one place where tens of thousands of elements come by, so it is flat. All that is no
cell (validations, headers, links, what extensions brought) goes to a `Story`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from policy.documents.collector import Collector
from policy.documents.interface import Part, Unread, UnreadError
from policy.documents.ooxml_flow import OFF
from policy.documents.ooxml_names import spreadsheet_elements
from policy.documents.ooxml_story import Story
from policy.documents.sheet_rows import SheetRows
from policy.documents.spreadsheet_codes import (
    says_something,
    shown_string,
    words_in_formula,
)
from policy.documents.spreadsheet_numbers import NumberFormats, plain_date
from policy.documents.spreadsheet_plain import PlainRow
from policy.documents.xml_reader import Attributes, End, Start, whole

MAX_COLUMNS = 16_384
_LONG = 1 << 12
_MAX_CELL = 1 << 20
"""Excel allows 32,767 characters; other programs are not so strict."""
_LOOK = 2
"""Looking through a formula costs half of keeping it."""
_DIGITS = "0123456789"
_BOOLEANS = {"0": "FALSE", "1": "TRUE"}


class _Kind(IntEnum):
    CELL = 1
    VALUE = 2
    FORMULA = 3
    ROW = 4


_FLAT = spreadsheet_elements(
    {"c": _Kind.CELL, "v": _Kind.VALUE, "t": _Kind.VALUE, "f": _Kind.FORMULA, "row": _Kind.ROW}
)


@dataclass(slots=True)
class Workbook:
    """What all sheets of a workbook share."""

    formats: NumberFormats
    strings: list[str] = field(default_factory=list)
    used: bytearray = field(default_factory=bytearray)
    """Which of the strings some cell shows."""


class Cells:
    """
    Hears one sheet, and tells its rows.

    Raises `UnreadError` (BROKEN) for a cell that refers to a string that is not there.
    """

    def __init__(
        self, workbook: Workbook, collector: Collector, story: Story, sheet: int, *, hidden: bool
    ) -> None:
        self._workbook = workbook
        self._rows = SheetRows(collector, sheet, Part.HIDDEN if hidden else Part.TABLE)
        self._story = story
        self._row = self._column = 0
        self._in_row = self._in_cell = self._in_phonetic = self._row_hidden = False
        self._open: _Kind | None = None
        self._hidden_columns = bytearray(MAX_COLUMNS + 2)
        self._column_ranges = 0
        self._type: str | None = None
        self._style: str | None = None
        self._value = self._formula = self._phonetic = ""
        self._told: set[tuple[str, ...]] = set()
        self._letters: dict[str, int] = {}
        self._plain: Iterable[PlainRow | bytes] = ()
        self._hear: Callable[[bytes], None] | None = None

    def take(self, rows: Iterable[PlainRow | bytes], hear: Callable[[bytes], None]) -> None:
        """Rows that were taken out of the part, and how to hear those that are still XML."""
        self._plain, self._hear = rows, hear

    def listen(self, start: Start, end: End) -> None:
        self._start, self._end = start, end

    def flat_start(self, name: str, attributes: Attributes) -> None:
        kind = _FLAT.get(name)
        if kind is None or not (self._in_cell or kind is _Kind.CELL or kind is _Kind.ROW):
            self._start(name, attributes)
        elif kind is _Kind.CELL:
            if self._in_cell:
                raise UnreadError(Unread.BROKEN)
            self._in_cell = True
            self._type, self._style = attributes.get("t"), attributes.get("s")
            reference = attributes.get("r")
            self._column = (
                self._column_of(reference.rstrip(_DIGITS))
                if reference
                else min(self._column + 1, MAX_COLUMNS + 1)
            )
            self._value = self._formula = self._phonetic = ""
        elif kind is _Kind.ROW:
            self._open_row(attributes)
        elif self._open is None:
            self._open = kind
        else:
            raise UnreadError(Unread.BROKEN)

    def text(self, data: str) -> None:
        if self._open is _Kind.VALUE:
            if self._in_phonetic:
                self._phonetic += data
            else:
                self._value += data
        elif self._open is _Kind.FORMULA:
            self._formula += data
        elif not data.isspace():
            self._story.text(data)
        if len(data) >= _LONG:
            self._check_length()

    def flat_end(self, name: str) -> None:
        kind = _FLAT.get(name)
        if kind is None or not (self._in_cell or kind is _Kind.ROW):
            self._end(name)
        elif kind is _Kind.CELL:
            self._in_cell = False
            if self._value or self._formula or self._phonetic:
                self._tell_cell()
        elif kind is _Kind.ROW:
            self._in_row = False
            self._rows.end_row()
            if self._story.is_waiting:
                self._rows.flush()
                self._story.settle()
        else:
            self._open = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "s:rPh":
            self._in_phonetic = True
        elif name == "s:col":
            self._hide_columns(attributes)
        self._story.start(name, attributes)
        if name == "s:sheetData" and self._hear is not None:
            self._tell_plain(self._hear)

    def end(self, name: str) -> None:
        if name == "s:rPh":
            self._in_phonetic = False
        self._story.end(name)

    def aside(self, data: str) -> None:
        self._story.aside(data)

    def finish(self) -> None:
        """Hand over what stands behind the rows. To be called when the sheet has been heard."""
        self._rows.finish()

    def _tell_plain(self, hear: Callable[[bytes], None]) -> None:
        rows, self._plain, self._hear = self._plain, (), None
        for row in rows:
            if isinstance(row, bytes):
                start, end = self._start, self._end
                hear(row)
                self.listen(start, end)
                continue
            self._row = self._row + 1 if row.number is None else row.number
            self._row_hidden = row.is_hidden
            for letters, style, kind, self._formula, self._value in row.cells:
                if self._value or self._formula:
                    self._column = self._column_of(letters)
                    self._type, self._style = kind or None, style or None
                    self._tell_cell()
            self._rows.end_row()

    def _open_row(self, attributes: Attributes) -> None:
        if self._in_row:
            raise UnreadError(Unread.BROKEN)
        self._row = whole(attributes.get("r", ""), self._row + 1)
        self._column = 0
        self._in_row = True
        self._row_hidden = attributes.get("hidden", "0") not in OFF

    def _tell_cell(self) -> None:
        text = self._shown_value() if self._value else ""
        if self._formula:
            self._formula = shown_string(self._formula)
            words = words_in_formula(self._formula)
            if says_something(self._formula):
                self._rows.pay(len(self._formula) // _LOOK)
            if words and not text:
                text = f"={self._formula}"
            elif words and words not in self._told:
                self._told.add(words)
                self._rows.add_behind(f"={self._formula}", self._row, self._column)
        if self._phonetic:
            self._rows.add_behind(shown_string(self._phonetic), self._row, self._column)
        if text and not text.isspace():
            is_hidden = self._row_hidden or bool(self._hidden_columns[self._column])
            self._rows.add(text, self._row, self._column, hidden=is_hidden)

    def _shown_value(self) -> str:
        kind, value = self._type, self._value
        if kind == "s":
            number = whole(value, -1)
            if not 0 <= number < len(self._workbook.strings):
                raise UnreadError(Unread.BROKEN)
            self._workbook.used[number] = 1
            return self._workbook.strings[number]
        if kind is None or kind == "n":
            return self._workbook.formats.shown(value, self._style)
        if kind == "b":
            return _BOOLEANS.get(value, value)
        return plain_date(value) if kind == "d" else shown_string(value)

    def _hide_columns(self, attributes: Attributes) -> None:
        self._column_ranges += 1
        if self._column_ranges > MAX_COLUMNS:
            raise UnreadError(Unread.BROKEN)
        start, end = (min(whole(attributes.get(key, "")), MAX_COLUMNS) for key in ("min", "max"))
        is_hidden = attributes.get("hidden", "0") not in OFF or attributes.get("width") == "0"
        if is_hidden and start <= end:
            self._hidden_columns[start : end + 1] = b"\1" * (end + 1 - start)

    def _check_length(self) -> None:
        if len(self._value) + len(self._formula) + len(self._phonetic) > _MAX_CELL:
            raise UnreadError(Unread.TOO_LARGE)

    def _column_of(self, letters: str) -> int:
        if (column := self._letters.get(letters)) is None:
            column = self._letters[letters] = min(column_number(letters), MAX_COLUMNS + 1)
        return column


def column_number(letters: str) -> int:
    """The number of a column: 1 for A, 27 for AA; 0 for what is no column."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= len("XFD")):
        return 0
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_of(reference: str) -> tuple[int, int]:
    """Row and column of a reference as `B12`; zeros for what is none."""
    letters = reference.rstrip("0123456789")
    row = reference[len(letters) :]
    column = column_number(letters)
    return (int(row), column) if column and 0 < len(row) <= len("1048576") else (0, 0)
