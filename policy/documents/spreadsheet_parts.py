"""
The parts of a workbook beside its sheets (SpreadsheetML, ECMA-376 part 1, 18): the workbook itself,
its strings and number formats, comments, and the values that pivot tables and links remember.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from policy.documents.collector import Collector
from policy.documents.interface import Part, Place, Unread, UnreadError
from policy.documents.ooxml import OfficeFile
from policy.documents.ooxml_flow import OFF
from policy.documents.ooxml_names import spreadsheet_elements
from policy.documents.ooxml_story import Story
from policy.documents.spreadsheet_cells import cell_of
from policy.documents.spreadsheet_codes import shown_string
from policy.documents.spreadsheet_numbers import (
    NumberFormats,
    plain_date,
    plain_number,
    words_in_format,
)
from policy.documents.xml_reader import Attributes, End, Start, whole

_STRINGS = spreadsheet_elements({"si": False, "t": True})
_PROPERTY = Place(part=Part.PROPERTY)


class Sheet(NamedTuple):
    number: str
    """How the workbook refers to its part."""
    is_hidden: bool


class WorkbookStory(Story):
    """Hears the workbook: which sheets there are, and from which year it counts days."""

    def __init__(self, file: OfficeFile) -> None:
        super().__init__(file.collector, file.attributes, _PROPERTY, loose=Part.PROPERTY)
        self._file = file
        self.sheets: list[Sheet] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "s:sheet":
            is_hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(Sheet(attributes.pop("r:id", ""), is_hidden))
            place = Place(part=Part.PROPERTY, sheet=len(self.sheets))
            self._file.collector.add(shown_string(attributes.pop("name", "")), place)
        elif name == "s:workbookPr":
            self.from_1904 = attributes.get("date1904", "0") not in OFF
        super().start(name, attributes)


class StylesStory(Story):
    """Hears the styles: number formats, and the words that these show beside a number."""

    def __init__(self, file: OfficeFile) -> None:
        super().__init__(file.collector, file.attributes, _PROPERTY, loose=Part.PROPERTY)
        self._file = file
        self._codes: dict[int, str] = {}
        self._cells: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "s:numFmt":
            code = attributes.get("formatCode", "")
            self._codes[whole(attributes.get("numFmtId", ""), -1)] = code
            self._file.collector.add_once(words_in_format(code), _PROPERTY)
        elif name == "s:cellXfs":
            self._in_cells = True
        elif name == "s:xf" and self._in_cells:
            self._cells.append(whole(attributes.get("numFmtId", "")))
        super().start(name, attributes)

    def end(self, name: str) -> None:
        if name == "s:cellXfs":
            self._in_cells = False
        super().end(name)

    def formats(self, *, from_1904: bool) -> NumberFormats:
        return NumberFormats(self._codes, self._cells, from_1904=from_1904)


class Strings:
    """Hears the shared strings (18.4): a text each, and how it is pronounced beside it."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._parts: list[str] = []
        self._phonetic: list[str] = []
        self._in_item = self._in_text = self._in_phonetic = False
        self.strings: list[str] = []
        self.phonetic: list[str] = []

    def take(self, items: Iterable[str | bytes], hear: Callable[[bytes], None]) -> None:
        """Strings that were taken out of the part, and how to hear those that are still XML."""
        for item in items:
            if isinstance(item, bytes):
                hear(item)
            else:
                self.strings.append(shown_string(item))

    def listen(self, start: Start, end: End) -> None:
        self._start, self._end = start, end

    def flat_start(self, name: str, attributes: Attributes) -> None:
        is_text = _STRINGS.get(name)
        if is_text is None:
            self._start(name, attributes)
        elif self._in_text or self._in_item is not is_text:
            raise UnreadError(Unread.BROKEN)
        elif is_text:
            self._in_text = True
        else:
            self._in_item = True

    def text(self, data: str) -> None:
        if not self._in_text:
            if not data.isspace():
                self._story.text(data)
        elif self._in_phonetic:
            self._phonetic.append(data)
        else:
            self._parts.append(data)

    def flat_end(self, name: str) -> None:
        is_text = _STRINGS.get(name)
        if is_text is None:
            self._end(name)
        elif is_text:
            self._in_text = False
        else:
            self._in_item = False
            self.strings.append(shown_string("".join(self._parts)))
            self._parts.clear()
            if self._phonetic:
                self.phonetic.append(shown_string("".join(self._phonetic)))
                self._phonetic.clear()

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "s:rPh":
            self._in_phonetic = True
        self._story.start(name, attributes)

    def end(self, name: str) -> None:
        if name == "s:rPh":
            self._in_phonetic = False
        self._story.end(name)

    def aside(self, data: str) -> None:
        self._story.aside(data)


class CommentsStory(Story):
    """Hears comments of a sheet, old (18.7) and threaded (MS-XLSX 2.6.205): each at its cell."""

    def __init__(self, file: OfficeFile, sheet: int) -> None:
        place = Place(part=Part.COMMENT, sheet=sheet)
        super().__init__(file.collector, file.attributes, place, loose=Part.PROPERTY)
        self._comments = file.collector
        self._sheet = sheet
        self._cell = (0, 0)
        self._parts: list[str] = []
        self._in_text = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name in {"s:comment", "tc:threadedComment"}:
            self._cell = cell_of(attributes.get("ref", ""))
        self._in_text = name in {"s:t", "tc:text"}
        super().start(name, attributes)

    def text(self, data: str) -> None:
        if self._in_text:
            self._parts.append(data)
        else:
            super().text(data)

    def end(self, name: str) -> None:
        super().end(name)
        self._in_text = False
        if name in {"s:comment", "tc:threadedComment"}:
            row, column = self._cell
            place = Place(part=Part.COMMENT, sheet=self._sheet, row=row, column=column)
            self._comments.add(shown_string("".join(self._parts)), place)
            self._parts.clear()


class RememberedStory(Story):
    """
    Hears what a workbook remembers of data elsewhere: pivot caches (18.10) and the sheets of other
    workbooks (18.14). Values are hidden text; a record is a row. Raises `UnreadError` (ACTIVE).
    """

    def __init__(self, file: OfficeFile) -> None:
        place = Place(part=Part.HIDDEN)
        super().__init__(file.collector, file.attributes, place)
        self._values = file.collector
        self._row = self._column = 0
        self._in_cell = False
        self._parts: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name in {"s:r", "s:sharedItems"}:
            self._row, self._column = self._row + 1, 0
        elif name in _CACHED:
            self._column += 1
            value = attributes.pop("v", "")
            self._tell(plain_date(value) if name == "s:d" else plain_number(value))
        elif name == "s:ddeLink":
            raise UnreadError(Unread.ACTIVE)  # a formula that starts another program
        elif name == "s:cell":
            self._row, self._column = cell_of(attributes.get("r", ""))
            self._in_cell = True
        super().start(name, attributes)

    def text(self, data: str) -> None:
        if self._in_cell:
            self._parts.append(data)
        else:
            super().text(data)

    def end(self, name: str) -> None:
        super().end(name)
        if name == "s:cell":
            self._in_cell = False
            self._tell(plain_number("".join(self._parts).strip()))
            self._parts.clear()

    def _tell(self, value: str) -> None:
        place = Place(part=Part.HIDDEN, row=self._row, column=self._column)
        self._values.add(shown_string(value), place)


_CACHED = frozenset({"s:s", "s:n", "s:d", "s:x", "s:m", "s:b", "s:e"})


def unused_strings(strings: list[str], used: bytearray) -> Iterator[str]:
    """Shared strings that no cell shows, and that a program finds all the same."""
    return (text for text, is_used in zip(strings, used, strict=True) if not is_used)


def tell_all(texts: Iterator[str], collector: Collector) -> None:
    place = Place(part=Part.HIDDEN)
    for text in texts:
        collector.add(text, place)
