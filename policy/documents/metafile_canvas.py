"""
What the records of a drawing leave behind: lines of text, pictures, and shapes that may be letters.

Text may also be drawn as outlines, and a logo looks no different. So shapes are painted, black on
white as far as their colours allow, for OCR to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw

from policy.documents.effort import spend_effort
from policy.documents.interface import Budget, Unread, UnreadError

type Point = tuple[float, float]
type Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SHORTEST, _LONGEST = 200, 3_000
_MARGIN = 30
_LETTER = 40
_CORNERS = 4
"""What has more of them is no box."""
_FEW_OUTLINES, _FEW_STROKES = 3, 40
"""Fewer than these cannot spell anything."""
_MAX_PICTURES = 12
"""More than these are strips of one, whose lines of text would be cut."""
_WHITE = 255
_BEZIER_STEPS = 6
_FAR = 1e7
_RECORD_EFFORT = 6
_POINT_EFFORT, _RING_EFFORT, _DOTS_PER_EFFORT = 3, 100, 150


@dataclass(frozen=True, slots=True)
class _Shape:
    rings: tuple[tuple[Point, ...], ...]
    shade: int
    is_filled: bool


def moved(point: Point, matrix: Matrix) -> Point:
    """A point after a transformation (a b c d e f: x' = ax + cy + e, y' = bx + dy + f)."""
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def product(first: Matrix, then: Matrix) -> Matrix:
    """One transformation that does both."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + t, e * q + f * s + u),
    )


def curve(points: Sequence[Point]) -> list[Point]:
    """A chain of cubic curves as a chain of short lines; the first point starts it."""
    line = list(points[:1])
    for at in range(1, len(points) - 2, 3):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[at - 1 : at + 3]
        for step in range(1, _BEZIER_STEPS + 1):
            t = step / _BEZIER_STEPS
            u = 1 - t
            p, q, r, s = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            line.append((p * x0 + q * x1 + r * x2 + s * x3, p * y0 + q * y1 + r * y2 + s * y3))
    return line


class Canvas:
    """Collects one drawing. Raises `UnreadError` (UNKNOWN_FORMAT) for what would be guesswork."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._texts: list[str] = []
        self._end: Point = (-_FAR, -_FAR)
        self._letter = 0.0
        self._shapes: list[_Shape] = []
        self._outlines = self._strokes = 0
        self.pictures: list[bytes] = []

    def write(self, text: str, at: Point, width: float, *, goes_on: bool = False) -> None:
        """Text at a place: what begins where the last text ended belongs to it."""
        text = text.rstrip("\0")
        letter = abs(width) / len(text) if text else 0.0
        near = max(letter, self._letter)
        gap = at[0] - self._end[0]
        if self._texts and not goes_on:
            if abs(at[1] - self._end[1]) > near or gap < -4 * near:
                self._texts.append("\n")
            elif gap > near * 0.4 or gap < -near:
                self._texts.append(" ")
        self._texts.append(text)
        self._end = (at[0] + width, at[1])
        self._letter = letter

    def note(self, text: str) -> None:
        """Text without a place: a title, a comment."""
        if text:
            self._texts.append(f"\n{text}\n")

    def count(self, records: int) -> None:
        """Pay for records that were looked at."""
        spend_effort(self._budget, _RECORD_EFFORT * records)

    def paste(self, picture: bytes) -> None:
        self.pictures.append(picture)
        if len(self.pictures) > _MAX_PICTURES:
            raise UnreadError(Unread.UNKNOWN_FORMAT)

    def draw(self, rings: Sequence[Sequence[Point]], shade: int | None) -> None:
        """A shape: filled with a shade of grey (0 is black), or with None its lines alone."""
        spend_effort(self._budget, _POINT_EFFORT * sum(map(len, rings)))
        kept = tuple(tuple(ring) for ring in rings if len(ring) > 1 and _is_near(ring))
        if not kept:
            return
        self._shapes.append(_Shape(kept, 0 if shade is None else shade, shade is not None))
        if shade is None:
            self._strokes += len(kept)
        else:
            self._outlines += sum(len(set(ring)) > _CORNERS for ring in kept)

    @property
    def text(self) -> str:
        return "".join(self._texts).strip()

    def outlines(self) -> Image.Image | None:
        """The shapes, painted; None where there are too few to be letters."""
        if self._outlines < _FEW_OUTLINES and self._strokes < _FEW_STROKES:
            return None
        xs = [x for shape in self._shapes for ring in shape.rings for x, _ in ring]
        ys = [y for shape in self._shapes for ring in shape.rings for _, y in ring]
        left, top = min(xs), min(ys)
        longest = max(max(xs) - left, max(ys) - top, 1e-6)
        # As large as OCR likes letters best, if the shapes are letters.
        scale = _LETTER / (self._height_of_letters() or longest)
        scale = min(max(scale, _SHORTEST / longest), _LONGEST / longest)
        edge = 2 * _MARGIN
        size = (int((max(xs) - left) * scale) + edge, int((max(ys) - top) * scale) + edge)
        picture = Image.new("L", size, _WHITE)
        for shape in self._shapes:
            rings = [
                [((x - left) * scale + _MARGIN, (y - top) * scale + _MARGIN) for x, y in ring]
                for ring in shape.rings
            ]
            self._paint(picture, rings, shape)
        return picture

    def _height_of_letters(self) -> float:
        filled = (ring for shape in self._shapes if shape.is_filled for ring in shape.rings)
        heights = sorted(
            max(y for _, y in ring) - min(y for _, y in ring)
            for ring in filled
            if len(set(ring)) > _CORNERS
        )
        return heights[len(heights) // 2] if heights else 0.0

    def _paint(self, picture: Image.Image, rings: list[list[Point]], shape: _Shape) -> None:
        if not shape.is_filled:
            for ring in rings:
                ImageDraw.Draw(picture).line(ring, fill=0, width=3)
            return
        # Rings in rings are holes, so each turns inside to outside.
        left = int(min(x for ring in rings for x, _ in ring))
        top = int(min(y for ring in rings for _, y in ring))
        right = int(max(x for ring in rings for x, _ in ring)) + 1
        bottom = int(max(y for ring in rings for _, y in ring)) + 1
        area = (right - left) * (bottom - top)
        spend_effort(self._budget, len(rings) * (_RING_EFFORT + area // _DOTS_PER_EFFORT))
        mask = Image.new("1", (right - left, bottom - top))
        for ring in rings:
            layer = Image.new("1", mask.size)
            ImageDraw.Draw(layer).polygon([(x - left, y - top) for x, y in ring], fill=1)
            mask = ImageChops.logical_xor(mask, layer)
        picture.paste(shape.shade, (left, top), mask)


def _is_near(ring: Sequence[Point]) -> bool:
    """Whether a shape can be placed at all: no infinities and nothing absurd."""
    return all(abs(x) < _FAR and abs(y) < _FAR for x, y in ring)
