"""
Tables of ODF: sheets of a workbook, and tables in text and on slides (part 3, 9).

Rows and cells that repeat are told once, and counted: a few bytes can stand for a million rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from policy.documents.collector import Collector
from policy.documents.flow import Flow
from policy.documents.hidden_styles import HiddenStyles
from policy.documents.interface import Part, Place
from policy.documents.odf_cells import shown_value
from policy.documents.sheet_rows import SheetRows
from policy.documents.xml_reader import Attributes, whole

_MAX_COUNT = 1_048_576
_MAX_COLUMNS = 16_384
_INVISIBLE = frozenset({"collapse", "filter"})


def count_of(attributes: Attributes, key: str) -> int:
    """How often something repeats; once where nothing is said."""
    return min(max(whole(attributes.get(key, ""), 1), 1), _MAX_COUNT)


@dataclass(slots=True)
class _Table:
    rows: SheetRows | None
    """None for a table that is no sheet."""
    columns: int = 0
    hidden: set[int] = field(default_factory=set)
    is_row_hidden: bool = False
    row_repeats: int = 1
    told: set[str] = field(default_factory=set)
    cells: list[Attributes] = field(default_factory=list)


class Tables:
    """Follows the tables of one part; the flow takes what their cells say."""

    def __init__(
        self, collector: Collector, flow: Flow, hidden: HiddenStyles, place: Place
    ) -> None:
        self._collector = collector
        self._flow = flow
        self._hidden = hidden
        self._place = place
        self._open: list[_Table] = []
        self.sheets = 0

    def open(self, attributes: Attributes, above: str) -> None:
        rows = None
        if above == "office:spreadsheet":
            self.sheets += 1
            style = f"table:{attributes.get('table:style-name', '')}"
            part = Part.HIDDEN if style in self._hidden else self._place.part
            self._flow.stand(Place(part=part, sheet=self.sheets))
            part = Part.TABLE if part is Part.BODY else part
            rows = SheetRows(self._collector, self.sheets, part)
        self._open.append(_Table(rows))
        self._flow.open_table()

    def close(self) -> None:
        self._flow.close_table()
        table = self._open.pop()
        if table.rows is not None:
            table.rows.finish()

    def add_column(self, attributes: Attributes) -> None:
        if not self._open:
            return
        table = self._open[-1]
        count = count_of(attributes, "table:number-columns-repeated")
        last = min(table.columns + count, _MAX_COLUMNS)
        if attributes.get("table:visibility") in _INVISIBLE:
            table.hidden.update(range(table.columns + 1, last + 1))
        table.columns = last

    def open_row(self, attributes: Attributes) -> None:
        self._flow.open_row()
        if self._open:
            table = self._open[-1]
            table.is_row_hidden = attributes.get("table:visibility") in _INVISIBLE
            table.row_repeats = count_of(attributes, "table:number-rows-repeated")

    def close_row(self) -> None:
        if self._open:
            table = self._open[-1]
            self._flow.skip_rows(table.row_repeats - 1)
            if table.rows is not None:
                table.rows.end_row()

    def open_cell(self, attributes: Attributes) -> None:
        if self._open:
            self._open[-1].cells.append(attributes)
        self._flow.open_cell(count_of(attributes, "table:number-columns-repeated"))

    def close_cell(self) -> None:
        table = self._open[-1] if self._open else None
        attributes = table.cells.pop() if table is not None and table.cells else {}
        text = self._flow.cell_text
        if text or attributes:
            self._tell_cell(table, text, attributes, self._flow.place())
        self._flow.leave_cell()

    def _tell_cell(
        self, table: _Table | None, text: str, attributes: Attributes, place: Place
    ) -> None:
        shown, behind = shown_value(text, attributes)
        is_hidden = table is not None and (table.is_row_hidden or place.column in table.hidden)
        if table is None or table.rows is None:
            hidden = replace(place, part=Part.HIDDEN)
            self._collector.add(shown, hidden if is_hidden else place)
            for other in behind:
                self._collector.add_once(other, hidden)
            return
        if shown and not shown.isspace():
            table.rows.add(shown, place.row, place.column, hidden=is_hidden)
        for other in behind:
            if other not in table.told:
                table.told.add(other)
                table.rows.add_behind(other, place.row, place.column)
