"""
Which exemptions hold at this moment: asked anew for every decision, so that an end is an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from policy.exemption import Exemption


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempting:
    """The exemptions as they are now, whatever held when a connection was opened."""

    now: Callable[[], datetime]
    """With a time zone. The wall clock: an end is a date."""
    granted: Callable[[], Iterable[Exemption]] = tuple
    """All that are known at this moment, ended ones among them."""

    def holding(self) -> tuple[Exemption, ...]:
        """Those in force."""
        now = self.now()
        return tuple(exemption for exemption in self.granted() if exemption.holds(now))
