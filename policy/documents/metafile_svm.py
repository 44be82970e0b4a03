"""
StarView metafiles: the preview of a chart or a formula that LibreOffice keeps beside it.

The format is described by its source alone (`vcl/source/filter/svm`): after a header come actions
with a number, a version and a length. A text stands in one twice, in 8 bits and as UTF-16.
"""

from __future__ import annotations

import struct

from policy.documents.interface import Unread, UnreadError
from policy.documents.metafile_canvas import Canvas
from policy.documents.strings_in import strings_in

MAGIC = b"VCLMTF"
_TEXTS = {112: 8, 113: 8, 114: 8, 115: 16}
"""Text, with widths, stretched, in a box: how long the place is that comes first."""
_BITMAPS = frozenset((*range(116, 125), 143, 147))
_FIRST, _LAST = 100, 600


def read_svm(raw: bytes, canvas: Canvas) -> None:
    """Read the words of one drawing. Raises `UnreadError` (UNKNOWN_FORMAT) for bitmaps."""
    try:
        (size,) = struct.unpack_from("<L", raw, len(MAGIC) + 2)
        at = len(MAGIC) + 6 + size
        while at + 8 <= len(raw):
            kind, _, size = struct.unpack_from("<HHL", raw, at)
            if at + 8 + size > len(raw) or not (kind == 0 or _FIRST <= kind <= _LAST):
                raise UnreadError(Unread.BROKEN)
            if kind in _BITMAPS:
                raise UnreadError(Unread.UNKNOWN_FORMAT)
            if kind in _TEXTS:
                canvas.note(_text(raw[at + 8 + _TEXTS[kind] : at + 8 + size]))
            canvas.count(1)
            at += 8 + size
    except struct.error:
        raise UnreadError(Unread.BROKEN) from None


def _text(data: bytes) -> str:
    (length,) = struct.unpack_from("<H", data)
    text = data[2 : 2 + length].decode("cp1252", "replace")
    # A letter that the 8-bit half could not write is a question mark there.
    is_whole = text.isascii() and "?" not in text
    return text if is_whole else f"{text}\n{strings_in(data[2 + length :])}"
