"""
The two clocks of an incident as a page shows them.

The safe one (since the machine saw it) is grey and told in whole hours, because its minutes are
those of the event. The formal one (since the DPO became aware) is green, amber or red.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from console.records.clock import deadlines
from console.records.models import Incident
from console.records.running import is_running

_RED: Final = timedelta(hours=12)
_AMBER: Final = timedelta(hours=24)
_HOUR: Final = timedelta(hours=1)


class Colour(StrEnum):
    """How a clock looks; the words beside it say the same."""

    GREY = "grey"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One deadline, seen from now."""

    formal: bool
    until: datetime
    hours: int
    """Whole hours left; below zero they are over."""
    colour: Colour

    @property
    def over(self) -> bool:
        return self.hours < 0

    @property
    def hours_over(self) -> int:
        return -self.hours


def clock_of(incident: Incident, now: datetime, hours: float) -> Clock | None:
    """The clock that counts for `incident`, or None where none runs."""
    if not is_running(incident):
        return None
    found = deadlines(incident.detected_at, incident.aware_at, hours)
    left = found.left(now)
    return Clock(
        formal=found.formal is not None,
        until=found.formal or found.safe,
        hours=left // _HOUR,
        colour=_colour(left) if found.formal else Colour.GREY,
    )


def _colour(left: timedelta) -> Colour:
    if left < _RED:
        return Colour.RED
    return Colour.AMBER if left < _AMBER else Colour.GREEN
