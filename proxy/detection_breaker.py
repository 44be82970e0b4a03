"""
When to stop asking: after several failures in a row, refuse at once for a short while.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Breaker:
    """
    Open, it spares people the wait for a detector that is not there. Times are in seconds of
    any clock that only runs forward.
    """

    limit: int = 8
    """Failures in a row that open it. More than one hostile prompt causes on its own."""
    pause_seconds: float = 2.0
    _in_a_row: int = 0
    _until: float = float("-inf")

    def is_open(self, now: float) -> bool:
        return now < self._until

    def succeeded(self) -> None:
        self._in_a_row = 0

    def failed(self, now: float) -> bool:
        """Whether this failure opened it. After the pause, one more opens it again."""
        self._in_a_row += 1
        if self._in_a_row < self.limit or self.is_open(now):
            return False
        self._until = now + self.pause_seconds
        return True
