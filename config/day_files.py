"""
Day files of a chained log, with their head: names, lock, and how the head is read and written.

The incident log and the log of statements are such folders. Whoever writes holds the folder's
lock; the head belongs to whoever holds it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policy.incident_chain import Head, seal, unseal

HEAD_FILE = "head"
SUFFIX = ".jsonl"

READ = os.O_RDONLY | os.O_CLOEXEC
WRITE = os.O_RDWR | os.O_CLOEXEC

_HEAD_LIMIT = 4096


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """A handle of the folder, under its exclusive lock."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(folder)


def days_in(folder: int) -> list[str]:
    """Such as `2026-11-23`, oldest first."""
    return sorted(n.removesuffix(SUFFIX) for n in os.listdir(folder) if n.endswith(SUFFIX))


def size_of(folder: int, day: str) -> int:
    """Bytes of the file of `day`; 0 where there is none."""
    try:
        return os.stat(day + SUFFIX, dir_fd=folder).st_size
    except FileNotFoundError:
        return 0


def read_head(folder: int, key: bytes) -> Head | None:
    """The head, or None when there is none or it is not ours."""
    try:
        with opened(folder, HEAD_FILE, READ) as file:
            return unseal(os.read(file, _HEAD_LIMIT).rstrip(b" "), key)
    except FileNotFoundError:
        return None


def write_head(folder: int, head: Head, key: bytes) -> None:
    """Not synced: see who calls it. Raises `OSError`."""
    # In place and within one disk sector: all of it arrives, or nothing.
    with opened(folder, HEAD_FILE, WRITE | os.O_CREAT) as file:
        sealed = seal(head, key).ljust(512)
        if os.pwrite(file, sealed, 0) != len(sealed):
            raise OSError("the head of the incident log was written in part")


@contextmanager
def opened(folder: int, name: str, flags: int) -> Iterator[int]:
    """A handle of the file `name` in `folder`, mode 0600 where it is made."""
    # No links: somebody's link to another file must not get our lines, nor lose its tail to us.
    file = os.open(name, flags | os.O_NOFOLLOW, 0o600, dir_fd=folder)
    try:
        yield file
    finally:
        os.close(file)
