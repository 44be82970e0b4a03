"""
The files in one file: each is read one level deeper, numbered, and told by its name.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from policy.documents.collector import Collector
from policy.documents.interface import Budget, Nested, Part, Piece, Place


class Members:
    """Reads the attachments of a mail or the files of an archive into its collector."""

    def __init__(self, collector: Collector, budget: Budget, nested: Nested) -> None:
        self._collector = collector
        self._budget = budget
        self._nested = nested
        self._count = 0
        self._known: dict[bytes, tuple[Piece, ...]] = {}

    def add(self, name: str, raw: bytes) -> None:
        """Read the next file. Raises `UnreadError`; who unpacked `raw` has paid for it."""
        self._count += 1
        self._collector.add(name, Place(part=Part.ATTACHMENT, member=(self._count,)))
        places: dict[Place, Place] = {}
        pieces = []
        for piece in self._pieces(raw):
            place = piece.place
            if place not in places:
                places[place] = replace(place, member=(self._count, *place.member))
            pieces.append(Piece(piece.text, places[place]))
        self._collector.add_paid(pieces, 0)

    def _pieces(self, raw: bytes) -> tuple[Piece, ...]:
        """What the file says. The same logo under every mail of a thread is looked at once."""
        mark = blake2b(raw, digest_size=16).digest()
        if mark in self._known:
            self._budget.spend("characters", sum(len(one.text) for one in self._known[mark]))
        else:
            self._known[mark] = self._nested(raw, self._budget).pieces
        return self._known[mark]
