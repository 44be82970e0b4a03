"""
Workbooks (xlsx, xlsm and their templates: SpreadsheetML, ECMA-376 part 1, 18).

Sheet after sheet, each with its comments and drawings. A row is as many pieces as it has cells,
next to each other, so `Place.row` and `Place.column` are enough to make a table of it again.
"""

from __future__ import annotations

from policy.documents.effort import spend_effort
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.ooxml import OfficeFile
from policy.documents.ooxml_story import Story
from policy.documents.spreadsheet_cells import Cells, Workbook
from policy.documents.spreadsheet_numbers import NumberFormats
from policy.documents.spreadsheet_parts import (
    CommentsStory,
    RememberedStory,
    Strings,
    StylesStory,
    WorkbookStory,
    tell_all,
    unused_strings,
)
from policy.documents.spreadsheet_plain import plain_sheet, plain_strings
from policy.documents.xml_reader import FlatHandler, spend_marks

_PARSER = 60
"""What it takes to make a parser, in tags."""
_REMEMBERED = frozenset({"pivotCacheDefinition", "pivotCacheRecords", "externalLink"})
_COMMENTS = ("comments", "threadedComment")


def read_xlsx(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All text of a workbook. Raises `UnreadError`."""
    file = OfficeFile(raw, budget, nested)
    if file.main.endswith(".bin"):
        raise UnreadError(Unread.LEGACY_FORMAT)  # xlsb
    story = WorkbookStory(file)
    file.hear(file.main, story)
    workbook, phonetic = _workbook(file, from_1904=story.from_1904)
    budget.spend("pages", len(story.sheets))
    for number, sheet in enumerate(story.sheets, 1):
        part = file.relations.target(file.main, sheet.number)
        if part and file.is_unread(part):
            _read_sheet(file, workbook, part, number, is_hidden=sheet.is_hidden)
    tell_all(unused_strings(workbook.strings, workbook.used), file.collector)
    tell_all(iter(phonetic), file.collector)
    for part, role in file.relations.roles.items():
        if role in _REMEMBERED and file.is_unread(part):
            file.hear(part, RememberedStory(file))
    return file.contents(Format.XLSX, pages=len(story.sheets))


def _workbook(file: OfficeFile, *, from_1904: bool) -> tuple[Workbook, list[str]]:
    workbook = Workbook(NumberFormats({}, (), from_1904=from_1904))
    phonetic: list[str] = []
    for part in file.relations.named(file.main, "styles"):
        if file.is_unread(part):
            styles = StylesStory(file)
            file.hear(part, styles)
            workbook.formats = styles.formats(from_1904=from_1904)
    for part in file.relations.named(file.main, "sharedStrings"):
        if file.is_unread(part):
            shared = Strings(Story(file.collector, file.attributes, Place(part=Part.HIDDEN)))
            _hear_strings(file, part, shared)
            workbook.strings += shared.strings
            phonetic += shared.phonetic
    workbook.used = bytearray(len(workbook.strings))
    return workbook, phonetic


def _hear_again(file: OfficeFile, raw: bytes, handler: FlatHandler) -> None:
    """Hear a few items that have another shape than usual, for what a parser of their own costs."""
    spend_effort(file.budget, _PARSER)
    file.hear_flat(raw, handler)


def _hear_strings(file: OfficeFile, part: str, shared: Strings) -> None:
    raw = file.take(part)
    if (plain := plain_strings(raw)) is not None:
        spend_marks(raw, file.budget)
        shared.take(plain.items, lambda items: _hear_again(file, items, shared))
        raw = plain.outer
    file.hear_flat(raw, shared)


def _read_sheet(
    file: OfficeFile, workbook: Workbook, part: str, number: int, *, is_hidden: bool
) -> None:
    place = Place(part=Part.TEXT_BOX, sheet=number)
    story = Story(file.collector, file.attributes, place, loose=Part.PROPERTY)
    cells = Cells(workbook, file.collector, story, number, hidden=is_hidden)
    raw = file.take(part)
    if (plain := plain_sheet(raw)) is not None:
        spend_marks(raw, file.budget)
        cells.take(plain.items, lambda rows: _hear_again(file, rows, cells))
        raw = plain.outer
    file.hear_flat(raw, cells)
    cells.finish()
    for comments in file.relations.named(part, *_COMMENTS):
        if file.is_unread(comments):
            file.hear(comments, CommentsStory(file, number))
    file.read_related(part, sheet=number, hidden=is_hidden)
