"""
The prompts for which no detector is free, and which of them comes next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from policy.finding import Finding
from proxy.detection_link import Link
from proxy.fair_row import FairRow

LONG = 8_000
"""Characters from which on a prompt is long: 15 ms or more, which those behind would wait, too."""


@dataclass(slots=True, eq=False)
class Job:
    """One prompt."""

    whose: str = field(repr=False)
    texts: Sequence[str] = field(repr=False)
    is_long: bool
    done: asyncio.Future[tuple[Finding, ...]]
    link: Link | None = None
    """Who looks at it; None while it waits."""
    given: float = 0.0
    """When that began, by the clock of the event loop."""
    timer: asyncio.TimerHandle | None = None


class DetectionQueue:
    """
    At most `most` short prompts wait, and as many long ones. They have rows of their own, so
    neither takes the other's room, but common rounds: one short and one long prompt of each holder.
    """

    def __init__(self, most: int) -> None:
        self._short: FairRow[Job] = FairRow(most)
        self._long: FairRow[Job] = FairRow(most)

    def __len__(self) -> int:
        return len(self._short) + len(self._long)

    def put(self, job: Job, under_way: Iterable[Job]) -> Job | None:
        """`job` waits from now on. What must go for want of room is returned; it may be `job`."""
        theirs = sum(job.whose == each.whose and job.is_long == each.is_long for each in under_way)
        return self._row_of(job).put(job.whose, job, theirs)

    def take(self, *, may_be_long: bool) -> Job | None:
        """Whose turn it is; None where nobody waits who may come now."""
        rows = [row for row in (self._short, self._long if may_be_long else None) if row]
        if not rows:
            return None
        _, job = min(rows, key=lambda row: row.next).take()
        self._short.served = self._long.served = max(self._short.served, self._long.served)
        return job

    def leave(self, job: Job) -> None:
        """It waits no longer, if it still did."""
        self._row_of(job).leave(job.whose, job)

    def _row_of(self, job: Job) -> FairRow[Job]:
        return self._long if job.is_long else self._short
