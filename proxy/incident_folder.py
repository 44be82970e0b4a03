"""
The incident log on disk: day files, their head, and what to do after a crash or a full disk.

Every commit opens the folder afresh and holds its lock, so that several processes share one
chain, and a folder that was removed, remounted or filled up fails that commit and no other.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog

from config.day_files import (
    HEAD_FILE,
    READ,
    SUFFIX,
    WRITE,
    days_in,
    locked,
    opened,
    read_head,
    size_of,
    write_head,
)
from policy.incident_chain import GENESIS, Head, chained, linked

_log = structlog.get_logger()

_APPEND = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC


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
        with locked(self.path) as folder:
            head = self._current(folder, day)
            self._known = _commit(folder, head, max(day, head.day), documents, self.key)
            self._prepared = True

    def _current(self, folder: int, day: str) -> Head:
        """The true end of the chain, after whatever happened since the last commit."""
        head = read_head(folder, self.key)
        if head is None or (self._known and _is_older(head, self._known)):
            head = self._known or _first_head(folder, self.key)
        rolls_over = day > head.day and size_of(folder, day) > 0
        if self._prepared and not rolls_over and size_of(folder, head.day) == head.size:
            return head
        return _recovered(folder, head, self.key)


def _is_older(head: Head, known: Head) -> bool:
    """
    Whether somebody put an older head back. One with another start is newer, though it counts
    fewer lines: old days were deleted (`config.day_files_expiry`).
    """
    return known.start == head.start and known.count > head.count


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
    with opened(folder, day + SUFFIX, _APPEND | os.O_CREAT) as file:
        try:
            _write(file, lines)
            os.fdatasync(file)
            if start == 0:
                os.fsync(folder)
            # Never synced: after a power cut an older head is made good by the chained lines,
            # and it cannot be newer than the lines, which were synced before.
            write_head(folder, new, key)
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
    if days := days_in(folder):
        _log.error("incident_log.chain_restarted", cause="no valid head")
        size = _move_torn(folder, days[-1], _last_newline(folder, days[-1]))
        head = Head(day=days[-1], size=size, count=sum(_count(folder, day) for day in days))
    # On disk before the first line, so that a kill in between does not look like a lost head.
    write_head(folder, head, key)
    with opened(folder, HEAD_FILE, WRITE) as file:
        os.fsync(file)
    os.fsync(folder)
    return head


def _recovered(folder: int, head: Head, key: bytes) -> Head:
    """`head`, moved past every whole line that a killed writer chained to it."""
    if head.day and size_of(folder, head.day) < head.size:
        _log.error("incident_log.chain_restarted", cause="lines are missing")
        size = _move_torn(folder, head.day, _last_newline(folder, head.day))
        return replace(head, size=size, hash=GENESIS)
    for day in [day for day in days_in(folder) if day >= head.day]:
        start = head.size if day == head.day else 0
        if size_of(folder, day) > start:
            head = _followed(folder, replace(head, day=day, size=start), key)
    return head


def _followed(folder: int, head: Head, key: bytes) -> Head:
    with opened(folder, head.day + SUFFIX, READ) as file:
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
    if size_of(folder, day) <= size:
        return size_of(folder, day)
    with (
        opened(folder, day + SUFFIX, _APPEND) as file,
        opened(folder, day + SUFFIX + ".torn", _APPEND | os.O_CREAT) as torn,
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
        with opened(folder, day + SUFFIX, READ) as file:
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
        opened(folder, day + SUFFIX, READ) as file,
        os.fdopen(os.dup(file), "rb") as reader,
    ):
        return sum(1 for _ in reader)


def _write(file: int, data: bytes | bytearray) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
