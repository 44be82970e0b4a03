"""
Values under a heading or behind a label that says what they are, where their own shape would
not be enough: a number of three digits under `stamnr`, `19850730` under `geboren`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policy.detectors.address_columns import STREET, addresses_in
from policy.detectors.column_kinds import COLUMNS, Column
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.interface import Match
from policy.detectors.tables import Cell, Table, fields_of, lines_at, table_at
from policy.finding import Kind

_TRIGGER = Trigger(
    name="columns.heading",
    expression=(
        r"(?:geb(?:o|\.|dat|[ _\-])|dob|d\.o\.b|birth|born|naiss|\bnee?\b|ne\(e\)|verja|jarig|"
        r"annivers|\^|stam|leerl|lln|imus|intern|"
        r"\bll?n?\.?[\- ]?(?:n|id)|matric|eleve|pupil|student|ddn|[gd]\.[dn]\.|"
        r"kind[ \-_.]?(?:n|id|c)|"
        r"ogm|vcs|\brefs?\b|refer|"
        r"betaal|betaling|mededel|communic|kenmerk|e-?id|kaart|carte|card|document|titre|verblijf|"
        r"\bpas(?:p|s|[ \-]?n)|riziv|inami|nihdi|plaat|kenteken|plaque|plate|immatric|"
        r"dossier|zaak|omv|vergunning|melding|\bpv|conces|case|file|klacht|aanvra|"
        r"ticket|polis|residence|inschrijv)"
    ),
    before=12,
    after=2,
)
_ADDRESS_TRIGGER = Trigger(name="columns.address", expression=STREET, before=30, after=2)


_LABELLED = re.compile(r"[:=|;\t]|\.\.")


class Columns:
    """Reads tables and forms by what their headings and labels say."""

    name = "columns"
    triggers: Sequence[Trigger] = (_TRIGGER, _ADDRESS_TRIGGER)

    def find(self, sheet: Sheet, hits: Hits, earlier: Sequence[Match]) -> Iterator[Match]:
        del earlier
        text = sheet.folded
        covered = 0
        for start, end in lines_at(text, hits.of(_TRIGGER.name)):
            if _LABELLED.search(text, start, end):
                for label, value in fields_of(text, start, end):
                    yield from self._cell(text, _columns_for(label), value)
            if start < covered:
                continue  # a row of the table above
            if (table := table_at(text, start, end)) is not None:
                found = list(self._table(text, table))
                covered = table.rows[-1][-1].end if found else covered
                yield from found
        covered = 0
        for start, end in lines_at(text, hits.of(_ADDRESS_TRIGGER.name)):
            if start >= covered and (table := table_at(text, start, end)) is not None:
                covered = table.rows[-1][-1].end
                for low, high in addresses_in(text, table):
                    yield Match(Kind.ADDRESS, low, high, 0.9, self.name)

    def _table(self, text: str, table: Table) -> Iterator[Match]:
        kinds = {n: _columns_for(name) for n, name in enumerate(table.headings)}
        told = {n: columns for n, columns in kinds.items() if columns}
        if not told:
            return
        for row in table.rows:
            for n, columns in told.items():
                if n < len(row):
                    yield from self._cell(text, columns, row[n])

    def _cell(self, text: str, columns: Sequence[Column], cell: Cell) -> Iterator[Match]:
        value = text[cell.start : cell.end]
        for column in columns:
            if column.holds(value):
                yield Match(column.kind, cell.start, cell.end, column.score, self.name)
                return


def _columns_for(heading: str) -> tuple[Column, ...]:
    plain = re.sub(r"\s*\([^()]*\)$", "", heading).strip(" .:*\"'")
    return tuple(column for column in COLUMNS if column.heading.fullmatch(plain))
