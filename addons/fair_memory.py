"""
A memory for everybody together that nobody can empty for the others.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Share[Key]:
    """What one owner has, the oldest first."""

    weight: int = 0
    keys: OrderedDict[Key, None] = field(default_factory=OrderedDict)


@dataclass(slots=True)
class _Entry[Owner, Value]:
    owner: Owner
    at: float
    weight: int
    value: Value


@dataclass(slots=True)
class _Ranks[Owner]:
    """Owners by how much they have; who has most is known at once, however many they are."""

    most: int = 0
    _by_weight: dict[int, OrderedDict[Owner, None]] = field(default_factory=dict)

    def move(self, owner: Owner, before: int, now: int) -> None:
        if before:
            ranked = self._by_weight[before]
            del ranked[owner]
            if not ranked:
                del self._by_weight[before]
        if now:
            self._by_weight.setdefault(now, OrderedDict())[owner] = None
        self.most = max(self.most, now)
        while self.most and self.most not in self._by_weight:
            self.most -= 1

    @property
    def first(self) -> Owner:
        """Of those that have most the one that has had it longest. Raises `KeyError`."""
        return next(iter(self._by_weight[self.most]))


@dataclass(slots=True)
class FairMemory[Owner: Hashable, Key: Hashable, Value]:
    """
    The last entries, none of them older than `lifetime` seconds.

    Where there are too many, whoever has most forgets its oldest, as routers drop from the
    longest queue (RFC 7567, 2.1): a crowd behind one address may have nearly all of it while
    nobody else asks, and a flood takes nothing from those who have less.
    """

    now: Callable[[], float]
    """Seconds on a clock that never goes back."""
    lifetime: float
    most: int
    """Of all weights together."""
    _weight: int = 0
    _kept: OrderedDict[Key, _Entry[Owner, Value]] = field(default_factory=OrderedDict, repr=False)
    _shares: dict[Owner, _Share[Key]] = field(default_factory=dict, repr=False)
    _ranks: _Ranks[Owner] = field(default_factory=_Ranks, repr=False)

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._kept)

    def put(self, owner: Owner, key: Key, value: Value, weight: int = 1) -> None:
        """Remember `value`. What somebody else has put there before stays his."""
        before = self._drop(key)
        owner = before.owner if before else owner
        self._kept[key] = _Entry(owner, self.now(), weight, value)
        share = self._shares.setdefault(owner, _Share())
        share.keys[key] = None
        self._weigh(owner, share, weight)
        self._forget_old()
        # The newest stays, however much it weighs: it is in use.
        while self._weight > self.most and len(self._kept) > 1:
            self._make_room(key)

    def get(self, key: Key) -> Value | None:
        found = self._kept.get(key)
        if found is None or found.at < self.now() - self.lifetime:
            return None
        return found.value

    def _drop(self, key: Key) -> _Entry[Owner, Value] | None:
        entry = self._kept.pop(key, None)
        if entry is None:
            return None
        share = self._shares[entry.owner]
        del share.keys[key]
        self._weigh(entry.owner, share, -entry.weight)
        if not share.keys:
            del self._shares[entry.owner]
        return entry

    def _weigh(self, owner: Owner, share: _Share[Key], more: int) -> None:
        self._ranks.move(owner, share.weight, share.weight + more)
        share.weight += more
        self._weight += more

    def _forget_old(self) -> None:
        oldest = self.now() - self.lifetime
        while (first := next(iter(self._kept), None)) is not None:
            if self._kept[first].at >= oldest:
                return
            self._drop(first)

    def _make_room(self, newest: Key) -> None:
        oldest = next(iter(self._shares[self._ranks.first].keys))
        # All that somebody has may be the newest: then the oldest of everybody goes.
        self._drop(oldest if oldest != newest else next(iter(self._kept)))
