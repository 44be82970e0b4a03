"""
Where matches stand, sorted, so that a large sheet costs what its length says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from policy.detectors.families import merged
from policy.detectors.interface import Match


@dataclass(frozen=True, slots=True)
class Places:
    """Stretches of one text, merged where they touch, in order."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, matches: Iterable[Match]) -> Places:
        return cls.between((match.start, match.end) for match in matches)

    @classmethod
    def between(cls, spans: Iterable[tuple[int, int]]) -> Places:
        windows = tuple(merged(sorted(spans)))
        return cls(tuple(w.start for w in windows), tuple(w.end for w in windows))

    def cover(self, start: int, end: int) -> bool:
        """Whether one stretch holds all of `[start:end]`."""
        at = bisect_right(self.starts, start) - 1
        return at >= 0 and end <= self.ends[at]

    def touch(self, start: int, end: int) -> bool:
        """Whether a stretch has a part in `[start:end]`."""
        at = bisect_left(self.starts, end) - 1
        return at >= 0 and self.ends[at] > start
