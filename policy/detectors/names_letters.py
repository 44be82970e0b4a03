"""
How names are spelt, as opposed to ordinary Dutch, French and English words.

For the words that no list knows: `Lorumina` and `Zwoudekens` are made of other letters than
`zaalreservatie`. `training/name_letters.py` weighs the runs of letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LENGTHS = (2, 3, 4)
"""How many letters a run has."""
SCALE = 16
"""Weights are whole numbers: this many are one unit of log odds."""
_LONGEST = 24
"""Letters that are looked at: a word without end must not take time without end."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The weight of each run of letters, `^` and `$` being the ends of a word."""

    weights: Mapping[str, int] = field(default_factory=dict, repr=False)
    bias: int = 0

    @classmethod
    def read(cls, lines: Iterable[str]) -> Letters:
        """From lines such as `ckx$ 31`. Raises `ValueError` for another line."""
        weights: dict[str, int] = {}
        for line in lines:
            run, _, weight = line.rpartition(" ")
            weights[run] = int(weight)
        return cls(weights, weights.pop("", 0))

    def likeness(self, word: str) -> float:
        """The log odds that `word` (lower-case ASCII) is a name; 0 when nothing was learnt."""
        known, edged = self.weights.get, f"^{word[:_LONGEST]}$"
        total, size = self.bias, len(edged)
        for at in range(size - 1):
            total += known(edged[at : at + 2], 0)
            total += known(edged[at : at + 3], 0) if at < size - 2 else 0
            total += known(edged[at : at + 4], 0) if at < size - 3 else 0
        return total / SCALE


def runs(word: str) -> Iterable[str]:
    """What `word` is made of."""
    edged = f"^{word[:_LONGEST]}$"
    for length in LENGTHS:
        for at in range(len(edged) - length + 1):
            yield edged[at : at + length]
