"""
EMF+ records, which newer programs put into the comments of an enhanced metafile (MS-EMFPLUS).
"""

from __future__ import annotations

import struct

from policy.documents.interface import Unread, UnreadError
from policy.documents.metafile_canvas import Canvas

_HEADER, _OBJECT, _DRAW_STRING, _DRIVER_STRING = 0x4001, 0x4008, 0x401C, 0x4036
_PAINTS = frozenset({0x400C, 0x4010, 0x4014, 0x4015, 0x4013})
"""Polygons, pies, paths and regions: what letters could be drawn with."""
_IMAGE, _BITMAP, _COMPRESSED = 5, 1, 1
_CONTINUES = 0x8000
_PIXELS = {0x26200A: 32, 0x22009: 32, 0xE200B: 32, 0x21808: 24}
_FAR = (-1e6, -1e6)


class PlusReader:
    """Reads them on the canvas of the whole drawing. Raises `UnreadError`."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._is_dual = False
        self._painted = False
        self._object = bytearray()
        self._wanted = 0

    def read(self, data: bytes) -> None:
        at = 0
        while at + 12 <= len(data):
            kind, flags, size, data_size = struct.unpack_from("<HHLL", data, at)
            if size < 12 or at + size > len(data) or data_size > size - 12:  # noqa: PLR2004
                raise UnreadError(Unread.BROKEN)
            self._read_record(kind, flags, data[at + 12 : at + 12 + data_size])
            self._canvas.count(1)
            at += size

    def finish(self, *, drew_otherwise: bool) -> None:
        """
        Refuse a drawing that was painted with such records alone; most paint the same again with
        older ones.
        """
        if self._wanted or (self._painted and not (self._is_dual or drew_otherwise)):
            raise UnreadError(Unread.UNKNOWN_FORMAT)

    def _read_record(self, kind: int, flags: int, data: bytes) -> None:
        if kind == _HEADER:
            self._is_dual = bool(flags & 1)
        elif kind == _DRAW_STRING:
            (length,) = struct.unpack_from("<L", data, 8)
            x, y = struct.unpack_from("<ff", data, 12)
            self._write(data[28 : 28 + 2 * length], (x, y))
        elif kind == _DRIVER_STRING:
            options, _, count = struct.unpack_from("<LLL", data, 4)
            if not options & 1 and not self._is_dual:
                raise UnreadError(Unread.UNKNOWN_FORMAT)  # numbers of glyphs
            if options & 1:
                self._write(data[16 : 16 + 2 * count], _FAR)
        elif kind == _OBJECT and flags >> 8 & 0x7F == _IMAGE:
            self._read_image(data, continues=bool(flags & _CONTINUES))
        elif kind in _PAINTS:
            self._painted = True

    def _write(self, data: bytes, at: tuple[float, float]) -> None:
        if not self._is_dual:
            self._canvas.write(data.decode("utf-16-le", "replace"), at, 0)
        else:  # the same text in an older record, or in another font
            self._canvas.note(data.decode("utf-16-le", "replace"))

    def _read_image(self, data: bytes, *, continues: bool) -> None:
        if continues or self._wanted:
            # In each part the size of the whole comes first.
            (self._wanted,) = struct.unpack_from("<L", data)
            self._object += data[4:]
            if len(self._object) < self._wanted:
                return
            data = bytes(self._object)
            self._object.clear()
            self._wanted = 0
        (kind,) = struct.unpack_from("<L", data, 4)
        if kind != _BITMAP:
            raise UnreadError(Unread.UNKNOWN_FORMAT)  # a drawing in the drawing
        width, height, stride, pixels, storage = struct.unpack_from("<lllLL", data, 8)
        if storage == _COMPRESSED:
            self._canvas.paste(data[28:])
        elif pixels in _PIXELS and stride == (width * _PIXELS[pixels] // 8 + 3) // 4 * 4:
            header = struct.pack(
                "<LllHHLLllLL", 40, width, -height, 1, _PIXELS[pixels], 0, 0, 0, 0, 0, 0
            )
            size = 54 + stride * height
            self._canvas.paste(struct.pack("<2sLLL", b"BM", size, 0, 54) + header + data[28:size])
        else:
            raise UnreadError(Unread.UNKNOWN_FORMAT)
