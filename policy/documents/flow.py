"""
Where the text of a part goes: into paragraphs, and those into cells, text boxes and shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from policy.documents.collector import Collector
from policy.documents.interface import Part, Place
from policy.documents.paragraph import DELETED, HIDDEN, INSERTED, Paragraph


@dataclass(slots=True)
class _Frame:
    """Something with text of its own: the part itself, a text box, a shape, a cell of a table."""

    part: Part
    row: int = 0
    column: int = 0
    cell: list[str] | None = None
    """The paragraphs of a cell, which are one piece."""


@dataclass(slots=True)
class _Table:
    row: int = 0
    column: int = 1
    span: int = 1


class Flow:
    """
    Takes text and tells the collector paragraphs, cells and text boxes with their places.

    Cells of one row have the same `row`; `column` grows along it, also past joined cells, so that
    a value stands under its heading. A new row begins where `row` changes or `column` falls back.
    """

    def __init__(self, collector: Collector, place: Place) -> None:
        self._collector = collector
        self._place = place
        self._frames = [_Frame(place.part)]
        self._tables: list[_Table] = []
        self._runs: list[bool] = []
        self._deleted = self._inserted = 0
        self.paragraphs: list[Paragraph] = []

    def place(self, part: Part | None = None) -> Place:
        """Where we are, or `part` of where we are."""
        frame = self._frames[-1]
        if part is None and frame.part is self._place.part and not frame.row:
            return self._place
        return Place(
            part=part or frame.part,
            page=self._place.page,
            sheet=self._place.sheet,
            row=frame.row or self._place.row,
            column=frame.column or self._place.column,
        )

    @property
    def part(self) -> Part:
        return self._frames[-1].part

    def stand(self, place: Place) -> None:
        """What follows is at `place`: the next page or sheet."""
        self._place = place
        self._frames[0].part = place.part

    def write(self, text: str) -> None:
        """Text of a run. Outside a paragraph it stands alone."""
        if not self.paragraphs:
            self._collector.add(text, self.place())
            return
        marks = DELETED if self._deleted else 0
        if self._inserted:
            marks |= INSERTED
        if self._runs[-1] if self._runs else self.paragraphs[-1].hidden:
            marks |= HIDDEN
        self.paragraphs[-1].add(text, marks)

    def open_paragraph(self, *, hidden: bool = False) -> None:
        self.paragraphs.append(Paragraph(hidden=hidden))

    def close_paragraph(self) -> None:
        paragraph = self.paragraphs.pop()
        if not paragraph.runs:
            return
        frame = self._frames[-1]
        for part, text in paragraph.texts():
            if part is None and frame.cell is not None:
                frame.cell.append(text)
            else:
                self._collector.add(text, self.place(part))

    def hide_paragraph(self) -> None:
        if self.paragraphs:
            self.paragraphs[-1].hidden = True

    def open_run(self, *, hidden: bool = False) -> None:
        around = bool(self.paragraphs and self.paragraphs[-1].hidden)
        self._runs.append(hidden or around)

    def close_run(self) -> None:
        self._runs.pop()

    def hide_run(self, *, hidden: bool) -> None:
        self._runs[-1] = hidden

    @property
    def is_hidden(self) -> bool:
        return bool(self._runs and self._runs[-1])

    def open_deletion(self) -> None:
        self._deleted += 1

    def close_deletion(self) -> None:
        self._deleted -= 1

    def open_insertion(self) -> None:
        self._inserted += 1

    def close_insertion(self) -> None:
        self._inserted = max(0, self._inserted - 1)

    def enter(self, part: Part | None = None, *, at_cell: bool = False) -> None:
        """
        Something with text of its own begins here: `part`, or what is around it. `at_cell` says
        that it belongs to the cell around it.
        """
        above = self._frames[-1]
        if part is not None and not at_cell:
            self._frames.append(_Frame(part))
        else:
            self._frames.append(_Frame(part or above.part, above.row, above.column))

    def leave(self) -> None:
        self._frames.pop()

    def move(self, part: Part) -> None:
        """What the shape around us is, now that it is known."""
        if len(self._frames) > 1 and self._frames[-1].part is not Part.HIDDEN:
            self._frames[-1].part = part

    def open_table(self) -> None:
        self._tables.append(_Table())

    def close_table(self) -> None:
        self._tables.pop()

    def open_row(self, step: int = 1) -> None:
        if self._tables:
            self._tables[-1].row += step
            self._tables[-1].column = 1

    def skip_rows(self, count: int) -> None:
        if self._tables:
            self._tables[-1].row += count

    def skip_columns(self, count: int) -> None:
        if self._tables:
            self._tables[-1].column += count

    def open_cell(self, span: int = 1) -> None:
        table = self._tables[-1] if self._tables else _Table(1)
        table.span = span
        part = self._frames[-1].part
        part = Part.TABLE if part is Part.BODY else part
        self._frames.append(_Frame(part, table.row, table.column, []))

    def span_cell(self, span: int) -> None:
        """How many columns the cell takes, told inside it."""
        if self._tables:
            self._tables[-1].span = span

    def close_cell(self) -> None:
        if text := self.cell_text:
            self._collector.add(text, self.place())
        self.leave_cell()

    @property
    def cell_text(self) -> str:
        """What the cell around us says so far."""
        return "\n".join([text for text in self._frames[-1].cell or () if text])

    def leave_cell(self) -> None:
        """End a cell without telling it."""
        self._frames.pop()
        if self._tables:
            self._tables[-1].column += self._tables[-1].span
