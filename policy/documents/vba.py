"""
The source of macros (MS-OVBA): text that anybody reads who opens the editor.

A macro is not run here and its presence is not held against a file, but its comments, names and
passwords are text. The project is a compound file; a module keeps its source compressed behind its
compiled form. Besides the source, every readable word in the file is told: forms, captions, and
what the compiled form remembers of a source that somebody took out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from policy.documents.compound import Compound
from policy.documents.interface import Budget, Unread, UnreadError
from policy.documents.strings_in import strings_in

_CHUNK = 4096
_SIGNATURE = 0b011
"""In the header of every chunk (2.4.1.1.5)."""
_CODE_PAGE, _VERSION, _STREAM_NAME, _OFFSET, _END = 0x0003, 0x0009, 0x001A, 0x0031, 0x0010
_MAX_SOURCE = 4 * 1024 * 1024


def is_vba_project(compound: Compound) -> bool:
    return _directory_of(compound) is not None


def macro_texts(raw: bytes, compound: Compound, budget: Budget) -> Iterator[str]:
    """
    The source of every module, then the words in the rest of the file.

    Raises `UnreadError` (BROKEN, TOO_LARGE).
    """
    directory = _directory_of(compound)
    if directory is None:
        raise UnreadError(Unread.BROKEN)
    folder = directory.rpartition("/")[0]
    code_page, modules = _modules(_decompressed(compound.read(directory), budget))
    for name, offset in modules:
        path = f"{folder}/{name}" if folder else name
        if path not in compound.streams:
            raise UnreadError(Unread.BROKEN)
        source = _decompressed(compound.read(path)[offset:], budget)
        yield source.decode(code_page, "replace")
    yield strings_in(raw)


def _directory_of(compound: Compound) -> str | None:
    for path in compound.streams:
        if path.lower() == "vba/dir" or path.lower().endswith("/vba/dir"):
            return path
    return None


def _modules(directory: bytes) -> tuple[str, list[tuple[str, int]]]:
    """The code page, and of each module its stream and where its source begins (2.3.4.2)."""
    code_page = "cp1252"
    modules: list[tuple[str, int]] = []
    name = ""
    at = 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HL", directory, at)
        data = directory[at + 6 : at + 6 + size]
        # The version's size does not count its last two bytes (2.3.4.2.1.10).
        at += 6 + size + (2 if kind == _VERSION else 0)
        if kind == _CODE_PAGE and len(data) == struct.calcsize("<H"):
            code_page = _known(f"cp{struct.unpack('<H', data)[0]}")
        elif kind == _STREAM_NAME:
            name = data.decode(code_page, "replace")
        elif kind == _OFFSET and len(data) == struct.calcsize("<L"):
            modules.append((name, struct.unpack("<L", data)[0]))
        elif kind == _END:
            break
    return code_page, modules


def _known(code_page: str) -> str:
    try:
        "".encode(code_page)
    except LookupError:
        return "cp1252"
    return code_page


def _decompressed(data: bytes, budget: Budget) -> bytes:
    """A compressed container (2.4.1): chunks of at most 4,096 bytes, each on its own."""
    if data[:1] != b"\x01":
        raise UnreadError(Unread.BROKEN)
    result = bytearray()
    at = 1
    while at + 2 <= len(data):
        (header,) = struct.unpack_from("<H", data, at)
        if header >> 12 & 7 != _SIGNATURE:
            raise UnreadError(Unread.BROKEN)
        end = at + (header & 0x0FFF) + 3
        chunk = data[at + 2 : end]
        result += _tokens(chunk) if header & 0x8000 else chunk[:_CHUNK]
        at = end
        if len(result) > _MAX_SOURCE:
            raise UnreadError(Unread.TOO_LARGE)
    budget.spend("unpacked_bytes", len(result))
    return bytes(result)


def _tokens(chunk: bytes) -> bytes:
    """Literals and copies of what came before (2.4.1.3.5), eight after each byte of flags."""
    out = bytearray()
    at = 0
    while at < len(chunk):
        flags = chunk[at]
        at += 1
        for bit in range(8):
            if at >= len(chunk):
                break
            if not flags >> bit & 1:
                out.append(chunk[at])
                at += 1
                continue
            offset, length = _copy_token(chunk[at : at + 2], len(out))
            at += 2
            for _ in range(length):
                out.append(out[-offset])
        if len(out) > _CHUNK:
            raise UnreadError(Unread.BROKEN)
    return bytes(out)


def _copy_token(token: bytes, position: int) -> tuple[int, int]:
    """How far back and how long (2.4.1.3.19): the share of bits grows with the position."""
    bits = max(4, (position - 1).bit_length())
    if len(token) < struct.calcsize("<H") or not position:
        raise UnreadError(Unread.BROKEN)
    (value,) = struct.unpack("<H", token)
    offset = (value >> 16 - bits) + 1
    if offset > position:
        raise UnreadError(Unread.BROKEN)
    return offset, (value & 0xFFFF >> bits) + 3
