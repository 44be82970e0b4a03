"""
Who waits for what only few can have at once: one of each holder, then the next of each.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple


class _Place[Item](NamedTuple):
    """They sort as they come; no two have the same number, so no items are compared."""

    at: int
    number: int
    whose: str
    item: Item


@dataclass(slots=True)
class FairRow[Item]:
    """
    At most `most` wait. Service goes in rounds (Demers, Keshav and Shenker, 1989), and in a round
    each holder has one item: whoever comes joins the next round, however many others have sent.
    Where too many wait, whoever has most loses the newest. Of a holder of whom nothing waits,
    nothing is kept.
    """

    most: int
    served: int = 0
    """The round that is being served."""
    _number: int = field(default=0, repr=False, compare=False)
    _rows: dict[str, deque[_Place[Item]]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))

    def __contains__(self, whose: str) -> bool:
        return whose in self._rows

    @property
    def next(self) -> int:
        """The first round in which somebody waits. Raises `ValueError` when nobody does."""
        return self._first.at

    def put(self, whose: str, item: Item, under_way: int = 0) -> Item | None:
        """
        `item` waits from now on. What must go for want of room is returned; it may be `item`.
        Whoever has some `under_way` has had so many turns.
        """
        dropped = None
        if len(self) >= self.most and (dropped := self._make_room(whose)) is None:
            return item
        row = self._rows.setdefault(whose, deque())
        at = 1 + max(self.served + under_way, row[-1].at if row else 0)
        self._number += 1
        row.append(_Place(at, self._number, whose, item))
        return dropped

    def take(self) -> tuple[str, Item]:
        """Whose turn it is, and with what. Raises `ValueError` when nobody waits."""
        first = self._first
        self.served = max(self.served, first.at)
        self._remove(first)
        return first.whose, first.item

    def leave(self, whose: str, item: Item) -> None:
        """It waits no longer, if it still did."""
        for place in self._rows.get(whose, ()):
            if place.item is item:
                self._remove(place)
                return

    @property
    def _first(self) -> _Place[Item]:
        return min(row[0] for row in self._rows.values())

    def _make_room(self, whose: str) -> Item | None:
        """The newest of whoever has most; None where that would be the newcomer, too."""
        greedy = max(self._rows.values(), key=len, default=deque[_Place[Item]]())
        if len(greedy) <= len(self._rows.get(whose, ())) + 1:
            return None
        newest = greedy[-1]
        self._remove(newest)
        return newest.item

    def _remove(self, place: _Place[Item]) -> None:
        row = self._rows[place.whose]
        row.remove(place)
        if not row:
            del self._rows[place.whose]
