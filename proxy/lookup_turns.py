"""
Turns that many want, such as threads that may hang: who has some leaves as many for others.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field

type _Waiters = dict[asyncio.Future[None], None]


@dataclass(slots=True)
class FairTurns:
    """
    `most` turns at once. Somebody gets another one while he has fewer than are free, as switches
    bound a queue by the memory that is left (Choudhury and Hahne, 1998): one alone gets half, and
    whoever comes next finds a turn.
    """

    most: int
    _taken: Counter[Hashable] = field(default_factory=Counter, repr=False)
    _waiting: dict[Hashable, _Waiters] = field(default_factory=dict, repr=False)

    @property
    def taken(self) -> int:
        """Turns that are not given back yet."""
        return self._taken.total()

    def is_free(self, whose: Hashable) -> bool:
        """Whether somebody may have a turn now."""
        return self._taken[whose] < self.most - self.taken

    async def take(self, whose: Hashable) -> None:
        """Wait for a turn. Whoever stops waiting has none, and stands in nobody's way."""
        if self.is_free(whose):
            self._taken[whose] += 1
            return
        waiter = asyncio.get_running_loop().create_future()
        waiters = self._waiting.setdefault(whose, {})
        waiters[waiter] = None
        try:
            await waiter
        except asyncio.CancelledError:
            if waiter.cancelled():
                self._leave(whose, waiter)
            else:  # its turn came at the moment in which it left
                self.give_back(whose)
            raise

    def give_back(self, whose: Hashable) -> None:
        """A turn is over; who waits may have it."""
        self._taken[whose] -= 1
        if not self._taken[whose]:
            del self._taken[whose]
        for waiting in sorted(self._waiting, key=self._taken.__getitem__):
            while waiting in self._waiting and self.is_free(waiting):
                first = next(iter(self._waiting[waiting]))
                self._leave(waiting, first)
                if not first.done():
                    self._taken[waiting] += 1
                    first.set_result(None)

    def _leave(self, whose: Hashable, waiter: asyncio.Future[None]) -> None:
        waiters = self._waiting.get(whose, {})
        waiters.pop(waiter, None)
        if not waiters:
            self._waiting.pop(whose, None)
