"""
Enhanced metafiles (MS-EMF): text records, bitmaps, and the shapes that may be letters.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace

from policy.documents.interface import Unread, UnreadError
from policy.documents.metafile_bitmap import picture_of
from policy.documents.metafile_canvas import (
    IDENTITY,
    Canvas,
    Point,
    curve,
    moved,
)
from policy.documents.metafile_emfplus import PlusReader
from policy.documents.metafile_plane import (
    MODE,
    MODIFY_WORLD,
    VIEW_EXTENT,
    VIEW_ORIGIN,
    WINDOW_EXTENT,
    WINDOW_ORIGIN,
    WORLD,
    Path,
    Plane,
)
from policy.documents.strings_in import strings_in

_LAST_RECORD = 122
_SMALLEST = 8
_MANY = 1_000
_MAX_SAVED = 256
_GLYPHS, _SMALL, _NO_BOUNDS = 0x10, 0x200, 0x100
_UPDATES_POSITION = 1
_STOCK = 0x80000000
_STOCK_BRUSHES = {0: 255, 1: 192, 2: 128, 3: 64, 4: 0, 5: None}
_BITMAPS = {**dict.fromkeys((76, 77, 78, 114, 116), 84), 79: 96, 80: 48, 81: 48}
"""Where each record says where its bitmap is."""


class EmfReader:
    """
    Reads the records of one drawing on a canvas.

    Raises `UnreadError`: BROKEN for records that do not fit, UNKNOWN_FORMAT for text as numbers of
    glyphs, which only its font could turn into letters.
    """

    def __init__(self, raw: bytes, canvas: Canvas) -> None:
        self._raw = raw
        self._canvas = canvas
        self._plus = PlusReader(canvas)
        self._state = Plane()
        self._saved: list[Plane] = []
        self._brushes: dict[int, int | None] = {}
        self._path = Path()
        self._position: Point = (0.0, 0.0)
        self._matrix = IDENTITY
        self._drew = False

    def read(self) -> None:
        raw, at, records = self._raw, 0, 0
        try:
            self._read_title()
            while at + 8 <= len(raw):
                kind, size = struct.unpack_from("<LL", raw, at)
                fits = _SMALLEST <= size <= len(raw) - at and not size % 4
                if not fits or not 0 < kind <= _LAST_RECORD:
                    raise UnreadError(Unread.BROKEN)
                if (action := _ACTIONS.get(kind)) is not None:
                    action(self, raw[at : at + size], kind)
                at += size
                records += 1
                if not records % _MANY:
                    self._canvas.count(_MANY)
                if kind == 14:  # noqa: PLR2004 - EMR_EOF
                    break
        except (struct.error, OverflowError, ZeroDivisionError):
            raise UnreadError(Unread.BROKEN) from None
        if at < len(raw):
            self._canvas.note(strings_in(raw[at:]))
        self._plus.finish(drew_otherwise=self._drew)

    def _read_title(self) -> None:
        length, offset = struct.unpack_from("<LL", self._raw, 60)
        if length and offset:
            title = self._raw[offset : offset + 2 * length].decode("utf-16-le", "replace")
            self._canvas.note(title.replace("\0", "\n").strip())

    def text(self, record: bytes, kind: int) -> None:
        """EMR_EXTTEXTOUTA and W (2.3.5.7, 2.3.5.8)."""
        self._one_text(record, 36, is_wide=kind == 84)  # noqa: PLR2004

    def texts(self, record: bytes, kind: int) -> None:
        """EMR_POLYTEXTOUTA and W."""
        (count,) = struct.unpack_from("<L", record, 36)
        for number in range(min(count, len(record) // 40)):
            self._one_text(record, 40 + 40 * number, is_wide=kind == 97)  # noqa: PLR2004

    def _one_text(self, record: bytes, at: int, *, is_wide: bool) -> None:
        x, y, count, start, options = struct.unpack_from("<llLLL", record, at)
        (widths,) = struct.unpack_from("<L", record, at + 36)
        size = count * (2 if is_wide else 1)
        if start + size > len(record):
            raise UnreadError(Unread.BROKEN)
        width = 0
        if widths and widths + 4 * count <= len(record):
            width = sum(struct.unpack_from(f"<{count}L", record, widths)) & 0xFFFFFF
        self._write(record[start : start + size], (x, y), width, options, is_wide=is_wide)

    def small_text(self, record: bytes, _: int) -> None:
        """EMR_SMALLTEXTOUT (2.3.5.37)."""
        x, y, count, options = struct.unpack_from("<llLL", record, 8)
        start = 36 if options & _NO_BOUNDS else 52
        size = count * (1 if options & _SMALL else 2)
        if start + size > len(record):
            raise UnreadError(Unread.BROKEN)
        text = record[start : start + size]
        self._write(text, (x, y), 0, options, is_wide=not options & _SMALL)

    def _write(self, data: bytes, at: Point, width: int, options: int, *, is_wide: bool) -> None:
        if options & _GLYPHS and data:
            raise UnreadError(Unread.UNKNOWN_FORMAT)
        text = data.decode("utf-16-le" if is_wide else "cp1252", "replace")
        start, end = moved(at, self._matrix), moved((at[0] + width, at[1]), self._matrix)
        goes_on = bool(self._state.align & _UPDATES_POSITION)
        self._canvas.write(text, start, end[0] - start[0], goes_on=goes_on)

    def bitmap(self, record: bytes, kind: int) -> None:
        start, size, bits_start, bits_size = struct.unpack_from("<4L", record, _BITMAPS[kind])
        self._paste(record, start, size, bits_start, bits_size)

    def pattern(self, record: bytes, _: int) -> None:
        number, _, start, size, bits_start, bits_size = struct.unpack_from("<6L", record, 8)
        self._brushes[number] = 128
        self._paste(record, start, size, bits_start, bits_size)

    def _paste(self, record: bytes, start: int, size: int, bits: int, bits_size: int) -> None:
        if not size:
            return
        if start + size > len(record) or bits + bits_size > len(record):
            raise UnreadError(Unread.BROKEN)
        picture = picture_of(record[start : start + size], record[bits : bits + bits_size])
        if picture is not None:
            self._canvas.paste(picture)

    def comment(self, record: bytes, _: int) -> None:
        (size,) = struct.unpack_from("<L", record, 8)
        data = record[12 : 12 + size]
        if data.startswith(b"EMF+"):
            self._plus.read(data[4:])
        else:
            self._canvas.note(strings_in(data))

    def words(self, record: bytes, _: int) -> None:
        self._canvas.note(strings_in(record[8:]))

    def polygon(self, record: bytes, kind: int) -> None:
        (count,) = struct.unpack_from("<L", record, 24)
        points = self._points(record, 28, count, is_short=kind > 56)  # noqa: PLR2004
        shape = kind - 83 if kind > 56 else kind  # noqa: PLR2004 - 16-bit twins come 83 later
        if shape in {5, 6}:  # "to": from where the last one ended
            points.insert(0, self._position)
        self._position = points[-1] if points else self._position
        if shape in {2, 5}:
            points = curve(points)
        self._add([points], is_filled=shape == 3, joins=shape in {5, 6})  # noqa: PLR2004

    def polygons(self, record: bytes, kind: int) -> None:
        number, total = struct.unpack_from("<LL", record, 24)
        if 32 + 4 * number > len(record):
            raise UnreadError(Unread.BROKEN)
        counts = struct.unpack_from(f"<{number}L", record, 32)
        points = self._points(record, 32 + 4 * number, total, is_short=kind > 56)  # noqa: PLR2004
        rings, at = [], 0
        for count in counts:
            rings.append(points[at : at + count])
            at += count
        self._add(rings, is_filled=kind in {8, 91})

    def poly_draw(self, record: bytes, kind: int) -> None:
        (count,) = struct.unpack_from("<L", record, 24)
        points = self._points(record, 28, count, is_short=kind == 92)  # noqa: PLR2004
        self._add([points], is_filled=False)

    def rectangle(self, record: bytes, _: int) -> None:
        left, top, right, bottom = struct.unpack_from("<4l", record, 8)
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self._add([[moved(corner, self._matrix) for corner in corners]], is_filled=True)

    def move(self, record: bytes, _: int) -> None:
        self._position = self._points(record, 8, 1, is_short=False)[0]
        if self._path.is_open:
            self._path.rings.append([self._position])

    def line(self, record: bytes, _: int) -> None:
        start = self._position
        self._position = self._points(record, 8, 1, is_short=False)[0]
        self._add([[start, self._position]], is_filled=False, joins=True)

    def open_path(self, _record: bytes, _kind: int) -> None:
        self._path = Path(is_open=True)

    def close_path(self, _record: bytes, _kind: int) -> None:
        self._path.is_open = False

    def paint_path(self, _record: bytes, kind: int) -> None:
        rings, self._path = self._path.rings, Path()
        self._add(rings, is_filled=kind in {62, 63})

    def _add(self, rings: Sequence[list[Point]], *, is_filled: bool, joins: bool = False) -> None:
        self._drew = True
        if self._path.is_open:
            if joins and self._path.rings:
                self._path.rings[-1] += rings[0][1:]
            else:
                self._path.rings += rings
        else:
            self._canvas.draw(rings, self._state.brush if is_filled else None)

    def _points(self, record: bytes, at: int, count: int, *, is_short: bool) -> list[Point]:
        if count > len(record):
            raise UnreadError(Unread.BROKEN)
        numbers = struct.unpack_from(f"<{2 * count}{'h' if is_short else 'l'}", record, at)
        matrix = self._matrix
        return [moved(point, matrix) for point in zip(numbers[::2], numbers[1::2], strict=True)]

    def save(self, _record: bytes, _kind: int) -> None:
        if len(self._saved) >= _MAX_SAVED:
            raise UnreadError(Unread.BROKEN)
        self._saved.append(replace(self._state))

    def restore(self, record: bytes, _: int) -> None:
        (which,) = struct.unpack_from("<l", record, 8)
        while which < 0 and self._saved:
            self._state = self._saved.pop()
            which += 1
        self._matrix = self._state.matrix()

    def set_plane(self, record: bytes, kind: int) -> None:
        self._state.set(record, kind)
        self._matrix = self._state.matrix()

    def set_world(self, record: bytes, kind: int) -> None:
        self._state.set_world(record, kind)
        self._matrix = self._state.matrix()

    def align(self, record: bytes, _: int) -> None:
        (self._state.align,) = struct.unpack_from("<L", record, 8)

    def brush(self, record: bytes, _: int) -> None:
        number, style, colour = struct.unpack_from("<LLL", record, 8)
        red, green, blue = colour & 255, colour >> 8 & 255, colour >> 16 & 255
        self._brushes[number] = None if style == 1 else (red * 3 + green * 6 + blue) // 10

    def select(self, record: bytes, _: int) -> None:
        (number,) = struct.unpack_from("<L", record, 8)
        if number in self._brushes:
            self._state.brush = self._brushes[number]
        elif number & _STOCK and number & 0xFF in _STOCK_BRUSHES:
            self._state.brush = _STOCK_BRUSHES[number & 0xFF]


_ACTIONS: dict[int, Callable[[EmfReader, bytes, int], None]] = {
    **dict.fromkeys((83, 84), EmfReader.text),
    **dict.fromkeys((96, 97), EmfReader.texts),
    108: EmfReader.small_text,
    **dict.fromkeys(_BITMAPS, EmfReader.bitmap),
    **dict.fromkeys((93, 94), EmfReader.pattern),
    70: EmfReader.comment,
    **dict.fromkeys((105, 106, 110), EmfReader.words),
    **dict.fromkeys((*range(2, 7), *range(85, 90)), EmfReader.polygon),
    **dict.fromkeys((7, 8, 90, 91), EmfReader.polygons),
    **dict.fromkeys((56, 92), EmfReader.poly_draw),
    43: EmfReader.rectangle,
    27: EmfReader.move,
    54: EmfReader.line,
    59: EmfReader.open_path,
    60: EmfReader.close_path,
    **dict.fromkeys((62, 63, 64), EmfReader.paint_path),
    33: EmfReader.save,
    34: EmfReader.restore,
    **dict.fromkeys(
        (WINDOW_EXTENT, WINDOW_ORIGIN, VIEW_EXTENT, VIEW_ORIGIN, MODE), EmfReader.set_plane
    ),
    **dict.fromkeys((WORLD, MODIFY_WORLD), EmfReader.set_world),
    22: EmfReader.align,
    39: EmfReader.brush,
    37: EmfReader.select,
}
"""What to do with a record; all others set pens, fonts and modes (2.1.1)."""
