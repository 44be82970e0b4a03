"""
What lies in an office document and is no XML: pictures, files, macros, fonts, printer settings.

Each is read, or the document is refused. What is left out on purpose: the outlines of embedded
fonts, after a look that they are fonts.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from hashlib import blake2b

from policy.documents import metafile
from policy.documents.collector import Collector
from policy.documents.compound import MAGIC, Compound
from policy.documents.interface import (
    Budget,
    Contents,
    Format,
    Nested,
    Part,
    Piece,
    Place,
    Unread,
    UnreadError,
)
from policy.documents.sniff import sniff
from policy.documents.strings_in import strings_in
from policy.documents.vba import is_vba_project, macro_texts

PICTURES = frozenset(
    {Format.PNG, Format.JPEG, Format.GIF, Format.BMP, Format.TIFF, Format.WEBP, Format.SVG}
)
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_PICTURE_IN_CONTROL = b"lt\0\0"
"""The preamble of a picture (MS-OFORMS 2.4.13)."""
_NATIVE = "\x01Ole10Native"
_ENCRYPTED = frozenset({"EncryptedPackage", "EncryptionInfo"})


class Binaries:
    """
    Reads such parts of one document into its collector.

    Raises `UnreadError`: what the part's own reader says, LEGACY_FORMAT for objects of programs
    from before 2007, UNKNOWN_FORMAT for what nobody reads.
    """

    def __init__(self, collector: Collector, budget: Budget, nested: Nested) -> None:
        self._collector = collector
        self._budget = budget
        self._nested = nested
        self._seen: set[bytes] = set()
        self._files = 0
        self.labels: list[str] = []
        """Sensitivity labels of the files inside."""

    def read(self, raw: bytes, place: Place) -> None:
        """Read a picture, a file or an object that stands at `place`; the same bytes once."""
        mark = blake2b(raw, digest_size=16).digest()
        if not raw or mark in self._seen:
            return
        self._seen.add(mark)
        if raw.startswith(_GZIP):
            raw = self._unzipped(raw)
        if raw.startswith(MAGIC):
            self._read_compound(raw, place)
        elif metafile.is_metafile(raw):
            self._read_metafile(raw, place)
        else:
            self._read_nested(raw, place)

    def read_words(self, raw: bytes, place: Place) -> None:
        """Read what is readable in settings of a device or a program."""
        self._collector.add(strings_in(raw), replace(place, part=Part.PROPERTY))

    def read_control(self, raw: bytes, place: Place) -> None:
        """
        Read the words in a control of a form (MS-OFORMS keeps them in plain sight). Raises
        `UnreadError` (LEGACY_FORMAT) for one that shows a picture.
        """
        if _PICTURE_IN_CONTROL in raw:
            raise UnreadError(Unread.LEGACY_FORMAT)
        self._collector.add(strings_in(raw), replace(place, part=Part.FORM_FIELD))

    def read_font(self, raw: bytes) -> None:
        """Look that an embedded font is one. Raises `UnreadError` (UNKNOWN_FORMAT)."""
        if not (_is_sfnt(raw) or _is_eot(raw)):
            raise UnreadError(Unread.UNKNOWN_FORMAT)

    def _read_nested(self, raw: bytes, place: Place) -> None:
        try:
            contents = self._nested(raw, self._budget)
        except UnreadError as unread:
            if unread.reason is not Unread.NO_TEXT or sniff(raw) not in PICTURES:
                raise
            return  # a photograph, a logo
        self._take(contents, place)

    def _take(self, contents: Contents, place: Place) -> None:
        """Pieces of a file in the file. Its reader has paid for them."""
        self.labels += contents.labels
        if contents.format in PICTURES:
            moved = [
                Piece(piece.text, replace(place, part=piece.place.part))
                for piece in contents.pieces
            ]
        else:
            self._files += 1
            moved = [
                Piece(piece.text, replace(piece.place, member=(self._files, *piece.place.member)))
                for piece in contents.pieces
            ]
        self._collector.add_paid(moved, 0)

    def _unzipped(self, raw: bytes) -> bytes:
        """A compressed metafile (emz, wmz: RFC 1952)."""
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        parts: list[bytes] = []
        try:
            while not unpacker.eof:
                self._budget.spend("unpacked_bytes", _CHUNK)
                parts.append(unpacker.decompress(raw, _CHUNK))
                raw = unpacker.unconsumed_tail
                if not raw and not unpacker.eof:
                    raise UnreadError(Unread.BROKEN)
        except zlib.error:
            raise UnreadError(Unread.BROKEN) from None
        unpacked = b"".join(parts)
        if unpacker.unused_data or not metafile.is_metafile(unpacked):
            raise UnreadError(Unread.UNKNOWN_FORMAT)
        return unpacked

    def _read_metafile(self, raw: bytes, place: Place) -> None:
        drawing = metafile.read_metafile(raw, self._budget)
        self._collector.add(drawing.text, replace(place, part=Part.TEXT_BOX))
        if drawing.outlines is not None:
            self._budget.spend("pictures", 1)
            text = self._budget.read_picture(drawing.outlines)
            self._collector.add(text, replace(place, part=Part.PICTURE))
        for picture in drawing.pictures:
            self.read(picture, place)

    def _read_compound(self, raw: bytes, place: Place) -> None:
        compound = Compound(raw, self._budget)
        if _ENCRYPTED & set(compound.streams):
            raise UnreadError(Unread.ENCRYPTED)
        if is_vba_project(compound):
            for text in macro_texts(raw, compound, self._budget):
                self._collector.add(text, replace(place, part=Part.HIDDEN))
            return
        found = [name for name in ("Package", "CONTENTS", _NATIVE) if name in compound.streams]
        if len(found) != 1:
            raise UnreadError(Unread.LEGACY_FORMAT)
        data = compound.read(found[0])
        if found[0] == _NATIVE:
            names, data = _native(data)
            self._collector.add(names, replace(place, part=Part.ATTACHMENT))
        if found[0] == "CONTENTS" and not data.startswith(b"%PDF-"):
            raise UnreadError(Unread.LEGACY_FORMAT)  # a control or an object of some program
        for other in compound.streams.keys() - set(found):
            self._collector.add(strings_in(compound.read(other)), replace(place, part=Part.HIDDEN))
        self.read(data, place)


def _native(data: bytes) -> tuple[str, bytes]:
    """A file in an object of the Windows packager: its names, and its bytes (MS-OLEDS 2.3.6)."""
    try:
        at = 6
        label_end = data.index(b"\0", at)
        file_end = data.index(b"\0", label_end + 1)
        (path_size,) = struct.unpack_from("<L", data, file_end + 5)
        start = file_end + 9 + path_size
        (size,) = struct.unpack_from("<L", data, start)
        label, file = data[at:label_end], data[label_end + 1 : file_end]
        names = b"\n".join(dict.fromkeys((label, file, data[file_end + 9 : start].rstrip(b"\0"))))
        content, rest = data[start + 4 : start + 4 + size], data[start + 4 + size :]
    except (ValueError, struct.error):
        raise UnreadError(Unread.LEGACY_FORMAT) from None
    if len(content) != size:
        raise UnreadError(Unread.BROKEN)
    # The same names again, in UTF-16.
    return f"{names.decode('cp1252', 'replace')}\n{strings_in(rest)}", content


def _is_sfnt(raw: bytes) -> bool:
    """
    A font whose first 32 bytes may be obscured (ECMA-376 part 4, 2.8.1): its table of tables goes
    on in plain sight, with names in ASCII and offsets inside the file.
    """
    tables = 0
    for at in range(44, min(len(raw), 44 + 16 * 8) - 15, 16):
        name, _, offset, length = struct.unpack_from(">4s3L", raw, at)
        if not (name.isascii() and name.decode("ascii").isprintable()):
            break
        if offset + length > len(raw):
            break
        tables += 1
    return tables >= 4  # noqa: PLR2004 - cmap, head, hhea, ... : there are always more


def _is_eot(raw: bytes) -> bool:
    """An Embedded OpenType file, as PowerPoint writes it: its size first, then its mark."""
    return raw[:4] == struct.pack("<L", len(raw)) and raw[34:36] == b"LP"
