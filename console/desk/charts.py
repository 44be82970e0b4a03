"""
Charts as shapes for an SVG on the server: no script, and a table behind each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

_WIDTH: Final = 440
_HEIGHT: Final = 150
_LEFT: Final = 34
_RIGHT: Final = 8
_BOTTOM: Final = 22
_TOP: Final = 8
_GAP: Final = 0.28
"""Part of a day's width that stays empty."""
_LABEL_EVERY: Final = 7
_STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One coloured part of one bar, in units of the drawing."""

    series: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A label with its place on an axis."""

    at: float
    text: object


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars:
    """Bars over days, each a stack of series."""

    width: int
    height: int
    left: int
    base: int
    """Where the bars stand."""
    blocks: Sequence[Block]
    lines: Sequence[Mark]
    """Horizontal lines with their counts."""
    days: Sequence[Mark]


def stacked(days: Sequence[tuple[date, Mapping[str, int]]]) -> StackedBars:
    """A chart of `days`, oldest first; the stacks keep the order of their series."""
    highest = max((sum(counts.values()) for _, counts in days), default=0)
    step = _round_step(highest)
    ceiling = max(step, -(-highest // step) * step)
    base = _HEIGHT - _BOTTOM
    room = base - _TOP
    slot = (_WIDTH - _LEFT - _RIGHT) / max(1, len(days))
    unit = room / ceiling
    return StackedBars(
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        base=base,
        blocks=[
            block
            for index, (_, counts) in enumerate(days)
            for block in _stack(counts, _LEFT + (index + _GAP / 2) * slot, slot, unit)
        ],
        lines=[Mark(at=round(base - n * unit, 1), text=n) for n in range(0, ceiling + 1, step)],
        days=[
            Mark(at=round(_LEFT + (index + 0.5) * slot, 1), text=day)
            for index, (day, _) in enumerate(days)
            if (len(days) - 1 - index) % _LABEL_EVERY == 0
        ],
    )


def _stack(counts: Mapping[str, int], x: float, slot: float, unit: float) -> list[Block]:
    blocks = []
    y = float(_HEIGHT - _BOTTOM)
    for series, count in counts.items():
        if count:
            y -= count * unit
            blocks.append(
                Block(
                    series=series,
                    x=round(x, 1),
                    y=round(y, 1),
                    width=round(slot * (1 - _GAP), 1),
                    height=round(count * unit, 1),
                )
            )
    return blocks


def _round_step(highest: int) -> int:
    """Distance between lines, such that there are about four: 1, 2, 5, 10, 20, …"""
    scale = 1
    while True:
        for step in _STEPS:
            if highest <= 4 * step * scale:
                return step * scale
        scale *= 10


def share(count: int, highest: int) -> int:
    """How long a bar is beside the longest, in percent."""
    return round(100 * count / highest) if highest else 0
