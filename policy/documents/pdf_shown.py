"""
How much the pages of a PDF have shown of each picture so far.

The same picture may stand on one page behind a window that hides most of it (a clip, ISO 32000-2,
8.5.4), under a white panel, as a stamp that nobody can read or mirrored, and as it is on the next.
So a picture counts as looked at by the squares of it that could be seen, and by its size.

Only windows and panels with straight sides are reckoned with; what any other shape covers counts
as seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from policy.documents.pdf_render import Box, Drawn

_SIDE = 16
"""Squares along each side of a picture: on a whole sheet they are three lines high."""
_LARGER = 1.5
_MANY = 60
"""Pictures on one page: those are strips of one, which are shown together."""
_MANY_PANELS = 300
"""On one page; with more of them it is no picture that is behind them."""


@dataclass(slots=True)
class _View:
    """A picture on a page, and which of its squares can be seen there."""

    picture: Drawn
    squares: int


class Shown:
    """Remembers what was looked at."""

    def __init__(self) -> None:
        self._squares: dict[int, int] = {}
        self._widths: dict[int, float] = {}

    def is_more(self, drawn: Iterable[Drawn]) -> bool:
        """Whether a page shows more of a picture than was looked at before."""
        return any(
            view.squares & ~self._squares.get(view.picture.mark, 0)
            or view.picture.box.width > _LARGER * self._widths.get(view.picture.mark, 0.0)
            for view in _views(drawn)
        )

    def keep(self, drawn: Iterable[Drawn]) -> None:
        """A page with all that is drawn on it was looked at."""
        for view in _views(drawn):
            mark, width = view.picture.mark, view.picture.box.width
            self._squares[mark] = self._squares.get(mark, 0) | view.squares
            self._widths[mark] = max(self._widths.get(mark, 0.0), width)


def _views(drawn: Iterable[Drawn]) -> list[_View]:
    views: list[_View] = []
    panels = 0
    for one in drawn:
        if one.covers and len(views) < _MANY and panels < _MANY_PANELS:
            panels += bool(views)
            for view in views:
                if view.picture.box.meets(one.box):
                    view.squares &= ~_squares(view.picture.box, one.shown)
        if one.kind == "picture":
            views.append(_View(one, _squares(one.box, one.shown)))
    return views


def _squares(box: Box, window: Box) -> int:
    """The squares of a box with their middle in a window, as bits."""
    left, across = _middles(box.left, box.width, window.left, window.right)
    bottom, down = _middles(box.bottom, box.height, window.bottom, window.top)
    column = ((1 << _SIDE * down) - 1) // ((1 << _SIDE) - 1)
    return (((1 << across) - 1) << left) * column << _SIDE * bottom


def _middles(start: float, length: float, low: float, high: float) -> tuple[int, int]:
    """Of squares in a row: the first with its middle between two points, and how many have it."""
    if length <= 0:
        return 0, 0
    first, end = ((at - start) / length * _SIDE + 0.5 for at in (low, high))
    begin = min(max(ceil(first - 1), 0), _SIDE)
    return begin, max(min(max(ceil(end - 1), 0), _SIDE) - begin, 0)
