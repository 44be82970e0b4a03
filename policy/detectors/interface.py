"""
What a detector is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from policy.finding import Kind


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of one text, `text[start:end]` in code points, before it is placed in a prompt."""

    kind: Kind
    start: int
    end: int
    score: float
    detector: str


class Detector(Protocol):
    """Finds sensitive stretches in a text."""

    def matches(self, text: str) -> Sequence[Match]:
        """
        All matches, in order of their start. A pure function of `text`.

        Raises when it could not look at all of it; it never returns less in silence.
        """
        ...
