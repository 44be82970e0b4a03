"""
Months and years that reports are about, in local days. No I/O.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

from console.records.clock import BRUSSELS

_SAID = re.compile(r"(20[0-9]{2})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A calendar month, or a year where `month` is None."""

    year: int
    month: int | None = None

    @classmethod
    def said(cls, text: str) -> Self | None:
        """`2026-11` or `2026`; None for anything else."""
        match = _SAID.fullmatch(text)
        if match is None:
            return None
        return cls(year=int(match[1]), month=int(match[2]) if match[2] else None)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}" if self.month else str(self.year)

    @property
    def start(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.month is None:
            return date(self.year + 1, 1, 1)
        return self.earlier(-1).start

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its local start, and that of what comes next."""
        return (
            datetime.combine(self.start, time.min, BRUSSELS),
            datetime.combine(self.end, time.min, BRUSSELS),
        )

    def earlier(self, count: int = 1) -> Self:
        """The period of the same length so many before this one."""
        if self.month is None:
            return type(self)(year=self.year - count)
        year, month = divmod(self.year * _YEAR + self.month - 1 - count, _YEAR)
        return type(self)(year=year, month=month + 1)

    @property
    def months(self) -> list[Period]:
        """Those of a year; a month itself."""
        if self.month is not None:
            return [self]
        return [Period(year=self.year, month=month) for month in range(1, _YEAR + 1)]


def month_of(at: datetime) -> Period:
    """The local month of a moment."""
    local = at.astimezone(BRUSSELS)
    return Period(year=local.year, month=local.month)
