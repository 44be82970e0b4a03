"""
CSV and TSV: one piece for each cell, with its row and column (RFC 4180, and what spreadsheets do).

Not the standard library's `csv`: the longest cell that it reads is set for the whole process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from policy.documents.charset import text_of
from policy.documents.collector import Collector
from policy.documents.effort import spend_effort
from policy.documents.embedded import Embedded
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Place,
)

_DELIMITERS = ("\t", ";", ",", "|")
_CELL = 4
"""Effort of one cell."""
_SEPARATOR_LINE = re.compile(r"\"?sep=([;,|\t:^~])\"?\r?\n", re.IGNORECASE)
"""Characters that separate; a letter or a digit would be taken out of all that is judged."""
_LOOKED_AT = 40
"""Rows that must agree on the number of cells."""
_STRAY = 10
"""One row in so many may differ: a title, a total."""


def read_csv(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All cells of a table with commas, semicolons or bars. Raises `UnreadError`."""
    return _read(raw, Format.CSV, budget, nested)


def read_tsv(raw: bytes, budget: Budget, nested: Nested) -> Contents:
    """All cells of a table with tabs. Raises `UnreadError`."""
    return _read(raw, Format.TSV, budget, nested)


def delimiter_of(text: str) -> str:
    """What separates the cells of the first rows of `text`; empty where it is no table."""
    if line := _SEPARATOR_LINE.match(text):
        return line[1]
    for delimiter in _DELIMITERS:
        rows = [row for row in islice(_rows(text, delimiter), _LOOKED_AT) if row != [""]]
        if len(rows) > 1 and _agree(rows, delimiter):
            return delimiter
    return ""


def _agree(rows: list[list[str]], delimiter: str) -> bool:
    width = len(rows[0])
    if width == 1 or sum(len(row) != width for row in rows) > len(rows) // _STRAY:
        return False
    if delimiter == "\t":
        return True
    # In prose a space follows a comma; in a table it seldom does.
    inner = [cell for row in rows for cell in row[1:]]
    return sum(cell.startswith(" ") for cell in inner) * 2 < len(inner)


def _read(raw: bytes, kind: Format, budget: Budget, nested: Nested) -> Contents:
    collector, embedded = Collector(budget), Embedded()
    text = embedded.taken_from(text_of(raw))
    spend_effort(budget, _CELL * sum(map(text.count, (*_DELIMITERS, "\n", "\r"))))
    delimiter = delimiter_of(text.lstrip("\ufeff \r\n")) or ("\t" if kind is Format.TSV else ",")
    for number, row in enumerate(_rows(text, delimiter), 1):
        for column, cell in enumerate(row, 1):
            if cell:
                collector.add(cell, Place(part=Part.TABLE, row=number, column=column))
    embedded.read(budget, nested, collector)
    return Contents(format=kind, pieces=tuple(collector.pieces))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows of cells; an empty line is a row with one empty cell."""
    mark = re.escape(delimiter)
    cell = re.compile(rf"[ ]*\"([^\"]*(?:\"\"[^\"]*)*)\"([^{mark}\r\n]*)|([^{mark}\r\n]*)")
    row: list[str] = []
    at = 0
    while at <= len(text):
        found = cell.match(text, at)
        if found is None:  # the last branch matches whatever comes
            break
        at = found.end()
        row.append(found[3] if found[1] is None else found[1].replace('""', '"') + found[2])
        if text.startswith(delimiter, at):
            at += 1
            continue
        yield row
        row = []
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= len(text):
            return
