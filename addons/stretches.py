"""
Files that come in stretches, kept until the last byte is there; and how much is kept in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from policy.documents.interface import Unread, UnreadError

_PATIENCE = 600.0
"""Seconds after which a file whose next stretch does not come is given up."""


@dataclass(slots=True)
class Room:
    """
    The bytes that may be here at once. Half of them are for whoever comes; beyond that nobody has
    more than half of what that leaves to all others, so whoever comes later finds room.
    """

    limit: int
    taken: int = 0
    _of_each: Counter[Hashable] = field(default_factory=Counter, repr=False)

    @property
    def share(self) -> int:
        """What somebody may take who is alone, in bytes."""
        return self.limit // 2

    def take(self, whose: Hashable, size: int) -> None:
        """Raises `UnreadError` (BUSY) when there is no room for `size` bytes more of theirs."""
        if size <= 0:
            return
        theirs, left = self._of_each[whose] + size, self.limit - self.taken - size
        if left * 2 < self.limit and theirs * 2 > left:
            raise UnreadError(Unread.BUSY)
        self._of_each[whose] = theirs
        self.taken += size

    def free(self, whose: Hashable, size: int) -> None:
        self.taken -= size
        self._of_each[whose] -= size
        if not self._of_each[whose]:
            del self._of_each[whose]

    @contextmanager
    def holding(self, whose: Hashable, size: int) -> Iterator[None]:
        """Room for `size` bytes for a while. Raises `UnreadError` (BUSY)."""
        self.take(whose, size)
        try:
            yield
        finally:
            self.free(whose, size)


@dataclass(slots=True)
class _Held:
    whose: Hashable
    last: float
    body: bytearray = field(default_factory=bytearray, repr=False)


@dataclass(slots=True)
class Stretches:
    """The files of which not everything is here yet."""

    room: Room
    max_bytes: int
    """Of one file."""
    now: Callable[[], float]
    """Seconds on a clock that never goes back."""
    _held: dict[Hashable, _Held] = field(default_factory=dict, repr=False)

    def add(self, key: Hashable, offset: int, stretch: bytes, *, whose: Hashable) -> int:
        """
        Keep `stretch`, which begins at `offset`; how much of the file is here now. It takes of the
        share of whoever (`whose`) has begun it.

        A client that is not sure sends again from an earlier place. Raises `UnreadError`: BROKEN
        when something between is missing, TOO_LARGE, BUSY; then nothing is kept.
        """
        self._give_up_old()
        held = self._held.setdefault(key, _Held(whose, self.now()))
        try:
            self._make_way(held, offset, len(stretch))
        except UnreadError:
            self.drop(key)
            raise
        held.body += stretch
        held.last = self.now()
        return len(held.body)

    @contextmanager
    def holding(self, whose: Hashable, size: int) -> Iterator[None]:
        """
        Room for `size` bytes of files that are whole, for a while. Raises `UnreadError` (BUSY).
        What nobody goes on with does not stand in their way.
        """
        self._give_up_old()
        with self.room.holding(whose, size):
            yield

    def size(self, key: Hashable) -> int | None:
        """How much of a file is here; None where nothing is."""
        held = self._held.get(key)
        return None if held is None else len(held.body)

    def take(self, key: Hashable) -> bytes:
        """All of a file; it is kept no longer. Raises `KeyError`."""
        held = self._held.pop(key)
        self.room.free(held.whose, len(held.body))
        return bytes(held.body)

    def drop(self, key: Hashable) -> None:
        """Keep nothing of a file any more."""
        if held := self._held.pop(key, None):
            self.room.free(held.whose, len(held.body))

    def _make_way(self, held: _Held, offset: int, size: int) -> None:
        if not 0 <= offset <= len(held.body):
            raise UnreadError(Unread.BROKEN)
        if offset + size > self.max_bytes:
            raise UnreadError(Unread.TOO_LARGE)
        self.room.free(held.whose, len(held.body) - offset)
        del held.body[offset:]
        self.room.take(held.whose, size)

    def _give_up_old(self) -> None:
        limit = self.now() - _PATIENCE
        for key in [key for key, held in self._held.items() if held.last < limit]:
            self.drop(key)
