"""
Hours in which people work: silence on a Sunday is no alarm. No I/O.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from config.notify import WEEKDAYS, WorkingHours
from console.records.clock import BRUSSELS

_MOST_DAYS = 60


def working_time(start: datetime, end: datetime, hours: WorkingHours) -> timedelta:
    """
    How much working time lies between `start` and `end`; local days and hours, counted on the
    absolute time line. What is longer ago than two months counts as two months.
    """
    day = max(start, end - timedelta(days=_MOST_DAYS)).astimezone(BRUSSELS).date()
    last = end.astimezone(BRUSSELS).date()
    opens, closes = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    total = timedelta()
    while day <= last:
        if WEEKDAYS[day.weekday()] in hours.days and day.isoformat() not in hours.days_off:
            since = datetime.combine(day, opens, BRUSSELS)
            until = datetime.combine(day, closes, BRUSSELS)
            total += max(timedelta(), _between(max(since, start), min(until, end)))
        day += timedelta(days=1)
    return total


def _between(start: datetime, end: datetime) -> timedelta:
    # Two local times subtract as wall clocks do; on a day of change that is an hour off.
    return timedelta(seconds=end.timestamp() - start.timestamp())
