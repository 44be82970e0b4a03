"""
The two clocks of a leak (GDPR art. 33(1); domain rules 2.10). Calendar hours, no I/O.

Hours are counted on the absolute time line, so a change to summer time makes them neither longer
nor shorter; only what is shown is local time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
NOTIFY_HOURS = 72.0
"""GDPR art. 33(1); configurable, for the law is under reform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Until when the authority must know."""

    safe: datetime
    """Counted from the detection by the machine or the report of a person."""
    formal: datetime | None
    """Counted from when the DPO became aware; None while he has not said so."""

    def left(self, now: datetime) -> timedelta:
        """Time that is left on the clock that counts: the formal one where it runs."""
        return (self.formal or self.safe) - now


def deadlines(
    detected_at: datetime, aware_at: datetime | None, hours: float = NOTIFY_HOURS
) -> Deadlines:
    """Both deadlines, in UTC."""
    span = timedelta(hours=hours)
    utc = ZoneInfo("UTC")
    return Deadlines(
        # In UTC: adding to a local time would skip or repeat the hour of the change.
        safe=detected_at.astimezone(utc) + span,
        formal=aware_at.astimezone(utc) + span if aware_at else None,
    )
