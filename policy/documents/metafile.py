"""
Drawings of Windows and of LibreOffice (EMF, WMF, SVM): previews of objects, logos, pasted charts.

Their text is in records and is read from there; bitmaps in them are pictures of their own; shapes
that may be letters are painted for OCR. Text that is none of these, numbers of glyphs in some font,
is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image

from policy.documents.interface import Budget
from policy.documents.metafile_canvas import Canvas
from policy.documents.metafile_emf import EmfReader
from policy.documents.metafile_svm import MAGIC as SVM
from policy.documents.metafile_svm import read_svm
from policy.documents.metafile_wmf import PLACEABLE, WmfReader

_EMF_SIGNATURE = b" EMF"
_WMF_STARTS = (PLACEABLE, b"\x01\x00\x09\x00\x00\x03", b"\x02\x00\x09\x00\x00\x03")
_WMF_OLD = (b"\x01\x00\x09\x00\x00\x01", b"\x02\x00\x09\x00\x00\x01")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What there is to read in a drawing."""

    text: str = field(repr=False)
    pictures: tuple[bytes, ...] = field(repr=False)
    """Files that other readers read."""
    outlines: Image.Image | None = field(repr=False)
    """For OCR."""


def is_metafile(raw: bytes) -> bool:
    is_emf = raw.startswith(b"\x01\0\0\0") and raw[40:44] == _EMF_SIGNATURE
    return is_emf or raw.startswith((*_WMF_STARTS, *_WMF_OLD, SVM))


def read_metafile(raw: bytes, budget: Budget) -> Drawing:
    """What a drawing says. Raises `UnreadError`: BROKEN, TOO_LARGE, UNKNOWN_FORMAT."""
    canvas = Canvas(budget)
    if raw.startswith(SVM):
        read_svm(raw, canvas)
    elif raw[40:44] == _EMF_SIGNATURE:
        EmfReader(raw, canvas).read()
    else:
        WmfReader(raw, canvas).read()
    return Drawing(canvas.text, tuple(canvas.pictures), canvas.outlines())
