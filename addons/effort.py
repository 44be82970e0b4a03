"""
Clients that make us work long for little: what one read of a socket brings may be ten thousand
frames, chunks or messages of a byte each, and everybody else waits while we go through them.

Whoever does is read in small bites, and now and then only. All connections of a client together
have a share of the gateway's time for it; who sends as others do never notices.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_LONG = 0.005
"""Seconds of CPU; a read of 64 KB takes one or two thousandths."""
_BITE = 0.01
"""Seconds of CPU that a read may take of whoever has had a long one."""
_SHARE = 0.1
"""Of the time, that a client may take with long reads."""
_AT_ONCE = 0.25
"""Seconds of CPU that it may take before it has to rest."""
_MOST, _LEAST = 64 * 1024, 512
_FIRST = 16 * 1024
"""Bytes of a read: at most, at least, and of a new connection."""
_OWN = 0.1
"""Seconds of CPU that long reads of the connection itself have taken lately, before it rests."""
_ONE = 0.03
"""
Of which one read counts for so much at most: it may be a handshake, or the memory being tidied.
"""
_MANY = 1000
"""Clients; when there are more, those who have made up for everything are forgotten."""


@dataclass(slots=True)
class Efforts:
    """Seconds of CPU that each client has taken lately with long reads."""

    now: Callable[[], float] = time.monotonic
    _spent: dict[str, tuple[float, float]] = field(default_factory=dict, repr=False)
    """How much, and when that was."""

    def spend(self, whose: str, seconds: float) -> None:
        if len(self._spent) >= _MANY:
            self._spent = {each: at for each, at in self._spent.items() if self.left(each)}
        self._spent[whose] = (self.left(whose) + seconds, self.now())

    def left(self, whose: str) -> float:
        """What is not made up for yet."""
        return _left(*self._spent.get(whose, (0.0, 0.0)), self.now())

    def rest(self, whose: str) -> float:
        """Seconds until it may make us work again."""
        return max(0.0, self.left(whose) - _AT_ONCE) / _SHARE


@dataclass(slots=True)
class Effort:
    """
    What one connection's reads cost. `begins` and `ends` stand around what is done with one; what
    is done after a pause does not count.
    """

    efforts: Efforts
    whose: Callable[[], str] | None
    """Who has to rest for it; None for a server: its answer is read in bites, and no more."""
    spent: Callable[[], float] = time.thread_time
    """Seconds of CPU of the thread that does it: the machine may be busy with others."""
    _own: tuple[float, float] = (0.0, 0.0)
    """Seconds of CPU that long reads have taken, and when that was."""
    _size: int = 0
    _came: int = 0
    _begun: float | None = None
    _handle: asyncio.Handle | None = field(default=None, repr=False)

    def size(self, wanted: int) -> int:
        """Bytes to read next."""
        if not self._size:
            self._size = _LEAST if self._rest() else _FIRST
        return min(wanted, self._size)

    def begins(self, size: int) -> None:
        """`size` bytes have come."""
        self._came, self._begun = size, self.spent()
        self._handle = asyncio.get_running_loop().call_soon(self._pauses)

    def _pauses(self) -> None:
        self._begun = None

    def ends(self) -> None:
        """Everything is done with them, if nobody was waited for."""
        if self._handle is not None:
            self._handle.cancel()
        if self._begun is not None:
            self._count(self.spent() - self._begun)
            self._begun = None

    def _count(self, seconds: float) -> None:
        # A short one excuses nothing: of a record of TLS, all reads but the last cost nothing.
        if seconds <= _LONG:
            self._size = min(_MOST, self._size * 2)
            return
        # Nothing is made up for while it works: a very long one would pass for none.
        now = self.efforts.now()
        self._own = (_left(*self._own, now - seconds) + min(seconds, _ONE), now)
        self._size = min(self._size, max(_LEAST, int(self._came * _BITE / seconds)))
        if self.whose is not None:
            self.efforts.spend(self.whose(), seconds)

    def _own_left(self) -> float:
        return _left(*self._own, self.efforts.now())

    def _rest(self) -> float:
        return self.efforts.rest(self.whose()) if self.whose is not None else 0.0

    async def rested(self) -> None:
        """Wait as long as this client has to, if this connection is why."""
        while self._own_left() >= _OWN and (seconds := self._rest()):  # noqa: ASYNC110 -- time alone helps
            await asyncio.sleep(seconds)


def _left(seconds: float, at: float, now: float) -> float:
    """What is not made up for by `now` of `seconds` at a time before."""
    return max(0.0, seconds - (now - at) * _SHARE)
