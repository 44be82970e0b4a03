"""
Spans of time as people say them: `90 days`, `6 months`, `5 years`. No clock.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

_SAID = re.compile(r"([1-9][0-9]{0,3}) (day|month|year)s?")
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days, or of calendar months."""

    days: int = 0
    months: int = 0

    @classmethod
    def said(cls, text: str) -> Self:
        """`90 days`, `6 months` or `5 years`. Raises `ValueError` for anything else."""
        match = _SAID.fullmatch(text)
        if match is None:
            raise ValueError("not a span of time (allowed: such as 90 days, 6 months or 5 years)")
        number = int(match[1])
        if match[2] == "day":
            return cls(days=number)
        return cls(months=number * (_YEAR if match[2] == "year" else 1))

    def __str__(self) -> str:
        number, unit = (self.months, "month") if self.months else (self.days, "day")
        if self.months and self.months % _YEAR == 0:
            number, unit = self.months // _YEAR, "year"
        return f"{number} {unit}{'' if number == 1 else 's'}"

    def before(self, now: datetime) -> datetime:
        """
        The moment that lies this long before `now`: what is as old or older has had its time. The
        31st becomes the last day of a shorter month, so that nothing goes too early.
        """
        month = now.year * _YEAR + now.month - 1 - self.months
        year, month = divmod(month, _YEAR)
        day = min(now.day, calendar.monthrange(year, month + 1)[1])
        return now.replace(year=year, month=month + 1, day=day) - timedelta(days=self.days)

    def longer_than(self, other: Span) -> bool:
        """Compared in days, a month counted as 31: for bounds, which are not to the day."""
        return self._about > other._about

    @property
    def _about(self) -> int:
        return self.days + 31 * self.months
