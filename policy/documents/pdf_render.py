"""
Parts of PDF pages as pictures, and what is drawn where on a page, as PDFium sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_uint, create_string_buffer
from dataclasses import dataclass, replace
from math import inf, sqrt
from typing import Literal

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfDocument, PdfMatrix, PdfPage

from policy.documents.interface import Limits, Unread, UnreadError
from policy.documents.pdf_shapes import is_rectangle, is_straight, matrix_of, points_of_window

POINTS = 72
DOTS_PER_INCH = 200
_MOST_PER_INCH = 300
_LEAST_PER_INCH = 60
"""Below this nobody could read a page of usual type."""
MOST_DOTS = 20_000_000
MAX_DEPTH = 30
MAX_OBJECTS = 200_000
_LEAST_PANEL = 8
"""Points along each side."""
_OPAQUE = 255


@dataclass(frozen=True, slots=True)
class Box:
    """Left, bottom, right and top, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return max(0.0, self.right - self.left)

    @property
    def height(self) -> float:
        return max(0.0, self.top - self.bottom)

    @property
    def area(self) -> float:
        return self.width * self.height

    def meets(self, other: Box) -> bool:
        """Whether they have a point in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.bottom <= other.top and other.bottom <= self.top

    def inside(self, other: Box) -> Box:
        """What is in both; of no size where nothing is."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


_FORM, _PICTURE, _PATH = (
    pdfium.FPDF_PAGEOBJ_FORM,
    pdfium.FPDF_PAGEOBJ_IMAGE,
    pdfium.FPDF_PAGEOBJ_PATH,
)


@dataclass(frozen=True, slots=True)
class _Window:
    """What is let through of what is drawn in it."""

    box: Box = Box(-inf, -inf, inf, inf)
    """At most this."""
    is_exact: bool = True
    """All that is in the box, and nothing is seen through it half."""

    def within(self, other: _Window) -> _Window:
        return _Window(self.box.inside(other.box), self.is_exact and other.is_exact)


_EVERYWHERE = _Window()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture or a path on a page."""

    kind: Literal["picture", "path"]
    box: Box
    size: int
    """Dots across of a picture, segments of a path."""
    shown: Box
    """What of it is inside the windows that it is drawn in, at most."""
    is_exact: bool = True
    """Whether all of that is."""
    covers: bool = False
    """Whether nothing shows through it: a picture, or a rectangle of one colour."""
    may_cover: bool = False
    """Whether it may hide what is behind it, and nobody knows how much."""
    mark: int = 0
    """Of a picture: the same where the same is drawn in the same way, at any place and size."""


def drawn_on(page: PdfPage, *, with_paths: bool = True) -> Iterator[Drawn]:
    """The pictures and paths on a page, also those in forms. Raises `UnreadError` (TOO_LARGE)."""
    kinds = (_PICTURE, _FORM, _PATH) if with_paths else (_PICTURE, _FORM)
    for count, drawn in enumerate(_drawn(page.raw, kinds, PdfMatrix(), _EVERYWHERE)):
        if count > MAX_OBJECTS:
            raise UnreadError(Unread.TOO_LARGE)
        yield drawn


def picture_of(
    document: PdfDocument, index: int, box: Box, per_inch: float, limits: Limits
) -> Image.Image:
    """
    What stands in a box on a page, also outside the sheet. Raises `UnreadError` (TOO_LARGE).
    """
    most = min(MOST_DOTS, limits.pixels)
    scale = max(DOTS_PER_INCH, min(per_inch, _MOST_PER_INCH)) / POINTS
    scale = min(scale, sqrt(most / max(1.0, box.area)))
    if scale * POINTS < _LEAST_PER_INCH:
        raise UnreadError(Unread.TOO_LARGE)
    page = document[index]
    sides = (box.left, box.bottom, box.right, box.top)
    page.set_mediabox(*sides)
    page.set_cropbox(*sides)
    page.close()
    page = document[index]  # its sides count from when it is opened
    bitmap = page.render(scale, may_draw_forms=False, draw_annots=False)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    page.close()
    return picture


def sheet_of(page: PdfPage) -> Box:
    """The whole sheet, and not what is shown of it."""
    left, bottom, right, top = page.get_mediabox()
    return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _drawn(
    holder: object, kinds: tuple[int, ...], matrix: PdfMatrix, window: _Window, depth: int = 0
) -> Iterator[Drawn]:
    is_page = depth == 0
    count = pdfium.FPDFPage_CountObjects if is_page else pdfium.FPDFFormObj_CountObjects
    get = pdfium.FPDFPage_GetObject if is_page else pdfium.FPDFFormObj_GetObject
    for index in range(max(0, count(holder))):
        one = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind not in kinds:
            continue
        if kind == _PICTURE:
            yield _picture(one, matrix, window)
        elif kind == _PATH:
            yield _path(one, matrix, window)
        elif depth < MAX_DEPTH:
            within = window.within(_window(one, matrix))
            is_clear = within.is_exact and not pdfium.FPDFPageObj_HasTransparency(one)
            placed = matrix_of(one).multiply(matrix)
            yield from _drawn(one, kinds, placed, replace(within, is_exact=is_clear), depth + 1)


def _picture(one: object, matrix: PdfMatrix, window: _Window) -> Drawn:
    across, down = c_uint(), c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(one, byref(across), byref(down))
    box, within, own = _box(one, matrix), window.within(_window(one, matrix)), matrix_of(one)
    is_clear = not pdfium.FPDFPageObj_HasTransparency(one)
    covers = is_clear and within.is_exact and is_straight(own, matrix)
    return Drawn(
        "picture",
        box,
        across.value,
        box.inside(within.box),
        within.is_exact,
        covers,
        not covers,
        _mark(one, own.multiply(matrix), is_clear=is_clear),
    )


def _path(one: object, matrix: PdfMatrix, window: _Window) -> Drawn:
    box, segments = _box(one, matrix), pdfium.FPDFPath_CountSegments(one)
    if min(box.width, box.height) < _LEAST_PANEL or not (is_filled := _is_filled(one)):
        is_wide = _stroke_width(one, matrix) >= _LEAST_PANEL
        return Drawn("path", box, segments, box, may_cover=is_wide)
    within = window.within(_window(one, matrix))
    is_panel = is_rectangle(one) and is_straight(matrix_of(one), matrix)
    covers = is_filled == _OPAQUE and is_panel and within.is_exact
    shown = box.inside(within.box)
    return Drawn("path", box, segments, shown, within.is_exact, covers, not covers)


def _box(one: object, matrix: PdfMatrix) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(one, byref(left), byref(bottom), byref(right), byref(top))
    corners = matrix.on_rect(left.value, bottom.value, right.value, top.value)
    return Box(*corners)


def _is_filled(path: object) -> int:
    """How much is filled of what is behind a path: up to 255, and 1 where nobody can tell."""
    fill, stroke, parts = c_int(), c_int(), [c_uint() for _ in range(4)]
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    if not fill.value:
        return 0
    known = pdfium.FPDFPageObj_GetFillColor(path, *map(byref, parts))
    if not known or pdfium.FPDFPageObj_HasTransparency(path):
        return 1
    return parts[-1].value


def _stroke_width(path: object, matrix: PdfMatrix) -> float:
    """Of the line that is drawn along a path, in points; 0 without one."""
    fill, stroke, width = c_int(), c_int(), c_float()
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    pdfium.FPDFPageObj_GetStrokeWidth(path, byref(width))
    placed = matrix_of(path).multiply(matrix)
    scale = max(map(abs, (placed.a, placed.b, placed.c, placed.d)))
    return width.value * scale if stroke.value else 0.0


def _window(one: object, matrix: PdfMatrix) -> _Window:
    """The box around what is let through of an object."""
    clip, window = pdfium.FPDFPageObj_GetClipPath(one), _EVERYWHERE
    for path in range(max(0, pdfium.FPDFClipPath_CountPaths(clip)) if clip else 0):
        points, is_box = points_of_window(clip, path)
        box = _EVERYWHERE.box
        if points:
            across, down = zip(*points, strict=True)
            box = Box(*matrix.on_rect(min(across), min(down), max(across), max(down)))
        window = window.within(_Window(box, is_box and is_straight(matrix)))
    return window


def _mark(picture: object, placed: PdfMatrix, *, is_clear: bool) -> int:
    size = pdfium.FPDFImageObj_GetImageDataRaw(picture, None, 0)
    data = create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(picture, data, size)
    turned = placed.a > 0, placed.b > 0, placed.c > 0, placed.d > 0, abs(placed.a) > abs(placed.b)
    return hash((data.raw, turned, is_clear))
