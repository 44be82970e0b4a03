"""
Which parts of a PDF page must be looked at, because its text does not tell all that is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pypdfium2 import PdfPage, PdfTextPage

from policy.documents.pdf_content import Drawing, ObjectId
from policy.documents.pdf_render import POINTS, Box, Drawn, drawn_on, sheet_of
from policy.documents.pdf_shown import Shown
from policy.documents.pdf_text import has_odd_letters, is_language, is_strange, letters_in

_LEAST_WIDTH = 20
_LEAST_HEIGHT = 6
"""Points; what is smaller is a bullet or a line, unless there is much of it."""
_LEAST_ACROSS = 24
"""Dots of a picture in which something can be read."""
_MUCH = 0.05
_MOST = 0.5
"""Shares of a sheet."""
_LAYER = 100
"""Letters under a picture that make a layer of text."""
_SEGMENTS = 6
_HEIGHTS = (2.0, 60.0)
"""Of a letter that is drawn as a path."""
_LETTERS = 12
_MANY_SEGMENTS = 200
"""Of a path that is a word, or a map."""
_CURVES = 100
_LINES = 1500

LAYER = "layer"
LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Look:
    """What to look at."""

    box: Box
    per_inch: float = 0.0
    doubt: str = ""
    """What is believed from now on, if this agrees with the text."""

    def joined(self, other: Look | None) -> Look:
        """Both in one."""
        if other is None:
            return self
        return Look(
            self.box.joined(other.box),
            max(self.per_inch, other.per_inch),
            self.doubt or other.doubt,
        )


class Looks:
    """Decides page after page, and remembers what was looked at."""

    def __init__(self) -> None:
        self._seen: set[ObjectId] = set()
        self._shown = Shown()
        self._outlines: set[int] = set()
        self.believed: set[str] = set()

    def at(self, page: PdfPage, letters: PdfTextPage, text: str, drawing: Drawing) -> Look | None:
        """What of the page must be looked at, if anything."""
        sheet = sheet_of(page)
        told = letters_in(text)
        if not told or drawing.has_drawn_letters or has_odd_letters(letters, text):
            drawn = list(drawn_on(page))
            return _around(sheet, drawn) if told or drawn or drawing.has_text else None
        look = self._at_pictures(page, sheet, text, drawing)
        if outlines := self._at_outlines(page, drawing):
            look = outlines.joined(look)
        if is_strange(text) and LANGUAGE not in self.believed:
            look = Look(sheet, doubt=LANGUAGE).joined(look)
        return look

    def _at_pictures(self, page: PdfPage, sheet: Box, text: str, drawing: Drawing) -> Look | None:
        if not drawing.pictures and not drawing.has_inline_pictures:
            return None
        fresh = drawing.pictures - self._seen
        if not (fresh or drawing.has_inline_pictures or self._shows_more(page)):
            return None
        drawn = list(drawn_on(page))
        pictures = [one for one in drawn if one.kind == "picture"]
        area = sum(one.box.area for one in pictures)
        if area < _MUCH * sheet.area:
            pictures = [one for one in pictures if _can_be_read(one)]
        if not pictures:
            return None
        is_sheet = area >= _MOST * sheet.area
        is_layer = is_sheet and drawing.has_unseen_text and letters_in(text) >= _LAYER
        # What agreed on one page says little of a page on which the layer is no language.
        if is_layer and LAYER in self.believed and is_language(text):
            return None
        self._seen |= fresh
        self._shown.keep(drawn)
        return replace(_around(pictures[0].box, pictures), doubt=LAYER if is_layer else "")

    def _shows_more(self, page: PdfPage) -> bool:
        """Whether known pictures are seen better; as a rule a look at them alone tells it."""
        return self._shown.is_more(drawn_on(page, with_paths=False)) and self._shown.is_more(
            drawn_on(page)
        )

    def _at_outlines(self, page: PdfPage, drawing: Drawing) -> Look | None:
        """Letters that are drawn as paths, but those of the same logo once."""
        if drawing.curves < _CURVES and drawing.lines < _LINES:
            return None
        paths = [one for one in drawn_on(page) if one.kind == "path" and _is_outline(one)]
        if len(paths) < _LETTERS and not any(one.size >= _MANY_SEGMENTS for one in paths):
            return None
        shape = hash(
            tuple((one.size, round(one.box.width), round(one.box.height)) for one in paths)
        )
        if shape in self._outlines:
            return None
        self._outlines.add(shape)
        return _around(paths[0].box, paths)


def _around(box: Box, drawn: list[Drawn]) -> Look:
    per_inch = 0.0
    for one in drawn:
        box = box.joined(one.box)
        if one.kind == "picture" and one.box.width >= 1:
            per_inch = max(per_inch, one.size * POINTS / one.box.width)
    return Look(box, per_inch)


def _can_be_read(one: Drawn) -> bool:
    is_large = one.box.width >= _LEAST_WIDTH and one.box.height >= _LEAST_HEIGHT
    return is_large and one.size >= _LEAST_ACROSS


def _is_outline(one: Drawn) -> bool:
    low, high = _HEIGHTS
    is_letter = one.size >= _SEGMENTS and low <= one.box.height <= high
    return is_letter or one.size >= _MANY_SEGMENTS
