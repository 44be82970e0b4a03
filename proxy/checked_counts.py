"""
How many prompts were looked at, per day and department: numbers for the console, no people.

Without them a proxy that nobody uses any more would look like one that never finds anything.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from config.private_files import replace_file

_log = structlog.get_logger()

FOLDER = "counts"
"""In the state folder; each gateway process has a file of its own there."""

_SECONDS = 60.0
_BRUSSELS = ZoneInfo("Europe/Brussels")
_KEPT = timedelta(days=2)


@dataclass(slots=True, kw_only=True)
class CheckedCounts:
    """The counts of this process. Whoever reads the file keeps what it read last."""

    folder: Path
    now: Callable[[], datetime]
    """With a time zone."""
    pause: float = _SECONDS
    """Seconds between writings; a kill loses the counts of that time, and nothing else."""
    _source: str = field(default_factory=lambda: secrets.token_hex(8), init=False)
    _counts: dict[date, Counter[str]] = field(default_factory=dict, init=False)
    _changed: bool = field(default=False, init=False)

    def add(self, department: str) -> None:
        """One prompt of `department` was looked at."""
        day = self.now().astimezone(_BRUSSELS).date()
        if day not in self._counts:
            self._counts[day] = Counter()
            for old in [each for each in self._counts if day - each > _KEPT]:
                del self._counts[old]
        self._counts[day][department] += 1
        self._changed = True

    async def run(self) -> None:
        """Write every minute, until cancelled."""
        while True:
            await asyncio.sleep(self.pause)
            await self.write()

    async def write(self) -> None:
        """Write what has changed. A disk that fails is told in the log, and stops nobody."""
        if not self._changed:
            return
        self._changed = False
        counts = {day.isoformat(): dict(found) for day, found in self._counts.items()}
        content = json.dumps({"source": self._source, "counts": counts}).encode()
        try:
            await asyncio.to_thread(self._put, content)
        except OSError as failure:
            self._changed = True
            _log.error("counts.failed", error=type(failure).__name__)

    def _put(self, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        replace_file(self.folder / f"{self._source}.json", content)
