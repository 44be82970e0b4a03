"""
Reading on in an incident log, beside the gateway that writes it; each line is checked first.

Nothing here writes. A line counts when it is what our key signed and continues the one before it.
What does not is told as a `Trouble`, and reading goes on behind it: later lines are not to be
lost for an earlier one.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from policy.incident_chain import GENESIS, Head, linked, unseal

HEAD_FILE = "head"
SUFFIX = ".jsonl"
ANY = ""
"""As the last hash: whatever comes next is not held against it."""

_MAX_LINE = 1024 * 1024
_LOOK_BACK = 64 * 1024


class Trouble(StrEnum):
    """What can be wrong with a log; kinds of alarm."""

    ALTERED = "log-altered"
    """A line that nobody of ours wrote, or lines that were removed or moved."""
    TRUNCATED = "log-truncated"
    """The log is shorter than what was taken from it."""
    RESTARTED = "log-restarted"
    """The gateway began a new chain: it had lost the end of the old one."""
    MISSING = "log-missing"
    """There is no log where there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Up to where a log was taken in."""

    day: str = ""
    offset: int = 0
    last_hash: str = ANY
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One sound line."""

    hash: str
    document: Mapping[str, Any] = field(repr=False)


@dataclass(slots=True)
class Batch:
    """What was read at once, and where to go on."""

    after: Position
    lines: list[Line] = field(default_factory=list)
    troubles: list[tuple[Trouble, str]] = field(default_factory=list)
    """With the place: a day file and a byte."""
    more: bool = False
    """Whether something is left for the next time."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The log between two commits of its writer."""

    head: Head | None
    sizes: Mapping[str, int]
    """Day to bytes."""


@dataclass(frozen=True, slots=True)
class LogTail:
    """One log: its folder and the key of its chain."""

    folder: Path
    key: bytes = field(repr=False)

    def read(self, position: Position, most: int) -> Batch:
        """At most `most` lines after `position`. Raises `OSError` when the disk fails."""
        batch = Batch(after=position)
        try:
            taken = self.snapshot()
        except FileNotFoundError:
            taken = Snapshot(None, {})
        if not taken.sizes:
            if position.day:
                batch.troubles.append((Trouble.MISSING, position.day))
            return batch
        batch.after = self._resumed(batch, taken)
        for day in sorted(taken.sizes):
            if day >= batch.after.day and not batch.more:
                self._read_day(batch, taken, day, most)
        return batch

    def snapshot(self) -> Snapshot:
        """What there is now. Raises `OSError`."""
        with _shared_lock(self.folder):
            try:
                head = unseal((self.folder / HEAD_FILE).read_bytes().rstrip(b" "), self.key)
            except FileNotFoundError:
                head = None
            days = self.folder.glob(f"*{SUFFIX}")
            return Snapshot(head, {day.stem: day.stat().st_size for day in days})

    def _resumed(self, batch: Batch, taken: Snapshot) -> Position:
        """The position, or the start of its day when what stands before it is not what it was."""
        before = batch.after
        size = taken.sizes.get(before.day)
        if size is None:
            if before.day and before.day > max(taken.sizes):
                batch.troubles.append((Trouble.TRUNCATED, before.day))
            return before  # old days may be deleted; the next line tells whether all were taken
        if size < before.offset:
            batch.troubles.append((Trouble.TRUNCATED, f"{before.day}:{size}"))
        elif before.last_hash == ANY or self._ends_with(before):
            return before
        else:
            batch.troubles.append((Trouble.ALTERED, f"{before.day}:{before.offset}"))
        # From the start of the day: lines that were taken before are known by their hash.
        return replace(before, offset=0, last_hash=ANY)

    def _ends_with(self, position: Position) -> bool:
        """Whether the line before `position` is still the one that was taken last."""
        if position.offset == 0:
            return True
        with self._opened(position.day) as file:
            start = max(0, position.offset - _LOOK_BACK)
            file.seek(start)
            last = file.read(position.offset - start).rstrip(b"\n").rpartition(b"\n")[2]
        link = linked(last + b"\n", self.key)
        return link is not None and link[1] == position.last_hash

    def _read_day(self, batch: Batch, taken: Snapshot, day: str, most: int) -> None:
        start = batch.after.offset if day == batch.after.day else 0
        size = taken.sizes[day]
        if start >= size:
            return
        with self._opened(day) as file:
            file.seek(start)
            while (left := size - start) > 0 and not batch.more:
                line = file.readline(min(left, _MAX_LINE))
                if not line.endswith(b"\n") and len(line) < _MAX_LINE:
                    return  # torn: its writer died over it, and will move it away
                if not self._take(batch, line, day, start, taken.head):
                    return
                start += len(line)
                batch.more = len(batch.lines) >= most

    def _take(self, batch: Batch, line: bytes, day: str, start: int, head: Head | None) -> bool:
        """Whether reading may go on behind `line`."""
        after, end = batch.after, start + len(line)
        link = linked(line, self.key)
        if link is None:
            if head is not None and (day, end) > (head.day, head.size):
                return False  # behind the end of the chain: the writer will move it away
            batch.troubles.append((Trouble.ALTERED, f"{day}:{start}"))
            batch.after = replace(after, day=day, offset=end, last_hash=ANY)
            return True
        prev, digest = link
        if after.last_hash not in {ANY, prev}:
            kind = Trouble.RESTARTED if prev == GENESIS else Trouble.ALTERED
            batch.troubles.append((kind, f"{day}:{start}"))
        batch.lines.append(Line(digest, json.loads(line)))
        batch.after = Position(day=day, offset=end, last_hash=digest, lines=after.lines + 1)
        return True

    @contextmanager
    def _opened(self, day: str) -> Iterator[BinaryIO]:
        with (self.folder / f"{day}{SUFFIX}").open("rb") as file:
            yield file


@contextmanager
def _shared_lock(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)
