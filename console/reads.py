"""
Programs that read along: how often each may ask. And which questions, theirs and those of pages
that follow by themselves, were written down in this hour (`console.accounts.questions`). In memory:
after a restart a line more is written, never one less.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from console.rate_limit import RateLimit


def _program() -> RateLimit:
    return RateLimit(clock=time.monotonic, burst=60.0, per_second=1.0)


def _stranger() -> RateLimit:
    return RateLimit(clock=time.monotonic, burst=30.0, per_second=0.5)


@dataclass(slots=True, kw_only=True)
class Reads:
    """One for each process; threads may share it."""

    limit: RateLimit = field(default_factory=_program)
    """For each token."""
    strangers: RateLimit = field(default_factory=_stranger)
    """For each address from which no good token comes."""
    _hour: str = field(default="", init=False)
    _written: set[tuple[str, ...]] = field(default_factory=set, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def is_written(self, hour: str, question: tuple[str, ...]) -> bool:
        """Whether `question` has its line in this `hour`."""
        with self._lock:
            return hour == self._hour and question in self._written

    def write(self, hour: str, question: tuple[str, ...]) -> None:
        """It has one now."""
        with self._lock:
            if hour != self._hour:
                self._hour = hour
                self._written.clear()
            self._written.add(question)
