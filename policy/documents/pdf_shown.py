"""
How much the pages of a PDF have shown of each picture so far.

The same picture may stand on one page behind a window that hides most of it (a clip, ISO 32000-2,
8.5.4), under a white panel, as a stamp that nobody can read or mirrored, and as it is on the next.
So a picture counts as looked at by the squares of it that could be seen, and by its size.

Only windows and panels that are rectangles are reckoned with. Where another shape may have hidden
something, nobody can say that it was looked at, so it is looked at again where nothing is in front
of it; and where something like that always is, a few times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from policy.documents.pdf_render import Box, Drawn

_SIDE = 16
"""Squares along each side of a picture: on a whole sheet they are three lines high."""
_LARGER = 1.5
_MOST_MEETINGS = 50_000
"""Of pictures with what is in front of them, on one page; with more nobody can say what is seen."""
_DOUBTED = 3
"""Looks at a picture of which something may be hidden."""


@dataclass(slots=True)
class _View:
    """A picture on a page, and which of its squares can be seen there."""

    picture: Drawn
    squares: int
    """At most."""
    doubtful: int = 0
    """Those of them that may be hidden."""


class Shown:
    """Remembers what was looked at."""

    def __init__(self) -> None:
        self._squares: dict[int, int] = {}
        self._widths: dict[int, float] = {}
        self._doubted: Counter[int] = Counter()

    def is_more(self, drawn: Iterable[Drawn]) -> bool:
        """Whether a page shows more of a picture than was looked at before."""
        return any(map(self._is_more_of, _views(drawn)))

    def _is_more_of(self, view: _View) -> bool:
        mark, width = view.picture.mark, view.picture.box.width
        new = view.squares & ~self._squares.get(mark, 0)
        is_doubtful = new != 0 and self._doubted[mark] < _DOUBTED
        is_clear = new & ~view.doubtful != 0
        return is_clear or is_doubtful or width > _LARGER * self._widths.get(mark, 0.0)

    def keep(self, drawn: Iterable[Drawn]) -> None:
        """A page with all that is drawn on it was looked at."""
        for view in _views(drawn):
            mark, width = view.picture.mark, view.picture.box.width
            self._doubted[mark] += view.squares & view.doubtful != 0
            self._squares[mark] = self._squares.get(mark, 0) | (view.squares & ~view.doubtful)
            self._widths[mark] = max(self._widths.get(mark, 0.0), width)


def _views(drawn: Iterable[Drawn]) -> list[_View]:
    views: list[_View] = []
    meetings = 0
    for one in drawn:
        if one.covers or one.may_cover:
            meetings += len(views)
            for view in views if meetings <= _MOST_MEETINGS else ():
                _put_in_front(one, view)
        if one.kind == "picture":
            squares = _squares(one.box, one.shown)
            views.append(_View(one, squares, 0 if one.is_exact else squares))
    if meetings > _MOST_MEETINGS:
        for view in views:
            view.doubtful = view.squares
    return views


def _put_in_front(one: Drawn, view: _View) -> None:
    if not view.picture.box.meets(one.box):
        return
    if one.covers:
        view.squares &= ~_squares(view.picture.box, one.shown)
    else:
        view.doubtful |= _around(view.picture.box, one.shown)


def _squares(box: Box, window: Box) -> int:
    """The squares of a box with their middle in a window, as bits."""
    left, across = _middles(box.left, box.width, window.left, window.right)
    bottom, down = _middles(box.bottom, box.height, window.bottom, window.top)
    column = ((1 << _SIDE * down) - 1) // ((1 << _SIDE) - 1)
    return (((1 << across) - 1) << left) * column << _SIDE * bottom


def _around(box: Box, window: Box) -> int:
    """As `_squares`, with all that a window touches."""
    across, down = box.width / _SIDE / 2, box.height / _SIDE / 2
    wider = Box(
        window.left - across, window.bottom - down, window.right + across, window.top + down
    )
    return _squares(box, wider)


def _middles(start: float, length: float, low: float, high: float) -> tuple[int, int]:
    """Of squares in a row: the first with its middle between two points, and how many have it."""
    if length <= 0:
        return 0, 0
    first, end = ((at - start) / length * _SIDE + 0.5 for at in (low, high))
    begin = min(max(ceil(first - 1), 0), _SIDE)
    return begin, max(min(max(ceil(end - 1), 0), _SIDE) - begin, 0)
