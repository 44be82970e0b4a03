"""
Ids that exist only because we answered in a service's stead, until the page stops sending them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from addons.fair_memory import FairMemory
from addons.services.interface import ForgedId

_MAX_IDS = 20_000
"""Of all clients together; when there are too many, who has most forgets first."""
_LONGEST = 200
"""Characters of an id. What clients send for one may have any length, and is no service's then."""
_LIFETIME = 24 * 3600.0
"""Seconds; a conversation that was left for longer starts anew."""


@dataclass(slots=True)
class Turns(Mapping[str, str | None]):
    """
    The forged ids that we handed out, and what upstream must get in their place.

    Kept in memory only: an id holds no text, and after a restart the worst that happens is one
    refused turn. Bounded in number and age. Ask it for single ids: it is large, and others wait
    while it is copied.
    """

    now: Callable[[], float]
    """Seconds on a clock that never goes back."""
    _ids: FairMemory[bytes, str, str] = field(init=False, repr=False)
    """What each forged id stands for; empty for nothing."""

    def __post_init__(self) -> None:
        self._ids = FairMemory(self.now, _LIFETIME, _MAX_IDS)

    def remember(self, whose: bytes, *forged: ForgedId) -> None:
        """Ids that were given to one client, see `owner_of`."""
        for forged_id in forged:
            genuine = forged_id.stands_for
            if genuine is not None and len(genuine) > _LONGEST:
                genuine = None
            # A second refusal in a row stands on a forged id itself: point at the genuine one.
            if genuine is not None and genuine in self:
                genuine = self[genuine]
            self._ids.put(whose, forged_id.id, genuine or "")

    def __getitem__(self, forged: str) -> str | None:
        found = self._ids.get(forged)
        if found is None:
            raise KeyError
        return found or None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
