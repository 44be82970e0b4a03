"""
Ids that exist only because we answered in a service's stead, until the page stops sending them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from addons.services.interface import ForgedId

_MAX_IDS = 50_000
_LIFETIME = 24 * 3600.0
"""Seconds; a conversation that was left for longer starts anew."""


@dataclass(slots=True)
class Turns(Mapping[str, str | None]):
    """
    The forged ids that we handed out, and what upstream must get in their place.

    Kept in memory only: an id holds no text, and after a restart the worst that happens is one
    refused turn. Bounded in number and age.
    """

    now: Callable[[], float]
    """Seconds on a clock that never goes back."""
    _ids: OrderedDict[str, tuple[float, str | None]] = field(default_factory=OrderedDict)

    def remember(self, *forged: ForgedId) -> None:
        for forged_id in forged:
            # A second refusal in a row stands on a forged id itself: point at the genuine one.
            genuine = forged_id.stands_for
            if genuine is not None and genuine in self:
                genuine = self[genuine]
            self._ids[forged_id.id] = (self.now(), genuine)
        self._forget_old()

    def _forget_old(self) -> None:
        oldest_allowed = self.now() - _LIFETIME
        while self._ids:
            oldest = next(iter(self._ids.values()))[0]
            if len(self._ids) <= _MAX_IDS and oldest >= oldest_allowed:
                return
            self._ids.popitem(last=False)

    def __getitem__(self, forged: str) -> str | None:
        return self._ids[forged][1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
