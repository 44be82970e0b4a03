"""
The text beside the dots of a picture: comments, captions, properties, EXIF, and what hangs behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image

from policy.documents.interface import Budget, Format, Part, Unread, UnreadError
from policy.documents.picture_exif import exif_texts
from policy.documents.picture_parts import FilePart, Kind, parts_of
from policy.documents.strings_in import strings_in
from policy.documents.xmp import read_xmp

_IPTC = 0x0404
_RESOURCE = b"8BIM"
_RECORDS = re.compile(rb"\x1c([\x01-\x09])(.)(..)", re.DOTALL)
_ENVELOPE = 1
"""The record with versions and charsets; text begins in record 2."""
_MACHINE_SETS = frozenset({0})
_FILM = re.compile(rb"\A.{0,3}ftyp|\0\0..ftyp", re.DOTALL)
"""MP4 and its like (ISO/IEC 14496-12, 4.3), which telephones hang behind photographs."""
_JPEG = b"\xff\xd8\xff"
_TIFF_XMP, _TIFF_IPTC, _TIFF_RESOURCES = 700, 33723, 34377


@dataclass(slots=True)
class Metadata:
    """What was found."""

    texts: list[tuple[str, Part]] = field(default_factory=list, repr=False)
    files: list[bytes] = field(default_factory=list, repr=False)
    """Pictures behind the picture."""


def metadata_of(raw: bytes, picture: Image.Image, kind: Format, budget: Budget) -> Metadata:
    """
    The text in the parts of a picture file. Raises `UnreadError`: BROKEN, TOO_LARGE, or
    UNKNOWN_FORMAT where film hangs behind it.
    """
    found, more_xmp = Metadata(), b""
    for part in parts_of(raw, kind, budget):
        if part.kind is Kind.MORE_XMP:
            more_xmp += part.data
        elif part.kind is Kind.REST:
            _read_rest(part.data, found, is_many=picture.format == "MPO")
        else:
            found.texts += [(text, Part.PROPERTY) for text in _texts(part, budget)]
    if more_xmp:
        found.texts += [(text, Part.PROPERTY) for text in read_xmp(more_xmp, budget).texts()]
    return found


def frame_texts(frame: Image.Image, budget: Budget) -> Iterator[str]:
    """The EXIF of a picture, or the tags of one page of a TIFF. Raises `UnreadError`."""
    tags = getattr(frame, "tag_v2", {})
    for tag, kind in ((_TIFF_XMP, Kind.XMP), (_TIFF_RESOURCES, Kind.RESOURCES)):
        value = tags.get(tag)
        if isinstance(value, bytes):
            yield from _texts(FilePart(kind, value), budget)
    if isinstance(value := tags.get(_TIFF_IPTC), bytes):
        yield from _captions(value)
    yield from exif_texts(frame)


def _texts(part: FilePart, budget: Budget) -> Iterator[str]:
    if part.kind is Kind.COMMENT:
        yield _decoded(part.data)
    elif part.kind is Kind.XMP:
        yield from read_xmp(part.data, budget).texts()
    elif part.kind is Kind.RESOURCES:
        yield from _resources(part.data)
    else:
        yield strings_in(part.data)


def _read_rest(rest: bytes, found: Metadata, *, is_many: bool) -> None:
    """What hangs behind a picture: film in photographs of telephones, other pictures, words."""
    rest = rest.strip(b"\0")
    if _FILM.search(rest):
        raise UnreadError(Unread.UNKNOWN_FORMAT)
    if rest.startswith(_JPEG):
        if not is_many:  # else it is a frame, and read as that
            found.files.append(rest)
    elif words := strings_in(rest):
        found.texts.append((words, Part.HIDDEN))


def _resources(data: bytes) -> Iterator[str]:
    """Photoshop's resources (Adobe Photoshop File Formats, Image Resource Blocks)."""
    at = data.find(_RESOURCE)
    while 0 <= at <= len(data) - 12:
        number = int.from_bytes(data[at + 4 : at + 6])
        start = at + 6 + (data[at + 6] | 1) + 1  # behind a name that is padded to an even length
        length = int.from_bytes(data[start : start + 4])
        block = data[start + 4 : start + 4 + length]
        yield from _captions(block) if number == _IPTC else [strings_in(block)]
        at = data.find(_RESOURCE, start + 4 + length)


def _captions(data: bytes) -> Iterator[str]:
    """IPTC-NAA datasets: captions, keywords, places, by whom (IIM 4.2)."""
    at = 0
    while (head := _RECORDS.search(data, at)) is not None:
        length = int.from_bytes(head[3])
        value, at = data[head.end() : head.end() + length], head.end() + length
        if head[1][0] != _ENVELOPE and head[2][0] not in _MACHINE_SETS:
            yield _decoded(value)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return text if text.isprintable() or text.replace("\n", "").isprintable() else strings_in(data)
