"""
Compound files ("OLE", MS-CFB): the container of old office files, embedded objects and macros.

Only what the newer formats need: its streams by path. A chain of sectors that runs in a circle or
out of the file is refused, and every stream is paid for, because many entries may share sectors.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from policy.documents.interface import Budget, Unread, UnreadError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on mean "end of chain", "free" or "no stream" (2.1)."""
_IN_HEADER = 109
_MAX_ENTRIES = 2_000
_MAX_FOLDERS = 32
_STORAGE, _STREAM, _ROOT = 1, 2, 5

type Data = bytes | memoryview


class Compound:
    """
    The streams of a compound file, by path with `/` between storages.

    Raises `UnreadError`: BROKEN for what contradicts itself, TOO_LARGE for too many entries.
    """

    def __init__(self, raw: bytes, budget: Budget) -> None:
        self._raw = memoryview(raw)
        self._budget = budget
        try:
            self._read_header()
            self._entries = tuple(self._read_entries())
            self.streams = dict(self._tree())
        except (struct.error, IndexError):
            raise UnreadError(Unread.BROKEN) from None

    def read(self, path: str) -> bytes:
        """The data of a stream."""
        start, size = self.streams[path]
        self._budget.spend("unpacked_bytes", size)
        try:
            if size < self._cutoff:
                data = self._chain(start, self._mini_fat, self._mini, self._mini_size, size)
            else:
                data = self._chain(start, self._fat, self._raw[self._size :], self._size, size)
        except (struct.error, IndexError):
            raise UnreadError(Unread.BROKEN) from None
        if len(data) < size:
            raise UnreadError(Unread.BROKEN)
        return data[:size]

    def _read_header(self) -> None:
        raw = self._raw
        shift, mini_shift = struct.unpack_from("<HH", raw, 30)
        if bytes(raw[:8]) != MAGIC or shift not in {9, 12} or mini_shift != 6:  # noqa: PLR2004 - 2.2
            raise UnreadError(Unread.BROKEN)
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._directory, _, self._cutoff, mini_fat, _, more, _ = struct.unpack_from("<7L", raw, 48)
        self._fat: tuple[int, ...] = ()
        listed = [at for at in struct.unpack_from("<109L", raw, 76) if at < _LAST_SECTOR]
        seen: set[int] = set()
        while more < _LAST_SECTOR and more not in seen:
            seen.add(more)
            sector = struct.unpack(f"<{self._size // 4}L", self._sector(more))
            listed += [at for at in sector[:-1] if at < _LAST_SECTOR]
            more = sector[-1]
        if len(listed) * self._size > len(raw):
            raise UnreadError(Unread.BROKEN)
        self._fat = _numbers(b"".join(map(self._sector, listed)))
        everything = raw[self._size :]
        self._mini_fat = _numbers(self._chain(mini_fat, self._fat, everything, self._size))

    def _read_entries(self) -> Iterator[tuple[str, int, int, int, int, int, int]]:
        data = self._chain(self._directory, self._fat, self._raw[self._size :], self._size)
        if len(data) // _ENTRY > _MAX_ENTRIES:
            raise UnreadError(Unread.TOO_LARGE)
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            left, right, child = struct.unpack_from("<3L", data, at + 68)
            start, size = struct.unpack_from("<LQ", data, at + 116)
            if self._size == _HEADER:
                size &= 0xFFFFFFFF  # version 3 files may have rubbish in the upper half (2.6.1)
            name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield name, kind, left, right, child, start, size

    def _tree(self) -> Iterator[tuple[str, tuple[int, int]]]:
        _, kind, _, _, child, start, size = self._entries[0]
        if kind != _ROOT:
            raise UnreadError(Unread.BROKEN)
        self._mini = self._chain(start, self._fat, self._raw[self._size :], self._size, size)
        seen: set[int] = set()
        waiting = [(child, "")]
        while waiting:
            number, folder = waiting.pop()
            if number >= _LAST_SECTOR:
                continue
            if number in seen or folder.count("/") > _MAX_FOLDERS:
                raise UnreadError(Unread.BROKEN)
            seen.add(number)
            name, kind, left, right, child, start, size = self._entries[number]
            waiting += [(left, folder), (right, folder)]
            if kind == _STORAGE:
                waiting.append((child, f"{folder}{name}/"))
            elif kind == _STREAM:
                yield f"{folder}{name}", (start, size)
            else:
                raise UnreadError(Unread.BROKEN)

    def _sector(self, number: int) -> Data:
        start = (number + 1) * self._size
        return self._raw[start : start + self._size]

    @staticmethod
    def _chain(
        start: int, table: tuple[int, ...], data: Data, size: int, wanted: int | None = None
    ) -> bytes:
        """The sectors from `start` on, joined; no more than hold `wanted` bytes."""
        parts: list[bytes] = []
        most = len(table) if wanted is None else min(len(table), -(-wanted // size))
        while start < _LAST_SECTOR and len(parts) < most:
            parts.append(bytes(data[start * size : (start + 1) * size]))
            start = table[start]
        if wanted is None and start < _LAST_SECTOR:
            raise UnreadError(Unread.BROKEN)  # a circle
        return b"".join(parts)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])
