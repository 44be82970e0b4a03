"""
Bitmaps inside drawings ("device-independent bitmaps", MS-WMF 2.2.2.9), as picture files.
"""

from __future__ import annotations

import struct

from policy.documents.interface import Unread, UnreadError

_FILE_HEADER = 14
_CORE_HEADER = 12
_JPEG, _PNG = 4, 5
_BIT_FIELDS = 3
_PATTERN = 32
"""A bitmap no larger than this on either side is a pattern to paint with, too small for text."""


def picture_of(information: bytes, bits: bytes) -> bytes | None:
    """A picture file of the two halves of a bitmap; None for a pattern."""
    if len(information) < _CORE_HEADER:
        raise UnreadError(Unread.BROKEN)
    (size,) = struct.unpack_from("<L", information)
    compression = 0
    if size == _CORE_HEADER:
        width, height = struct.unpack_from("<HH", information, 4)
    elif len(information) >= _CORE_HEADER + 8:
        width, height, _, _, compression = struct.unpack_from("<llHHL", information, 4)
    else:
        raise UnreadError(Unread.BROKEN)
    if abs(width) <= _PATTERN and abs(height) <= _PATTERN:
        return None
    if compression in {_JPEG, _PNG}:
        return bits
    offset = _FILE_HEADER + len(information)
    return struct.pack("<2sLLL", b"BM", offset + len(bits), 0, offset) + information + bits


def picture_of_packed(data: bytes) -> bytes | None:
    """The same for a bitmap whose halves follow each other, as WMF has them."""
    if len(data) < _CORE_HEADER:
        raise UnreadError(Unread.BROKEN)
    (size,) = struct.unpack_from("<L", data)
    if size == _CORE_HEADER:
        (depth,) = struct.unpack_from("<H", data, 10)
        colours = 3 * (1 << depth) if depth <= 8 else 0  # noqa: PLR2004 - with a palette
    elif size >= 40 and len(data) >= 40:  # noqa: PLR2004 - BITMAPINFOHEADER
        depth, compression = struct.unpack_from("<HL", data, 14)
        (used,) = struct.unpack_from("<L", data, 32)
        colours = 4 * (used or (1 << depth if depth <= 8 else 0))  # noqa: PLR2004
        colours += 12 if compression == _BIT_FIELDS and size == 40 else 0  # noqa: PLR2004
    else:
        raise UnreadError(Unread.BROKEN)
    split = size + colours
    if split > len(data):
        raise UnreadError(Unread.BROKEN)
    return picture_of(data[:split], data[split:])
