"""
Tables as people paste them: cells between `|`, `;`, tabs or commas under a line of headings, and
form lines such as `label ..... value`. Only positions are told; what they mean is the asker's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policy.detectors.families import Window

SEPARATORS = ("|", "\t", ";", ",")
_MAX_HEADING = 44
_MAX_LINE = 2000
"""A longer line is no row, and splitting it for every heading would be slow."""
_CELLS = {
    mark: re.compile(rf'[ ]*(?:"[^"\n]{{0,400}}"[ ]*(?={re.escape(mark)}|$)|[^{mark}\n]*)')
    for mark in SEPARATORS
}
_RULER = re.compile(r"[-=+|: ]*-[-=+|: ]*")
_AROUND = " \t\"'`*"
_FORM = re.compile(
    r"(?:^|[|;\t(]|  )[ *\-\"]{0,8}(?P<label>[A-Za-z^][A-Za-z0-9 .'/^()-]{1,40}?)[\" *]{0,4}"
    r"(?: ?\.{2,60} ?:?| ?[:=|;\t]{1,2}| ?\.:)[ .*\"]{0,10}"
    r"(?P<value>[^|;\t\n\"]{2,60}?)(?=\.? *$| {2}|[|;\t\",(]|\. )",
    re.ASCII,
)


class Cell(NamedTuple):
    """Where the text of a cell stands, without the quotes and spaces around it."""

    start: int
    end: int


class Table(NamedTuple):
    headings: Sequence[str]
    """Lower-case, without marks around them."""
    rows: Sequence[Sequence[Cell]]


def lines_at(text: str, windows: Iterable[Window]) -> Iterator[tuple[int, int]]:
    """The lines that touch the windows, once each and in order."""
    done = -1
    for window in windows:
        start = text.rfind("\n", 0, window.start) + 1
        while start < window.end:
            end = _line_end(text, start)
            if start > done:
                done = start
                if end - start <= _MAX_LINE:
                    yield start, end
            start = end + 1


def table_at(text: str, start: int, end: int) -> Table | None:
    """The table whose headings are the line `[start:end]`, if it is one and rows follow it."""
    line = text[start:end]
    for mark in SEPARATORS:
        if mark in line and mark in text[end + 1 : _line_end(text, end + 1)]:
            cells = cells_of(text, start, end, mark)
            headings = [text[cell.start : cell.end].lower() for cell in cells]
            if max(map(len, headings)) > _MAX_HEADING:
                continue
            rows = list(_rows(text, end + 1, mark))
            return Table(headings, rows) if rows else None
    # One column only has no marks, and stands on lines of its own.
    return None


def _rows(text: str, start: int, mark: str) -> Iterator[list[Cell]]:
    while start < len(text):
        end = _line_end(text, start)
        line = text[start:end]
        if mark not in line or end - start > _MAX_LINE:
            return
        if not _RULER.fullmatch(line):
            yield cells_of(text, start, end, mark)
        start = end + 1


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def cells_of(text: str, start: int, end: int, mark: str) -> list[Cell]:
    """The cells of one line. A quoted cell may hold the mark itself."""
    cells: list[Cell] = []
    at = start
    while at <= end:
        found = _CELLS[mark].match(text, at, end)
        stop = found.end() if found else end
        cells.append(_trimmed(text, at, stop))
        at = stop + 1
    return cells


def _trimmed(text: str, start: int, end: int) -> Cell:
    raw = text[start:end]
    left = len(raw) - len(raw.lstrip(_AROUND))
    return Cell(start + left, max(start + left, start + len(raw.rstrip(_AROUND))))


def fields_of(text: str, start: int, end: int) -> Iterator[tuple[str, Cell]]:
    """Labels (lower-case) and their values in one line of a form."""
    at = start
    while found := _FORM.search(text, at, end):
        yield found["label"].lower().strip(" ."), _trimmed(text, *found.span("value"))
        at = max(found.start("value"), at + 1) - 1
