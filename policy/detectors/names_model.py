"""
The trained model: which words are a name, judged by their shape and their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from policy.detectors.names_reading import Reading, Span


@dataclass(frozen=True, slots=True)
class NameModel:
    """A conditional random field."""

    weights: bytes = field(repr=False)

    def spans(self, reading: Reading) -> Iterator[Span]:
        yield from ()
