"""
The incident log on disk: day files, their head, and what to do after a crash or a full disk.

Every commit opens the folder afresh and holds its lock, so that several processes share one
chain, and a folder that was removed, remounted or filled up fails that commit and no other.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog

from proxy.incident_chain import GENESIS, Head, chained, linked, seal, unseal

_log = structlog.get_logger()

HEAD_FILE = "head"
SUFFIX = ".jsonl"

_HEAD_LIMIT = 4096
_APPEND = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_CLOEXEC
_WRITE = os.O_RDWR | os.O_CLOEXEC


@dataclass(slots=True)
class IncidentFolder:
    """The files of the log, for one process. Not for use by two threads at once."""

    path: Path
    key: bytes
    _known: Head | None = None
    """The head as we last wrote it; it outlives a head file that got lost."""
    _prepared: bool = False

    def append(self, day: str, documents: Sequence[Mapping[str, Any]]) -> None:
        """
        Chain `documents` to the log and return once they are on disk.

        They go to the file of `day`, or to the newest file if the clock went back: the chain
        only runs forward. Raises `OSError`; then none of them is in the log.
        """
        if not self._prepared:
            # Only once: a folder that vanishes later may be a disk that is not mounted.
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.path) as folder:
            head = self._current(folder, day)
            self._known = _commit(folder, head, max(day, head.day), documents, self.key)
            self._prepared = True

    def _current(self, folder: int, day: str) -> Head:
        """The true end of the chain, after whatever happened since the last commit."""
        head = _read_head(folder, self.key)
        if head is None or (self._known and self._known.count > head.count):
            head = self._known or _first_head(folder, self.key)
        rolls_over = day > head.day and _size(folder, day) > 0
        if self._prepared and not rolls_over and _size(folder, head.day) == head.size:
            return head
        return _recovered(folder, head, self.key)


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)


def _commit(
    folder: int, head: Head, day: str, documents: Sequence[Mapping[str, Any]], key: bytes
) -> Head:
    start = head.size if day == head.day else 0
    lines = bytearray()
    tip = head.hash
    for document in documents:
        line, tip = chained(document, tip, key)
        lines += line
    new = replace(
        head, day=day, size=start + len(lines), count=head.count + len(documents), hash=tip
    )
    with _opened(folder, day + SUFFIX, _APPEND | os.O_CREAT) as file:
        try:
            _write(file, lines)
            os.fdatasync(file)
            if start == 0:
                os.fsync(folder)
            # Never synced: after a power cut an older head is made good by the chained lines,
            # and it cannot be newer than the lines, which were synced before.
            _write_head(folder, new, key)
        except BaseException:
            _cut(file, start)
            raise
    return new


def _cut(file: int, size: int) -> None:
    with suppress(OSError):  # if even this fails, the next commit takes the lines for sound
        os.ftruncate(file, size)
        os.fdatasync(file)


def _first_head(folder: int, key: bytes) -> Head:
    """
    A head where there is none: for a new log, or for one that lost it. Then a new chain starts,
    whose first line says so for ever.
    """
    head = Head()
    if days := _days(folder):
        _log.error("incident_log.chain_restarted", cause="no valid head")
        size = _move_torn(folder, days[-1], _last_newline(folder, days[-1]))
        head = Head(day=days[-1], size=size, count=sum(_count(folder, day) for day in days))
    # On disk before the first line, so that a kill in between does not look like a lost head.
    _write_head(folder, head, key)
    with _opened(folder, HEAD_FILE, _WRITE) as file:
        os.fsync(file)
    os.fsync(folder)
    return head


def _recovered(folder: int, head: Head, key: bytes) -> Head:
    """`head`, moved past every whole line that a killed writer chained to it."""
    if head.day and _size(folder, head.day) < head.size:
        _log.error("incident_log.chain_restarted", cause="lines are missing")
        size = _move_torn(folder, head.day, _last_newline(folder, head.day))
        return replace(head, size=size, hash=GENESIS)
    for day in [day for day in _days(folder) if day >= head.day]:
        start = head.size if day == head.day else 0
        if _size(folder, day) > start:
            head = _followed(folder, replace(head, day=day, size=start), key)
    return head


def _followed(folder: int, head: Head, key: bytes) -> Head:
    with _opened(folder, head.day + SUFFIX, _READ) as file:
        os.lseek(file, head.size, os.SEEK_SET)
        with os.fdopen(os.dup(file), "rb") as reader:
            for line in reader:
                link = linked(line, key)
                if link is None:
                    break  # torn, or not ours; ours in the wrong place are for `verify` to name
                head = replace(head, size=head.size + len(line), count=head.count + 1, hash=link[1])
    _move_torn(folder, head.day, head.size)
    return head


def _move_torn(folder: int, day: str, size: int) -> int:
    """Cut the file of `day` to `size` bytes and keep what stood behind, for a person to see."""
    if _size(folder, day) <= size:
        return _size(folder, day)
    with (
        _opened(folder, day + SUFFIX, _APPEND) as file,
        _opened(folder, day + SUFFIX + ".torn", _APPEND | os.O_CREAT) as torn,
    ):
        position = size
        while chunk := os.pread(file, 1 << 20, position):
            _write(torn, chunk)
            position += len(chunk)
        os.fsync(torn)
        os.fsync(folder)
        os.ftruncate(file, size)
        os.fdatasync(file)
    _log.warning("incident_log.torn_line_moved", day=day, bytes=position - size)
    return size


def _last_newline(folder: int, day: str) -> int:
    """Bytes of the file of `day` up to and with its last newline; 0 if there is none."""
    try:
        with _opened(folder, day + SUFFIX, _READ) as file:
            end = os.fstat(file).st_size
            while end > 0:
                start = max(end - (1 << 16), 0)
                found = os.pread(file, end - start, start).rfind(b"\n")
                if found >= 0:
                    return start + found + 1
                end = start
    except FileNotFoundError:
        pass
    return 0


def _count(folder: int, day: str) -> int:
    with (
        _opened(folder, day + SUFFIX, _READ) as file,
        os.fdopen(os.dup(file), "rb") as reader,
    ):
        return sum(1 for _ in reader)


def _days(folder: int) -> list[str]:
    return sorted(n.removesuffix(SUFFIX) for n in os.listdir(folder) if n.endswith(SUFFIX))


def _size(folder: int, day: str) -> int:
    try:
        return os.stat(day + SUFFIX, dir_fd=folder).st_size
    except FileNotFoundError:
        return 0


def _read_head(folder: int, key: bytes) -> Head | None:
    try:
        with _opened(folder, HEAD_FILE, _READ) as file:
            return unseal(os.read(file, _HEAD_LIMIT).rstrip(b" "), key)
    except FileNotFoundError:
        return None


def _write_head(folder: int, head: Head, key: bytes) -> None:
    # In place and within one disk sector: all of it arrives, or nothing.
    with _opened(folder, HEAD_FILE, _WRITE | os.O_CREAT) as file:
        sealed = seal(head, key).ljust(512)
        if os.pwrite(file, sealed, 0) != len(sealed):
            raise OSError("the head of the incident log was written in part")


def _write(file: int, data: bytes | bytearray) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


@contextmanager
def _opened(folder: int, name: str, flags: int) -> Iterator[int]:
    # No links: somebody's link to another file must not get our lines, nor lose its tail to us.
    file = os.open(name, flags | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    try:
        yield file
    finally:
        os.close(file)
