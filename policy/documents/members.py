"""
The files in one file: each is read one level deeper, numbered, and told by its name.
"""

from __future__ import annotations

from dataclasses import replace

from policy.documents.collector import Collector
from policy.documents.interface import Budget, Nested, Part, Piece, Place


class Members:
    """Reads the attachments of a mail or the files of an archive into its collector."""

    def __init__(self, collector: Collector, budget: Budget, nested: Nested) -> None:
        self._collector = collector
        self._budget = budget
        self._nested = nested
        self._count = 0

    def add(self, name: str, raw: bytes) -> None:
        """Read the next file. Raises `UnreadError`; who unpacked `raw` has paid for it."""
        self._count += 1
        self._collector.add(name, Place(part=Part.ATTACHMENT, member=(self._count,)))
        contents = self._nested(raw, self._budget)
        places: dict[Place, Place] = {}
        pieces = []
        for piece in contents.pieces:
            place = piece.place
            if place not in places:
                places[place] = replace(place, member=(self._count, *place.member))
            pieces.append(Piece(piece.text, places[place]))
        self._collector.add_paid(pieces, 0)
