"""
Shapes on PDF pages, as far as they tell what can be seen: rectangles are reckoned with, and of any
other shape it is only known within which box it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import byref, c_float
from itertools import pairwise

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix

_RECTANGLE = 5
"""Segments at most."""
_CORNERS = 4
_MOST_SEGMENTS = 64
"""Of a window that are looked at: a rounded one has fewer."""
_STRAIGHT = 1e-3

type Point = tuple[float, float]


def is_straight(*matrices: PdfMatrix) -> bool:
    """Whether a box drawn through them all stays one, turned by a quarter at most."""
    return all(map(_keeps_boxes, matrices))


def _keeps_boxes(matrix: PdfMatrix) -> bool:
    a, b, c, d = (abs(float(one)) for one in (matrix.a, matrix.b, matrix.c, matrix.d))
    least = _STRAIGHT * max(a, b, c, d)
    return max(b, c) <= least or max(a, d) <= least


def matrix_of(one: object) -> PdfMatrix:
    """How an object is placed in what holds it."""
    inner = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(one, byref(inner))
    return PdfMatrix.from_raw(inner)


def is_rectangle(path: object) -> bool:
    """Whether a path is one upright rectangle, before its matrix."""
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _RECTANGLE:
        return False
    segments = [pdfium.FPDFPath_GetPathSegment(path, at) for at in range(max(0, count))]
    return not any(map(_is_curve, segments)) and are_corners([*map(_point, segments)])


def points_of_window(clip: object, path: int) -> tuple[list[Point], bool]:
    """The points of one path of a clip, and whether it is one upright rectangle."""
    count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
    if count > _MOST_SEGMENTS:
        return [], False
    segments = [pdfium.FPDFClipPath_GetPathSegment(clip, path, at) for at in range(max(0, count))]
    points = [*map(_point, segments)]
    return points, not any(map(_is_curve, segments)) and are_corners(points)


def are_corners(points: Sequence[Point]) -> bool:
    """Whether lines from point to point go round one upright rectangle."""
    around = [(round(x, 2), round(y, 2)) for x, y in points]
    sides = len({x for x, _ in around}), len({y for _, y in around})
    if sides != (2, 2) or len(set(around)) != _CORNERS:
        return False
    return all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise([*around, around[0]]))


def _is_curve(segment: object) -> bool:
    return bool(pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_BEZIERTO)


def _point(segment: object) -> Point:
    x, y = c_float(), c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, byref(x), byref(y))
    return x.value, y.value
