"""
Places that are taken one by one: whoever has one, or many in the row, keeps nobody else waiting
for more than one of his.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from proxy.fair_row import FairRow


class CrowdedError(Exception):
    """Too many wait, and nobody has more of them than whoever was refused."""


@dataclass(slots=True)
class FairPlaces:
    """`free` places; whoever finds none waits in `row`."""

    free: int
    row: FairRow[asyncio.Future[None]]
    _taken: Counter[str] = field(default_factory=Counter, repr=False)

    def has_any(self, whose: str) -> bool:
        """Whether somebody has a place or waits for one."""
        return whose in self._taken or whose in self.row

    async def take(self, whose: str) -> None:
        """Raises `CrowdedError`, maybe later, when somebody comes who has fewer."""
        if self.free:  # then nobody waits
            self.free -= 1
            self._taken[whose] += 1
            return
        waiter = asyncio.get_running_loop().create_future()
        dropped = self.row.put(whose, waiter, self._taken[whose])
        if dropped is not None and not dropped.done():
            dropped.set_exception(CrowdedError())
        try:
            await waiter
        except asyncio.CancelledError:
            self._left(whose, waiter)
            raise

    def give_back(self, whose: str) -> None:
        """A place is free; whose turn it is has it at once."""
        self._taken[whose] -= 1
        if not self._taken[whose]:
            del self._taken[whose]
        while self.row:
            following, waiter = self.row.take()
            if not waiter.done():  # else it leaves in this moment
                self._taken[following] += 1
                waiter.set_result(None)
                return
        self.free += 1

    def _left(self, whose: str, waiter: asyncio.Future[None]) -> None:
        if waiter.cancelled():
            self.row.leave(whose, waiter)
        elif waiter.exception() is None:  # its turn came at the moment in which it left
            self.give_back(whose)
