"""
Where the pieces of one document come together, each paid for before it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policy.documents.interface import Budget, Part, Piece, Place

_SHORTLY = 5_000


class Collector:
    """The pieces of a document in reading order. Raises `UnreadError` (TOO_LARGE)."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._told: set[tuple[str, Place]] = set()
        self.pieces: list[Piece] = []

    def add(self, text: str, place: Place) -> None:
        """Keep a piece, unless there is nothing in it to read."""
        if text and not text.isspace():
            self._budget.spend("characters", len(text))
            self.pieces.append(Piece(text, place))

    def add_once(self, text: str, place: Place) -> None:
        """Keep what files tell again and again: authors, names of shapes, alternative texts."""
        count = len(self._told)
        self._told.add((text, place))
        if len(self._told) > count:
            self.add(text, place)

    def add_paid(self, pieces: Iterable[Piece], characters: int) -> None:
        """Keep many pieces at once: the cells of a row, the contents of a file in the file."""
        self._budget.spend("characters", characters)
        self.pieces.extend(pieces)

    def move(self, mark: int, part: Part) -> None:
        """Say of the pieces from number `mark` on that they are all `part`."""
        self.pieces[mark:] = [
            Piece(piece.text, replace(piece.place, part=part)) for piece in self.pieces[mark:]
        ]

    def number(self, mark: int, file: int) -> None:
        """Say of the pieces from number `mark` on that they stand in a file of this document."""
        self.pieces[mark:] = [
            Piece(piece.text, replace(piece.place, member=(file, *piece.place.member)))
            for piece in self.pieces[mark:]
        ]

    def say_once(self, mark: int) -> None:
        """Leave out the pieces from number `mark` on that repeat one shortly before."""
        before = {piece.text for piece in self.pieces[max(0, mark - _SHORTLY) : mark]}
        self.pieces[mark:] = [piece for piece in self.pieces[mark:] if piece.text not in before]
