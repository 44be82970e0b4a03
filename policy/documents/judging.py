"""
What a read document gives a detector to look at, and where in the document a finding stands.

Pieces that a reader would read as one are joined: paragraphs line by line, the cells of a row with
tabs, so that a value stands under its heading. A map leads from each finding back to its pieces.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from policy.documents.interface import Contents, Part, Piece, Place
from policy.finding import Finding, Kind
from policy.sensitivity import LabelLevels

_LABEL_DETECTOR: Final = "label"
_PADDING: Final = 4
"""Empty cells that are told for each full one, at most; beyond that a sheet is too sparse."""
_LONGEST_CELL: Final = 500
"""A longer text in a cell is prose and keeps its lines."""
_ON_ONE_LINE: Final = str.maketrans("\n\r\t\v\f\u2028\u2029", " " * 7)


@dataclass(frozen=True, slots=True)
class Located:
    """One finding and the places that it touches, in reading order; none of them twice."""

    finding: Finding
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class JoinedText:
    """Pieces joined to one text."""

    text: str = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    """Where each piece starts in `text`, ascending."""
    pieces: tuple[Piece, ...] = field(repr=False)

    def places(self, start: int, end: int) -> tuple[Place, ...]:
        """The places of the pieces of which something stands in `text[start:end]`."""
        touched = (
            piece.place
            for at, piece in self.pieces_from(start, end)
            if at + len(piece.text) > start
        )
        return tuple(dict.fromkeys(touched))

    def pieces_from(self, start: int, end: int) -> Iterator[tuple[int, Piece]]:
        """The pieces that start before `end`, with where, from the last at or before `start`."""
        # Without a copy of what follows: a list of residents has a finding in each of its rows.
        index = max(bisect_right(self.starts, start) - 1, 0)
        while index < len(self.starts) and self.starts[index] < end:
            yield self.starts[index], self.pieces[index]
            index += 1


def joined_texts(contents: Contents) -> tuple[JoinedText, ...]:
    """The texts of a document, in reading order; every piece is in exactly one of them."""
    grouped = groupby(contents.pieces, key=lambda piece: _room(piece.place))
    return tuple(_joined(tuple(pieces)) for _, pieces in grouped)


def located(texts: Sequence[JoinedText], findings: Iterable[Finding]) -> tuple[Located, ...]:
    """The findings in `texts` with their places. `finding.part` is the number of the text."""
    return tuple(
        Located(finding, texts[finding.part].places(finding.start, finding.end))
        for finding in findings
    )


def label_findings(contents: Contents, known: LabelLevels) -> tuple[Located, ...]:
    """
    A finding for each sensitivity label in force that stops a document, by what is `known`.

    The positions are 0: a label stands beside the text.
    """
    return tuple(
        Located(
            Finding(
                kind=Kind.SENSITIVITY_LABEL,
                part=0,
                start=0,
                end=0,
                score=1.0,
                detector=_LABEL_DETECTOR,
            ),
            (Place(part=Part.PROPERTY),),
        )
        for label in contents.labels
        if known.stops(label)
    )


def _room(place: Place) -> tuple[Part, int, int, tuple[int, ...]]:
    """Pieces of one room are read as one."""
    return place.part, place.page, place.sheet, place.member


def _joined(pieces: tuple[Piece, ...]) -> JoinedText:
    written: list[str] = []
    starts: list[int] = []
    at = 0
    for gap, text in _spaced(pieces):
        written += (gap, text)
        starts.append(at + len(gap))
        at += len(gap) + len(text)
    return JoinedText("".join(written), tuple(starts), pieces)


def _spaced(pieces: tuple[Piece, ...]) -> Iterator[tuple[str, str]]:
    """Each piece with what stands before it. Texts keep their length, so that the map holds."""
    rows = [tuple(row) for _, row in groupby(enumerate(pieces), key=_Rows())]
    ranks = _ranks(rows)
    for number, row in enumerate(rows):
        gap = "\n" if number else ""
        last = 0
        for _, piece in row:
            rank = ranks.get(piece.place.column, last)
            yield gap + "\t" * (rank - last), _in_a_row(piece.text) if len(row) > 1 else piece.text
            gap, last = "", rank
            if piece.place.column not in ranks:
                gap = "\t"


def _in_a_row(text: str) -> str:
    return text.translate(_ON_ONE_LINE) if len(text) <= _LONGEST_CELL else text


@dataclass(slots=True)
class _Rows:
    """Numbers rows: a new one begins where the row changes or the column does not grow."""

    number: int = 0
    last: Place | None = None

    def __call__(self, piece: tuple[int, Piece]) -> int:
        place, last = piece[1].place, self.last
        if not (last and place.row and place.row == last.row and place.column > last.column):
            self.number += 1
        self.last = place
        return self.number


def _ranks(rows: Sequence[tuple[tuple[int, Piece], ...]]) -> dict[int, int]:
    """
    The number of each column among those that are used, so that cells stand below each other;
    none where that would take more tabs than cells can justify.
    """
    used = sorted({piece.place.column for row in rows for _, piece in row if piece.place.row})
    ranks = {column: rank for rank, column in enumerate(used)}
    cells = sum(len(row) for row in rows)
    tabs = sum(ranks.get(row[-1][1].place.column, 0) for row in rows)
    return ranks if tabs <= _PADDING * cells else {}
