"""
The measures of an enhanced metafile: world, window and viewport (MS-EMF 2.3.11 and 2.3.12).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from policy.documents.metafile_canvas import IDENTITY, Matrix, Point, product

WINDOW_EXTENT, WINDOW_ORIGIN, VIEW_EXTENT, VIEW_ORIGIN, MODE = 9, 10, 11, 12, 17
WORLD, MODIFY_WORLD = 35, 36
_STRETCHED, _UPWARD = {7, 8}, {2, 3, 4, 5, 6}
_RESET, _LEFT, _RIGHT = 1, 2, 3


@dataclass(slots=True)
class Path:
    """Lines and curves that are gathered before they are drawn or filled (2.3.10)."""

    is_open: bool = False
    rings: list[list[Point]] = field(default_factory=list)


@dataclass(slots=True)
class Plane:
    """How the numbers in records become points of one plane; part of what a drawing can save."""

    world: Matrix = IDENTITY
    mode: int = 1
    window: tuple[int, int] = (0, 0)
    window_size: tuple[int, int] = (1, 1)
    view: tuple[int, int] = (0, 0)
    view_size: tuple[int, int] = (1, 1)
    brush: int | None = 255
    align: int = 0

    def matrix(self) -> Matrix:
        (x, y), (left, top) = self.window, self.view
        across = down = 1.0
        if self.mode in _STRETCHED:
            across = self.view_size[0] / (self.window_size[0] or 1)
            down = self.view_size[1] / (self.window_size[1] or 1)
        elif self.mode in _UPWARD:
            down = -1.0
        page = (across, 0.0, 0.0, down, left - x * across, top - y * down)
        return product(self.world, page)

    def set(self, record: bytes, kind: int) -> None:
        """A record that sets the window, the viewport, or how one is mapped on the other."""
        if kind == MODE:
            (self.mode,) = struct.unpack_from("<l", record, 8)
            return
        first, second = struct.unpack_from("<ll", record, 8)
        if kind == WINDOW_EXTENT:
            self.window_size = (first, second)
        elif kind == WINDOW_ORIGIN:
            self.window = (first, second)
        elif kind == VIEW_EXTENT:
            self.view_size = (first, second)
        else:
            self.view = (first, second)

    def set_world(self, record: bytes, kind: int) -> None:
        """A record that turns, stretches or moves everything that follows."""
        matrix: Matrix = struct.unpack_from("<6f", record, 8)
        how = struct.unpack_from("<L", record, 32)[0] if kind == MODIFY_WORLD else 0
        if how == _RESET:
            self.world = IDENTITY
        elif how == _LEFT:
            self.world = product(matrix, self.world)
        elif how == _RIGHT:
            self.world = product(self.world, matrix)
        else:
            self.world = matrix
