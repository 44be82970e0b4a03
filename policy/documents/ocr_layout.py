"""
Words that OCR found, put together as text: lines, paragraphs, and the rows of tables.

Tesseract reads a table column by column, or a row as one line. What a date is stands in the heading
above it and whose it is in the cell beside it, so where short texts stand beside each other in
lines below each other, they are told row by row, with a tab for each column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

from policy.documents.line_ends import mended
from policy.documents.ocr_words import Word, corrected

_CELL_GAP = 1.0
"""Heights of a line between two words that are in two cells, where cells are likely."""
_WIDE_GAP = 2.5
"""The same where they are not: nobody leaves so much between two words of a sentence."""
_LONGEST_CELL = 7
_USUAL_CELL = 4
"""Words in a cell: at most, and as a mean of a row."""
_SPECK = 0.25
"""Of the usual height: no letter is as low."""
_SAME_ROW = 0.6
"""Heights of a line that the middles of two cells in one row may differ."""
_LEAST_ROWS = 2
_NEAR = 1.2
"""Heights of a line between two lines that belong together, though they are in two blocks."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """Words that stand together on one line."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> int:
        return self.words[0].box[0]

    @property
    def right(self) -> int:
        return max(word.box[2] for word in self.words)

    @property
    def top(self) -> float:
        return median(word.box[1] for word in self.words)

    @property
    def bottom(self) -> float:
        return median(word.box[3] for word in self.words)

    @property
    def height(self) -> float:
        return max(1.0, self.bottom - self.top)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


type _Row = list[_Cell]


def text_of(words: Iterable[Word]) -> str:
    """The words as text; with tabs between cells."""
    lines = [tuple(line) for line in _lines(_without_specks(list(words)))]
    tables = _tables(lines)
    text: list[str] = []
    above: tuple[Word, ...] = ()
    for number, line in enumerate(lines):
        table = tables.get(number)
        if table is None:
            if above:
                text.append(_between(above, line))
            text.append("\t".join(cell.text for cell in _cells(line, _WIDE_GAP)))
            above = line
        elif table:
            text += ["\n\n" if above else "", _written(table)]
            above = table[-1][-1].words
    return mended(corrected("".join(text)))


def _without_specks(words: list[Word]) -> list[Word]:
    """Without pieces of lines and borders, which would stand in rows of their own."""
    usual = median(map(_height, words)) if words else 0
    return [word for word in words if _height(word) >= _SPECK * usual]


def _lines(words: Iterable[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    for word in words:
        if line and word.line != line[-1].line:
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _cells(line: Sequence[Word], gap: float) -> list[_Cell]:
    height = max(1.0, median(word.box[3] - word.box[1] for word in line))
    cells = [[line[0]]]
    for before, word in pairwise(line):
        if word.box[0] - before.box[2] > gap * height:
            cells.append([])
        cells[-1].append(word)
    return [_Cell(tuple(cell)) for cell in cells]


def _between(above: Sequence[Word], line: Sequence[Word]) -> str:
    """What parts two lines: a tab beside each other, an empty line where they are far apart."""
    last, first = _Cell(tuple(above)), _Cell(tuple(line))
    overlap = min(above[-1].box[3], first.bottom) - max(above[-1].box[1], line[0].box[1])
    height = min(_height(above[-1]), _height(line[0]))
    if line[0].box[0] >= above[-1].box[2] and overlap * 2 > height:
        return "\t"
    if above[-1].line[:-1] == line[0].line[:-1]:
        return "\n"
    is_below = 0 <= first.top - last.bottom <= _NEAR * max(last.height, first.height)
    is_near = abs(first.left - last.left) <= 2 * max(last.height, first.height)
    return "\n" if is_below and is_near else "\n\n"


def _height(word: Word) -> int:
    return word.box[3] - word.box[1]


def _tables(lines: Sequence[tuple[Word, ...]]) -> dict[int, list[_Row]]:
    """
    The tables, by the number of the first line in each; other lines of a table have an empty one.
    """
    numbers = {id(word): number for number, line in enumerate(lines) for word in line}
    found: dict[int, list[_Row]] = {}
    for table in _runs(_rows(lines)):
        own = sorted({numbers[id(word)] for row in table for cell in row for word in cell.words})
        # A line of which a part is no cell stays where it is.
        if any(number in found for number in own):
            continue
        found |= {number: [] for number in own} | {own[0]: table}
    return found


def _rows(lines: Sequence[tuple[Word, ...]]) -> list[_Row]:
    """All that stands at one height, from left to right; from top to bottom."""
    cells = [cell for line in lines for cell in _cells(line, _CELL_GAP)]
    rows: list[_Row] = []
    for cell in sorted(cells, key=lambda one: one.middle):
        if rows and cell.middle - mean(one.middle for one in rows[-1]) < _SAME_ROW * cell.height:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.left) for row in rows]


def _runs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    run: list[_Row] = []
    for row in [*rows, []]:
        if row and _is_row(row) and (not run or _is_near(run[-1], row)):
            run.append(row)
            continue
        if len(run) >= _LEAST_ROWS:
            yield run
        run = [row] if row and _is_row(row) else []


def _is_row(row: _Row) -> bool:
    counts = [len(cell.words) for cell in row]
    return len(row) > 1 and max(counts) <= _LONGEST_CELL and mean(counts) <= _USUAL_CELL


def _is_near(above: _Row, row: _Row) -> bool:
    gap = min(cell.top for cell in row) - max(cell.bottom for cell in above)
    return gap <= 3 * median(cell.height for cell in (*above, *row))


def _written(table: Sequence[_Row]) -> str:
    """The rows with their cells under each other, as far as the fullest row tells columns."""
    columns = max(table, key=len)
    lines = []
    for row in table:
        told = [""] * len(columns)
        at = -1
        for cell in row:
            overlaps = [_overlap(column, cell) for column in columns]
            at = max(at + 1, overlaps.index(max(overlaps)))
            told += [""] * (at + 1 - len(told))
            told[at] = cell.text
        lines.append("\t".join(told).rstrip("\t"))
    return "\n".join(lines)


def _overlap(column: _Cell, cell: _Cell) -> float:
    """How much they stand below each other; below nought how far apart they are."""
    return min(column.right, cell.right) - max(column.left, cell.left)
