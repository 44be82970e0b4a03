"""
Deleting old days of a chained log, so that what stays still verifies.

Only whole days go, from the oldest end and never the newest: the head's `start` moves to the last
hash that was deleted. The head goes to disk before the file goes, under the folder's lock; a
process that is killed between the two leaves a day that the next call finds and deletes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from config.day_files import (
    HEAD_FILE,
    SUFFIX,
    WRITE,
    days_in,
    locked,
    opened,
    read_head,
    write_head,
)
from policy.incident_chain import Head, Report, verify_stretch

_TORN = SUFFIX + ".torn"
"""What a crash left half written, kept beside its day for a person to see."""


@dataclass(frozen=True, slots=True)
class DroppedDay:
    """A day that is no longer in the log."""

    day: str
    lines: int
    faults: int
    """Lines that were not what was written, or did not continue the one before."""


def drop_oldest_day(path: Path, key: bytes, before: str) -> DroppedDay | None:
    """
    Delete the oldest day of the log in `path`, if it is before `before` (`2026-05-24`). None when
    there is nothing to delete, or when the log has no valid head: then a person must look first.

    Raises `OSError`. Writers wait only while the head is written and the file goes.
    """
    if not path.is_dir():
        return None
    with locked(path) as folder:
        head = read_head(folder, key)
        day = next(iter(days_in(folder)), "")
    if head is None or not day or day >= min(before, head.day):
        return None
    # Read without the lock: nobody writes to a day that is over.
    report = _walk(path / (day + SUFFIX), head.start, key)
    with locked(path) as folder:
        _move_start(folder, report, key)
        _delete(folder, day)
    return DroppedDay(day, report.lines, len(report.faults))


def _walk(file: Path, start: str, key: bytes) -> Report:
    with file.open("rb") as lines:
        return verify_stretch(lines, key, start)


def _move_start(folder: int, gone: Report, key: bytes) -> None:
    head = read_head(folder, key)
    # The second is so when a killed process had moved it already.
    if head is None or head.start == gone.last_hash:
        return
    write_head(folder, _without(head, gone), key)
    with opened(folder, HEAD_FILE, WRITE) as file:
        os.fsync(file)


def _without(head: Head, gone: Report) -> Head:
    return replace(head, start=gone.last_hash, count=max(head.count - gone.lines, 0))


def _delete(folder: int, day: str) -> None:
    for name in (day + _TORN, day + SUFFIX):
        try:
            os.unlink(name, dir_fd=folder)
        except FileNotFoundError:
            continue
    os.fsync(folder)
