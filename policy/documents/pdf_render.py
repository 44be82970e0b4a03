"""
Parts of PDF pages as pictures, and what is drawn where on a page, as PDFium sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_float, c_uint
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import pypdfium2.raw as pdfium
from PIL import Image
from pypdfium2 import PdfDocument, PdfMatrix, PdfPage

from policy.documents.interface import Limits, Unread, UnreadError

POINTS = 72
DOTS_PER_INCH = 200
_MOST_PER_INCH = 300
_LEAST_PER_INCH = 60
"""Below this nobody could read a page of usual type."""
MOST_DOTS = 20_000_000
MAX_DEPTH = 30
MAX_OBJECTS = 200_000


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

    def joined(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture or a path on a page."""

    kind: Literal["picture", "path"]
    box: Box
    size: int
    """Dots across of a picture, segments of a path."""


def drawn_on(page: PdfPage) -> Iterator[Drawn]:
    """The pictures and paths on a page, also those in forms. Raises `UnreadError` (TOO_LARGE)."""
    for count, drawn in enumerate(_drawn(page.raw, PdfMatrix(), 0)):
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


def _drawn(holder: object, matrix: PdfMatrix, depth: int) -> Iterator[Drawn]:
    is_page = depth == 0
    count = pdfium.FPDFPage_CountObjects if is_page else pdfium.FPDFFormObj_CountObjects
    get = pdfium.FPDFPage_GetObject if is_page else pdfium.FPDFFormObj_GetObject
    for index in range(max(0, count(holder))):
        one = get(holder, index)
        kind = pdfium.FPDFPageObj_GetType(one)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(one, byref(inner))
            yield from _drawn(one, PdfMatrix.from_raw(inner).multiply(matrix), depth + 1)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            across, down = c_uint(), c_uint()
            pdfium.FPDFImageObj_GetImagePixelSize(one, byref(across), byref(down))
            yield Drawn("picture", _box(one, matrix), across.value)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield Drawn("path", _box(one, matrix), pdfium.FPDFPath_CountSegments(one))


def _box(one: object, matrix: PdfMatrix) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(one, byref(left), byref(bottom), byref(right), byref(top))
    corners = matrix.on_rect(left.value, bottom.value, right.value, top.value)
    return Box(*corners)
