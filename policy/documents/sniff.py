"""
What bytes are, by their own signature and structure; names and content types are not believed.

A file that is two things at once is refused, because one program would show what another does not:
an archive appended to whatever else, a PDF with something in front of it or behind it. An archive
that stores a PDF in plain sight is no such file: all its members are read.
"""

from __future__ import annotations

import re
import struct

from policy.documents import text_kinds
from policy.documents.charset import has_mark, text_of
from policy.documents.interface import Budget, Format, Limits, Unread, UnreadError
from policy.documents.package import Package

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TNEF = b"\x78\x9f\x3e\x22"
_ENCRYPTED_STREAMS = tuple(
    # MS-OFFCRYPTO 1.3.2: a password, or rights management.
    name.encode("utf-16-le")
    for name in ("EncryptedPackage", "EncryptionInfo", "\x06DataSpaces", "\x09DRMContent")
)
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"\xff\xd8\xff", Format.JPEG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"II*\0", Format.TIFF),
    (b"MM\0*", Format.TIFF),
    (b"II+\0\x08\0\0\0", Format.TIFF),
    (b"MM\0+\0\x08\0\0", Format.TIFF),
)
_PDF_END = b"%%EOF"
_RTF = re.compile(rb"\s*\{\\rt")
_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_END = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR, _ZIP64_LOCATOR_SIZE = b"PK\x06\x07", 20
_ZIP_TAIL = _ZIP_END.size + 0xFFFF
_OFFICE_TYPES = (
    # ECMA-376 part 1, 11.3.10, 12.3.23, 13.3.6; templates, shows and files with macros are alike.
    (
        re.compile(
            rb"wordprocessingml\.(?:document|template)\.main"
            rb"|ms-word\.(?:document|template)\.macroEnabled(?:Template)?\.main"
        ),
        Format.DOCX,
    ),
    (
        re.compile(
            rb"spreadsheetml\.(?:sheet|template)\.main"
            rb"|ms-excel\.(?:sheet|template|addin)\.macroEnabled\.main"
        ),
        Format.XLSX,
    ),
    (
        re.compile(
            rb"presentationml\.(?:presentation|template|slideshow)\.main"
            rb"|ms-powerpoint\.(?:presentation|template|slideshow|addin)\.macroEnabled\.main"
        ),
        Format.PPTX,
    ),
)
_MAIN_PARTS = {
    # Where content types are wrong, some programs look for the usual names.
    "word/document.xml": Format.DOCX,
    "xl/workbook.xml": Format.XLSX,
    "ppt/presentation.xml": Format.PPTX,
}
_BINARY_WORKBOOK = b"ms-excel.sheet.binary.macroEnabled.main"
_OPEN_TYPES = {
    # ODF 1.3 part 2, 3.3; RFC 6713 has no say in it.
    b"application/vnd.oasis.opendocument.text": Format.ODT,
    b"application/vnd.oasis.opendocument.text-template": Format.ODT,
    b"application/vnd.oasis.opendocument.text-master": Format.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Format.ODS,
    b"application/vnd.oasis.opendocument.spreadsheet-template": Format.ODS,
    b"application/vnd.oasis.opendocument.presentation": Format.ODP,
    b"application/vnd.oasis.opendocument.presentation-template": Format.ODP,
}
_OPEN_PREFIX = b"application/vnd.oasis.opendocument."
_GLANCE = Limits(unpacked_bytes=4 * 1024 * 1024, members=20_000)
"""What a look into an archive may cost; its reader counts again, against the limits that hold."""


def sniff(raw: bytes) -> Format:
    """
    The format of `raw`. Raises `UnreadError`: ENCRYPTED, LEGACY_FORMAT, BROKEN (also for two files
    in one), or UNKNOWN_FORMAT for whatever no reader reads.
    """
    kind = _container(raw) or _picture(raw)
    if kind is not Format.ZIP and _has_archive_at_end(raw):
        raise UnreadError(Unread.BROKEN)
    if kind is Format.PDF and _PDF_END in raw and raw.rpartition(_PDF_END)[2].strip(b"\0\r\n\t "):
        raise UnreadError(Unread.BROKEN)  # something behind the end; a reader finds out if none is
    if kind is Format.ZIP:
        return _archive(raw)
    if kind is not Format.PDF and _has_pdf_inside(raw, is_text=kind is None):
        raise UnreadError(Unread.BROKEN)
    if kind is None and _RTF.match(raw):  # it may hold bytes that are no text
        return Format.RTF
    return kind or _text(raw)


def is_file(raw: bytes) -> bool:
    """Whether bytes begin as a file that is no text: an archive, a PDF, a picture."""
    return raw.startswith((_OLE, _TNEF, b"%PDF-", *_ZIP_STARTS)) or _picture(raw) is not None


def _container(raw: bytes) -> Format | None:
    if raw.startswith(_OLE):
        encrypted = any(name in raw for name in _ENCRYPTED_STREAMS)
        raise UnreadError(Unread.ENCRYPTED if encrypted else Unread.LEGACY_FORMAT)
    if raw.startswith(_TNEF):
        raise UnreadError(Unread.LEGACY_FORMAT)
    if raw.startswith(b"%PDF-"):
        return Format.PDF
    return Format.ZIP if raw.startswith(_ZIP_STARTS) else None


def _picture(raw: bytes) -> Format | None:
    for start, kind in _PICTURES:
        if raw.startswith(start):
            return kind
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return Format.WEBP
    if raw.startswith(b"BM") and int.from_bytes(raw[14:18], "little") in _BMP_HEADERS:
        return Format.BMP
    return None


def _has_archive_at_end(raw: bytes) -> bool:
    """Whether programs that open archives, which look from the end, would find one (4.3.16)."""
    at = raw.rfind(_ZIP_STARTS[1], max(0, len(raw) - _ZIP_TAIL))
    if at < 0 or at + _ZIP_END.size > len(raw):
        return False
    *_, entries, size, _offset, _comment = _ZIP_END.unpack_from(raw, at)
    if raw.startswith(_ZIP64_LOCATOR, max(0, at - _ZIP64_LOCATOR_SIZE)):  # it tells the entries
        return True
    return entries > 0 and raw.startswith(b"PK\x01\x02", max(0, at - size))


def _has_pdf_inside(raw: bytes, *, is_text: bool) -> bool:
    """Whether PDF programs, which look for the header in the first 1,024 bytes, would open it."""
    if b"%PDF-" not in raw[: 1024 + 5]:
        return False
    return not is_text or b"endobj" in raw or b"startxref" in raw  # text may speak of PDF


def _archive(raw: bytes) -> Format:
    package = Package(raw, Budget(limits=_GLANCE, read_picture=_no_picture))
    kinds = {*_office_kinds(package), *_open_kinds(package)}
    if len(kinds) > 1:
        raise UnreadError(Unread.BROKEN)
    return kinds.pop() if kinds else Format.ZIP


def _office_kinds(package: Package) -> set[Format]:
    if "[Content_Types].xml" not in package:
        return set()
    types = package.read("[Content_Types].xml").replace(b"\0", b"")  # it may be UTF-16
    if _BINARY_WORKBOOK in types:
        raise UnreadError(Unread.UNKNOWN_FORMAT)
    kinds = {kind for pattern, kind in _OFFICE_TYPES if pattern.search(types)}
    return kinds or {kind for name, kind in _MAIN_PARTS.items() if name in package}


def _open_kinds(package: Package) -> set[Format]:
    if "mimetype" not in package:
        return set()
    named = package.read("mimetype").strip()
    if named in _OPEN_TYPES:
        return {_OPEN_TYPES[named]}
    if named.startswith(_OPEN_PREFIX):  # drawings, formulas, databases
        raise UnreadError(Unread.UNKNOWN_FORMAT)
    return set()


def _text(raw: bytes) -> Format:
    try:
        text = text_of(raw)
    except UnreadError:
        broken = has_mark(raw) or raw.lstrip()[:1] in {b"<", b"{"}
        raise UnreadError(Unread.BROKEN if broken else Unread.UNKNOWN_FORMAT) from None
    return text_kinds.kind_of(text)


def _no_picture(picture: object) -> str:  # noqa: ARG001 - the protocol names it
    raise UnreadError(Unread.NO_OCR)
