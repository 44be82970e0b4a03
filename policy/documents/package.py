"""
Zip archives opened with care: OOXML and ODF documents, and archives of files.

An archive must be what its directory says and nothing beside it (APPNOTE.TXT 6.3.10, 4.3): members
follow each other from the first byte, the directory comes after the last, the end record after
that. What lies between, in front or behind would be seen by one program and not by another. Sizes
and checksums are believed only when the data agrees.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from policy.documents.interface import Budget, Unread, UnreadError

_DIRECTORY_MARK = b"PK\x01\x02"
_MAX_LISTED = 20_000
"""Entries for which a directory is read at all; `Limits.members` is far lower."""
_END_MARK = b"PK\x05\x06"
_END_SIZE = 22
_AES = 99
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_DESCRIPTOR_FLAG = 0x8
_UTF8_FLAG = 0x800
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_TRICK = re.compile(r"[\x00-\x1f\x7f]|^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)")
_QUIET_EXTRAS = frozenset({0x0001, 0x000A, 0x5455, 0x5855, 0x7855, 0x7875})
"""Zip64, times and owners, which are short; anything else is looked into."""
_QUIET_LENGTH = 40
_READABLE = re.compile(rb"[\x20-\x7e]{6,}")


class Package:
    """
    An archive whose members are read one by one, each against the budget.

    Raises `UnreadError`: ENCRYPTED, BROKEN, TOO_LARGE, or UNKNOWN_FORMAT for a compression that
    is neither "stored" nor "deflate" (the two that OOXML and ODF allow).
    """

    def __init__(self, raw: bytes, budget: Budget) -> None:
        self._raw = raw
        self._budget = budget
        if raw.count(_DIRECTORY_MARK) > _MAX_LISTED:
            raise UnreadError(Unread.TOO_LARGE)
        try:
            with ZipFile(BytesIO(raw)) as archive:
                listed = archive.infolist()
                directory, comment = archive.start_dir, archive.comment
        except (BadZipFile, struct.error, ValueError, NotImplementedError, EOFError):
            raise UnreadError(Unread.BROKEN) from None
        if raw[-len(comment) - _END_SIZE :][: len(_END_MARK)] != _END_MARK:
            raise UnreadError(Unread.BROKEN)  # something behind the end
        _check_names(listed)
        self._members = {one.filename: one for one in listed if not one.is_dir()}
        budget.spend("members", _parts(self._members))
        _check_members(listed)
        local_extras: list[bytes] = []
        self._starts = dict(_layout(raw, listed, directory, local_extras))
        comments = [comment, *(one.comment for one in listed)]
        self.notes = tuple(_notes(comments, [*(one.extra for one in listed), *local_extras]))
        """Text beside the members: comments, and readable words in extra fields."""

    @property
    def names(self) -> tuple[str, ...]:
        """Members that hold data, in the directory's order; `/` between folders."""
        return tuple(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The data of a member, unpacked no further than its directory entry promised."""
        member = self._members[name]
        self._budget.spend("unpacked_bytes", member.file_size)
        start = self._starts[name]
        data = self._raw[start : start + member.compress_size]
        if member.compress_type == ZIP_DEFLATED:
            data = _inflated(data, member.file_size)
        if len(data) != member.file_size or zlib.crc32(data) != member.CRC:
            raise UnreadError(Unread.BROKEN)
        return data


def _inflated(data: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than promised is enough to see that more was coming.
        unpacked = unpacker.decompress(data, size + 1)
    except zlib.error:
        raise UnreadError(Unread.BROKEN) from None
    if not unpacker.eof or unpacker.unused_data:
        raise UnreadError(Unread.BROKEN)
    return unpacked


def _check_names(listed: list[ZipInfo]) -> None:
    seen: set[str] = set()
    for one in listed:
        # Some Windows archivers write backslashes; as a name they mean the same folder.
        name = one.filename = one.filename.replace("\\", "/")
        if not name or name in seen or _TRICK.search(one.orig_filename) or _TRICK.search(name):
            raise UnreadError(Unread.BROKEN)
        seen.add(name)


def _check_members(listed: list[ZipInfo]) -> None:
    for one in listed:
        if one.flag_bits & _ENCRYPTED_FLAGS or one.compress_type == _AES:
            raise UnreadError(Unread.ENCRYPTED)
        if one.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise UnreadError(Unread.UNKNOWN_FORMAT)
        if one.is_dir() and one.file_size:
            raise UnreadError(Unread.BROKEN)


def _parts(names: Iterable[str]) -> int:
    """How many members count. Relationships are told by their owner: every slide has its own."""
    rels = [name.endswith(".rels") for name in names]
    return max(len(rels) - sum(rels), len(rels) // 2)


def _layout(
    raw: bytes, listed: list[ZipInfo], directory: int, extras: list[bytes]
) -> Iterator[tuple[str, int]]:
    """Where the data of each member starts; refuses gaps and members that overlap."""
    at = 0
    for one in sorted(listed, key=lambda one: one.header_offset):
        if one.header_offset != at or at + _LOCAL.size > directory:
            raise UnreadError(Unread.BROKEN)
        mark, _, flags, method, _, _, _, _, _, name, extra = _LOCAL.unpack_from(raw, at)
        at += _LOCAL.size
        told = raw[at : at + name].decode("utf-8" if flags & _UTF8_FLAG else "cp437", "replace")
        agrees = (mark, method, told) == (_LOCAL_MARK, one.compress_type, one.orig_filename)
        if not agrees or flags & _ENCRYPTED_FLAGS:
            raise UnreadError(Unread.BROKEN)
        extras.append(raw[at + name : at + name + extra])
        at += name + extra
        yield one.filename, at
        at += one.compress_size
        if flags & _DESCRIPTOR_FLAG:
            at += _descriptor(raw, at, one)
    if at != directory:
        raise UnreadError(Unread.BROKEN)


def _descriptor(raw: bytes, at: int, one: ZipInfo) -> int:
    """Length of the record after the data that repeats checksum and sizes (4.3.9)."""
    for sizes in ("<LLL", "<LQQ"):
        try:
            record = struct.pack(sizes, one.CRC, one.compress_size, one.file_size)
        except struct.error:
            continue
        for told in (b"PK\x07\x08" + record, record):
            if raw.startswith(told, at):
                return len(told)
    raise UnreadError(Unread.BROKEN)


def _notes(comments: Iterable[bytes], extras: Iterable[bytes]) -> Iterator[str]:
    for comment in comments:
        if comment:
            yield comment.decode("utf-8", "replace")
    for extra in extras:
        for kind, data in _fields(extra):
            if kind not in _QUIET_EXTRAS or len(data) > _QUIET_LENGTH:
                for word in _READABLE.findall(data):
                    yield word.decode("ascii")


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size
