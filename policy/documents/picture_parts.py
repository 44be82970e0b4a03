"""
The parts of a picture file beside its dots, down to the last byte.

JPEG (ITU-T T.81, B.1), PNG (W3C third edition, 5 and 11), GIF (GIF89a, 17 to 26), WebP (RFC 9649,
2.3 to 2.7). A file that ends before its end is broken.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from policy.documents.interface import Budget, Format, Unread, UnreadError


class Kind(Enum):
    """How a part is to be read."""

    COMMENT = auto()
    """Text in UTF-8, or in Latin-1."""
    XMP = auto()
    MORE_XMP = auto()
    """A further portion of it: what did not fit in one segment."""
    RESOURCES = auto()
    """Photoshop's, with IPTC among them."""
    UNKNOWN = auto()
    REST = auto()
    """What stands behind the end of the picture."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """One part."""

    kind: Kind
    data: bytes = field(repr=False)


_PNG_DOTS = frozenset(
    # Dots, colours, sizes and times; EXIF is read by Pillow.
    b"IHDR PLTE IDAT tRNS gAMA cHRM sRGB sBIT bKGD hIST pHYs tIME iCCP cICP acTL fcTL fdAT eXIf"
    b" mDCV cLLI".split()
)
_PNG_HEAD = 8
_PNG_XMP = b"XML:com.adobe.xmp"
_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_JPEG_BARE = frozenset({0x01, 0xD8})
_JPEG_END, _JPEG_COMMENT, _JPEG_APP0, _JPEG_APP15 = 0xD9, 0xFE, 0xE0, 0xEF
_JPEG_DOTS = (b"Exif\0", b"JFIF\0", b"JFXX\0", b"ICC_PROFILE\0", b"MPF\0", b"Adobe\0")
"""EXIF, which is read by Pillow; thumbnails, colours, a list of other pictures in the file."""
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_JPEG_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_JPEG_MORE_HEAD = len(_JPEG_MORE_XMP) + 40
_JPEG_RESOURCES = b"Photoshop 3.0\0"
_WEBP_DOTS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF"})
_GIF_XMP = b"XMP DataXMP"
_GIF_TRAILER = 257
"""Bytes behind XMP in a GIF that lead a reader who does not know it to its end."""


def parts_of(raw: bytes, kind: Format, budget: Budget) -> Iterator[FilePart]:
    """The parts of a picture. Raises `UnreadError` (BROKEN, TOO_LARGE)."""
    walk = _WALKS.get(kind)
    if walk is None:
        return
    try:
        yield from walk(raw, budget)
    except (IndexError, struct.error, zlib.error, ValueError):
        raise UnreadError(Unread.BROKEN) from None


def _png(raw: bytes, budget: Budget) -> Iterator[FilePart]:
    at = _PNG_HEAD
    while True:
        (length,) = struct.unpack_from(">I", raw, at)
        name, data = raw[at + 4 : at + 8], raw[at + 8 : at + 8 + length]
        at += 12 + length
        if len(data) < length:
            raise UnreadError(Unread.BROKEN)
        if name == b"IEND":
            break
        if name in {b"tEXt", b"zTXt", b"iTXt"}:
            yield _png_text(name, data, budget)
        elif name not in _PNG_DOTS:
            yield FilePart(Kind.UNKNOWN, data)
    yield FilePart(Kind.REST, raw[at:])


def _png_text(name: bytes, data: bytes, budget: Budget) -> FilePart:
    keyword, _, text = data.partition(b"\0")
    if name == b"zTXt":
        text = _inflated(text[1:], budget)
    elif name == b"iTXt":
        is_packed = text[:1] == b"\1"
        _language, _, text = text[2:].partition(b"\0")
        translated, _, text = text.partition(b"\0")
        text = _inflated(text, budget) if is_packed else text
        keyword = b" ".join(filter(None, (keyword, translated)))
    if keyword == _PNG_XMP:
        return FilePart(Kind.XMP, text)
    return FilePart(Kind.COMMENT, keyword + b": " + text)


def _inflated(packed: bytes, budget: Budget) -> bytes:
    left = budget.limits.unpacked_bytes - budget.spent.get("unpacked_bytes", 0)
    plain = zlib.decompressobj().decompress(packed, left + 1)
    budget.spend("unpacked_bytes", len(plain))
    return plain


def _jpeg(raw: bytes, _: Budget) -> Iterator[FilePart]:
    at = 0
    while (marker := _JPEG_MARKER.search(raw, at)) is not None:
        code, at = marker[1][0], marker.end()
        if code == _JPEG_END:
            yield FilePart(Kind.REST, raw[at:])
            return
        if code in _JPEG_BARE:
            continue
        (length,) = struct.unpack_from(">H", raw, at)
        data = raw[at + 2 : at + length]
        at += length
        if code == _JPEG_COMMENT:
            yield FilePart(Kind.COMMENT, data)
        elif _JPEG_APP0 <= code <= _JPEG_APP15:
            yield from _jpeg_application(data)


def _jpeg_application(data: bytes) -> Iterator[FilePart]:
    if data.startswith(_JPEG_XMP):
        yield FilePart(Kind.XMP, data[len(_JPEG_XMP) :])
    elif data.startswith(_JPEG_MORE_XMP):
        yield FilePart(Kind.MORE_XMP, data[_JPEG_MORE_HEAD:])
    elif data.startswith(_JPEG_RESOURCES):
        yield FilePart(Kind.RESOURCES, data[len(_JPEG_RESOURCES) :])
    elif not data.startswith(_JPEG_DOTS):
        yield FilePart(Kind.UNKNOWN, data)


def _gif(raw: bytes, _: Budget) -> Iterator[FilePart]:
    at = 13 + _gif_colours(raw[10])
    while (block := raw[at]) != 0x3B:  # noqa: PLR2004 -- the trailer
        if block == 0x2C:  # noqa: PLR2004 -- an image
            at += 11 + _gif_colours(raw[at + 9])
            _dots, at = _gif_data(raw, at)
        elif block == 0x21:  # noqa: PLR2004 -- an extension
            label = raw[at + 1]
            if label == 0xFF and raw[at + 3 : at + 14] == _GIF_XMP:  # noqa: PLR2004
                end = raw.index(b"\1\xff\xfe", at)
                yield FilePart(Kind.XMP, raw[at + 14 : end])
                at = end + _GIF_TRAILER + 1
                continue
            data, at = _gif_data(raw, at + 2)
            if label != 0xF9:  # noqa: PLR2004 -- how long a frame is shown
                yield FilePart(Kind.COMMENT if label == 0xFE else Kind.UNKNOWN, data)  # noqa: PLR2004
        else:
            raise UnreadError(Unread.BROKEN)
    yield FilePart(Kind.REST, raw[at + 1 :])


def _gif_colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_data(raw: bytes, at: int) -> tuple[bytes, int]:
    blocks = []
    while size := raw[at]:
        blocks.append(raw[at + 1 : at + 1 + size])
        at += 1 + size
    return b"".join(blocks), at + 1


def _webp(raw: bytes, _: Budget) -> Iterator[FilePart]:
    (length,) = struct.unpack_from("<I", raw, 4)
    end, at = 8 + length, 12
    if len(raw) < end:
        raise UnreadError(Unread.BROKEN)
    while at + 8 <= end:
        name = raw[at : at + 4]
        (length,) = struct.unpack_from("<I", raw, at + 4)
        data = raw[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
        if name == b"XMP ":
            yield FilePart(Kind.XMP, data)
        elif name not in _WEBP_DOTS:
            yield FilePart(Kind.UNKNOWN, data)
    yield FilePart(Kind.REST, raw[end:])


_WALKS: Mapping[Format, Callable[[bytes, Budget], Iterator[FilePart]]] = {
    Format.PNG: _png,
    Format.JPEG: _jpeg,
    Format.GIF: _gif,
    Format.WEBP: _webp,
}
