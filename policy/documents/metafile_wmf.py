"""
Windows metafiles (MS-WMF), the drawings of 16-bit programs: text, bitmaps, and polygons.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from policy.documents.interface import Unread, UnreadError
from policy.documents.metafile_bitmap import picture_of_packed
from policy.documents.metafile_canvas import Canvas, Point
from policy.documents.strings_in import strings_in

PLACEABLE = b"\xd7\xcd\xc6\x9a"
_PLACEABLE_SIZE = 22
_HEADER_SIZE = 18
_GLYPHS, _HAS_BOX = 0x10, 0x6
_BITMAPS = {0x0F43: 22, 0x0B41: 20, 0x0940: 16, 0x0D33: 18, 0x0142: 4}
"""Where in the parameters of each record its bitmap starts."""
_OLD_BITMAPS = frozenset({0x0922, 0x0B23})
_CREATES = frozenset({0x02FA, 0x02FB, 0x00F7, 0x0142, 0x01F9, 0x06FF})
_MANY = 1_000
_MAX_OBJECTS = 4_096


class WmfReader:
    """Reads the records of one drawing on a canvas. Raises `UnreadError`."""

    def __init__(self, raw: bytes, canvas: Canvas) -> None:
        self._raw = raw
        self._canvas = canvas
        self._objects: list[int | None] = []
        """Brushes by number: a shade of grey, or -1 for anything else; None where one is free."""
        self._brush = 255
        self._position: Point = (0, 0)

    def read(self) -> None:
        raw, records = self._raw, 0
        at = _HEADER_SIZE + (_PLACEABLE_SIZE if raw.startswith(PLACEABLE) else 0)
        try:
            while at + 6 <= len(raw):
                words, kind = struct.unpack_from("<LH", raw, at)
                size = 2 * words
                if size < 6 or at + size > len(raw):  # noqa: PLR2004 - size and kind
                    raise UnreadError(Unread.BROKEN)
                self._read_record(kind, raw[at + 6 : at + size], words)
                at += size
                records += 1
                if not records % _MANY:
                    self._canvas.count(_MANY)
                if kind == 0:
                    break
        except (struct.error, IndexError):
            raise UnreadError(Unread.BROKEN) from None
        if at < len(raw):
            self._canvas.note(strings_in(raw[at:]))

    def _read_record(self, kind: int, data: bytes, words: int) -> None:
        if kind in _BITMAPS and words != (kind >> 8) + 3:
            picture = picture_of_packed(data[_BITMAPS[kind] :])
            if picture is not None:
                self._canvas.paste(picture)
        if kind in _OLD_BITMAPS and words != (kind >> 8) + 3:
            raise UnreadError(Unread.UNKNOWN_FORMAT)  # in the pixels of a screen that is gone
        if kind in _CREATES:
            self._create(-1)
        if (action := _ACTIONS.get(kind)) is not None:
            action(self, data)

    def text(self, data: bytes) -> None:
        (length,) = struct.unpack_from("<H", data)
        text = data[2 : 2 + length]
        y, x = struct.unpack_from("<hh", data, 2 + length + length % 2)
        self._canvas.write(text.decode("cp1252", "replace"), (x, y), 0)

    def long_text(self, data: bytes) -> None:
        y, x, length, options = struct.unpack_from("<hhHH", data)
        if options & _GLYPHS and length:
            raise UnreadError(Unread.UNKNOWN_FORMAT)
        start = 8 + (8 if options & _HAS_BOX else 0)
        if start + length > len(data):
            raise UnreadError(Unread.BROKEN)
        text = data[start : start + length]
        widths = data[start + length + length % 2 :]
        count = min(length, len(widths) // 2)
        width = sum(struct.unpack_from(f"<{count}h", widths))
        self._canvas.write(text.decode("cp1252", "replace"), (x, y), width)

    def escape(self, data: bytes) -> None:
        self._canvas.note(strings_in(data[4:]))

    def polygon(self, data: bytes) -> None:
        self._canvas.draw([self._points(data, 2, struct.unpack_from("<H", data)[0])], self._fill)

    def polyline(self, data: bytes) -> None:
        self._canvas.draw([self._points(data, 2, struct.unpack_from("<H", data)[0])], None)

    def polygons(self, data: bytes) -> None:
        (number,) = struct.unpack_from("<H", data)
        counts = struct.unpack_from(f"<{number}H", data, 2)
        rings, at = [], 2 + 2 * number
        for count in counts:
            rings.append(self._points(data, at, count))
            at += 4 * count
        self._canvas.draw(rings, self._fill)

    def rectangle(self, data: bytes) -> None:
        bottom, right, top, left = struct.unpack_from("<4h", data)
        self._canvas.draw(
            [[(left, top), (right, top), (right, bottom), (left, bottom)]], self._fill
        )

    def move(self, data: bytes) -> None:
        y, x = struct.unpack_from("<hh", data)
        self._position = (x, y)

    def line(self, data: bytes) -> None:
        start = self._position
        self.move(data)
        self._canvas.draw([[start, self._position]], None)

    def brush(self, data: bytes) -> None:
        style, colour = struct.unpack_from("<HL", data)
        red, green, blue = colour & 255, colour >> 8 & 255, colour >> 16 & 255
        self._create(-1 if style == 1 else (red * 3 + green * 6 + blue) // 10)

    def select(self, data: bytes) -> None:
        (number,) = struct.unpack_from("<H", data)
        shade = self._objects[number] if number < len(self._objects) else None
        if shade is not None:
            self._brush = shade

    def delete(self, data: bytes) -> None:
        (number,) = struct.unpack_from("<H", data)
        if number < len(self._objects):
            self._objects[number] = None

    @property
    def _fill(self) -> int | None:
        return self._brush if self._brush >= 0 else None

    def _create(self, shade: int) -> None:
        """Objects get the lowest number that is free (3.1.4.1)."""
        if None in self._objects:
            self._objects[self._objects.index(None)] = shade
        elif len(self._objects) < _MAX_OBJECTS:
            self._objects.append(shade)
        else:
            raise UnreadError(Unread.BROKEN)

    @staticmethod
    def _points(data: bytes, at: int, count: int) -> list[Point]:
        numbers = struct.unpack_from(f"<{2 * count}h", data, at)
        return list(zip(numbers[::2], numbers[1::2], strict=True))


_ACTIONS: dict[int, Callable[[WmfReader, bytes], None]] = {
    0x0521: WmfReader.text,
    0x0A32: WmfReader.long_text,
    0x0626: WmfReader.escape,
    0x0324: WmfReader.polygon,
    0x0325: WmfReader.polyline,
    0x0538: WmfReader.polygons,
    0x041B: WmfReader.rectangle,
    0x0214: WmfReader.move,
    0x0213: WmfReader.line,
    0x02FC: WmfReader.brush,
    0x012D: WmfReader.select,
    0x01F0: WmfReader.delete,
}
