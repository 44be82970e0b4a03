"""
Where the text of a part goes: into paragraphs, and those into cells, text boxes and shapes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policy.documents.collector import Collector
from policy.documents.interface import Part, Place
from policy.documents.ooxml_paragraph import DELETED, HIDDEN, INSERTED, Paragraph
from policy.documents.xml_reader import Attributes

OFF = frozenset({"0", "false", "off"})
_MAX_COLUMNS = 16_384


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

    def __init__(self, collector: Collector, place: Place, hidden_styles: frozenset[str]) -> None:
        self._collector = collector
        self._place = place
        self._hidden_styles = hidden_styles
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

    def open_paragraph(self, _: Attributes) -> None:
        self.paragraphs.append(Paragraph())

    def close_paragraph(self) -> None:
        frame = self._frames[-1]
        for part, text in self.paragraphs.pop().texts():
            if part is None and frame.cell is not None:
                frame.cell.append(text)
            else:
                self._collector.add(text, self.place(part))

    def open_run(self, _: Attributes) -> None:
        self._runs.append(bool(self.paragraphs and self.paragraphs[-1].hidden))

    def close_run(self) -> None:
        self._runs.pop()

    def hide_run(self, attributes: Attributes) -> None:
        """`w:vanish`, which a run may also switch off again."""
        self._runs[-1] = attributes.get("w:val", "1") not in OFF

    def style_run(self, attributes: Attributes) -> None:
        self._runs[-1] |= attributes.get("w:val") in self._hidden_styles

    def style_paragraph(self, attributes: Attributes) -> None:
        if self.paragraphs:
            self.paragraphs[-1].hidden |= attributes.get("w:val") in self._hidden_styles

    def open_deletion(self, _: Attributes) -> None:
        self._deleted += 1

    def close_deletion(self) -> None:
        self._deleted -= 1

    def open_insertion(self, _: Attributes) -> None:
        self._inserted += 1

    def close_insertion(self) -> None:
        self._inserted -= 1

    def open_text_box(self, _: Attributes) -> None:
        self.enter(Part.TEXT_BOX)

    def enter(self, part: Part) -> None:
        """Something with text of its own begins here, inside whatever is around it."""
        self._frames.append(_Frame(part))

    def open_shape(self, _: Attributes) -> None:
        above = self._frames[-1]
        self._frames.append(_Frame(above.part, above.row, above.column))

    def close_frame(self) -> None:
        self._frames.pop()

    def move_frame(self, part: Part) -> None:
        """What the shape around us is, now that it is known."""
        if len(self._frames) > 1 and self._frames[-1].part is not Part.HIDDEN:
            self._frames[-1].part = part

    def open_table(self, _: Attributes) -> None:
        self._tables.append(_Table())

    def close_table(self) -> None:
        self._tables.pop()

    def open_row(self, _: Attributes) -> None:
        if self._tables:
            self._tables[-1].row += 1
            self._tables[-1].column = 1

    def skip_columns(self, attributes: Attributes) -> None:
        if self._tables:
            self._tables[-1].column += _count(attributes.get("w:val", ""))

    def open_cell(self, attributes: Attributes) -> None:
        self.enter_cell(_count(attributes.get("gridSpan", "1")))

    def enter_cell(self, span: int) -> None:
        table = self._tables[-1] if self._tables else _Table(1)
        table.span = span
        part = self._frames[-1].part
        part = Part.TABLE if part is Part.BODY else part
        self._frames.append(_Frame(part, table.row, table.column, []))

    def span_cell(self, attributes: Attributes) -> None:
        if self._tables:
            self._tables[-1].span = _count(attributes.get("w:val", "1"))

    def close_cell(self) -> None:
        place = self.place()
        frame = self._frames.pop()
        self._collector.add("\n".join(text for text in frame.cell or () if text), place)
        if self._tables:
            self._tables[-1].column += self._tables[-1].span


def _count(value: str) -> int:
    return min(int(value), _MAX_COLUMNS) if value.isdecimal() else 1


STARTS: dict[str, Callable[[Flow, Attributes], None]] = {
    **dict.fromkeys(("w:p", "a:p"), Flow.open_paragraph),
    "w:r": Flow.open_run,
    **dict.fromkeys(("w:del", "w:moveFrom"), Flow.open_deletion),
    **dict.fromkeys(("w:ins", "w:moveTo"), Flow.open_insertion),
    **dict.fromkeys(("w:txbxContent", "v:textbox"), Flow.open_text_box),
    **dict.fromkeys(("p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:grpSp"), Flow.open_shape),
    **dict.fromkeys(("w:tbl", "a:tbl"), Flow.open_table),
    **dict.fromkeys(("w:tr", "a:tr"), Flow.open_row),
    **dict.fromkeys(("w:tc", "a:tc"), Flow.open_cell),
    "w:gridBefore": Flow.skip_columns,
    "w:gridSpan": Flow.span_cell,
}
ENDS: dict[str, Callable[[Flow], None]] = {
    **dict.fromkeys(("w:p", "a:p"), Flow.close_paragraph),
    "w:r": Flow.close_run,
    **dict.fromkeys(("w:del", "w:moveFrom"), Flow.close_deletion),
    **dict.fromkeys(("w:ins", "w:moveTo"), Flow.close_insertion),
    **dict.fromkeys(
        ("w:txbxContent", "v:textbox", "p:sp", "p:pic", "p:graphicFrame", "p:cxnSp", "p:grpSp"),
        Flow.close_frame,
    ),
    **dict.fromkeys(("w:tbl", "a:tbl"), Flow.close_table),
    "w:tc": Flow.close_cell,
    "a:tc": Flow.close_cell,
}
