"""
One sheet of ink before Tesseract: how its lines lie, and the words on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, degrees
from statistics import median

from PIL import Image
from tesserocr import PSM, RIL, PyTessBaseAPI, iterate_level

from policy.documents.interface import Unread, UnreadError
from policy.documents.ocr_ink import blank_row
from policy.documents.ocr_words import Word, words_in

MILLISECONDS = 20_000
"""How long one look at one band of a sheet may take."""
_BAND = 4000
"""Rows that are read at once: Tesseract takes 32,767 at most, and memory for each."""
_USUAL = 14
_LEAST = 4
_LONG = 6
"""A line so many times longer than it is high tells how the sheet lay."""
_TILTS = (0.2, 15.0)
_DOTS_PER_INCH = 200


@dataclass(frozen=True, slots=True)
class Lines:
    """How the lines on a sheet are."""

    height: int
    """Of the smaller ones, in dots."""
    tilt: float
    """In degrees, clockwise."""


@dataclass(frozen=True, slots=True)
class Posture:
    """How a picture must be turned so that its lines lie level and upright."""

    turn: Image.Transpose | None = None
    tilt: float = 0.0
    """In degrees, clockwise, after the turn."""

    def of(self, picture: Image.Image) -> Image.Image:
        """A picture in mode L on white, turned."""
        turned = picture.copy() if self.turn is None else picture.transpose(self.turn)
        least, most = _TILTS
        if not least <= abs(self.tilt) <= most:
            return turned
        return turned.rotate(self.tilt, Image.Resampling.BICUBIC, fillcolor=255, expand=True)


class Sheet:
    """A picture in mode L, dark on white."""

    def __init__(self, tesseract: PyTessBaseAPI, picture: Image.Image) -> None:
        self._tesseract = tesseract
        self._picture = picture

    def lines(self) -> Lines:
        """What the layout tells, without reading."""
        self._tesseract.SetPageSegMode(PSM.AUTO)
        self._show(self._picture)
        layout = self._tesseract.AnalyseLayout()
        heights, tilts = [], []
        for line in iterate_level(layout, RIL.TEXTLINE) if layout else ():
            if box := line.BoundingBox(RIL.TEXTLINE):
                wide, high = box[2] - box[0], box[3] - box[1]
                heights.append(min(wide, high))
                if wide > _LONG * high and (base := line.Baseline(RIL.TEXTLINE)):
                    (x1, y1), (x2, y2) = base
                    tilts.append(degrees(atan2(y2 - y1, x2 - x1)))
        height = sorted(heights)[len(heights) // 3] if heights else _USUAL
        return Lines(max(_LEAST, height), median(tilts) if tilts else 0.0)

    def words(self, mode: int) -> list[Word]:
        """The words on it. Raises `UnreadError` (TIMED_OUT)."""
        self._tesseract.SetPageSegMode(mode)
        words: list[Word] = []
        for first, last in _bands(self._picture):
            self._show(self._picture.crop((0, first, self._picture.width, last)))
            if not self._tesseract.Recognize(MILLISECONDS):
                raise UnreadError(Unread.TIMED_OUT)
            words += [word.below(first) for word in words_in(self._tesseract.GetTSVText(0))]
        return words

    def _show(self, picture: Image.Image) -> None:
        width, height = picture.size
        self._tesseract.SetImageBytes(picture.tobytes(), width, height, 1, width)
        self._tesseract.SetSourceResolution(_DOTS_PER_INCH)


def _bands(picture: Image.Image) -> Iterator[tuple[int, int]]:
    first = 0
    while picture.height - first > _BAND:
        last = blank_row(picture, first + _BAND * 3 // 4, first + _BAND)
        yield first, last
        first = last
    yield first, picture.height
