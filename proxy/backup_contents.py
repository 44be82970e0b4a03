"""
What must survive: everything in the state folder but caches and locks, the store, and the policy.
Who is behind the pseudonyms goes along only where the backup is encrypted.

The order is part of it. Files that the console takes into its store and then removes come before
the store, so that one is at worst in both; the logs come after it, so that a restored store never
knows lines that the restored log does not have.
"""

from __future__ import annotations

import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from config.day_files import HEAD_FILE, SUFFIX
from proxy.backup_store import NAME, copy_sqlite, copy_store, kind_of

LOGS: Final = ("incidents", "statements")
STATE, POLICY = "state", "policy"
"""Folders of the archive."""

IDENTITIES: Final = ("identities", "identities.sqlite3", "secrets/identity.key")
"""
Who is behind the pseudonyms, and the key to it. Two people open that together in the console; in
one readable file it would be open to whoever holds the file.
"""

_LEFT_OUT: Final = frozenset({"cache", "store.lock"})
_DATABASE: Final = ".sqlite3"
_BESIDE: Final = ("-wal", "-shm", "-journal")
_POLICY_FILES: Final = ("*.yaml", "texts/*.yaml", "keys/*", "lexicons/**/*")
_NOT_POLICY: Final = frozenset({".py", ".pyc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file of the backup, of a size that is known before it is read."""

    name: str
    size: int
    mode: int
    content: IO[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is backed up."""

    state_dir: Path
    policy_dir: Path
    database_url: str
    with_identities: bool = False
    """Only for a backup that nobody can read without its passphrase."""


def left_out(source: Source) -> list[str]:
    """What there is of `IDENTITIES`, where the backup goes without it."""
    if source.with_identities:
        return []
    return [name for name in IDENTITIES if (source.state_dir / name).exists()]


def pieces(source: Source, scratch: Path) -> Iterator[Piece]:
    """
    Every file, one after the other; each is to be read before the next is asked for. `scratch` is
    a private folder with room for a copy of the store. Raises `ConfigError` and `OSError`.
    """
    yield from _state_files(source, scratch)
    yield from _policy_files(source.policy_dir)
    yield from _store(source, scratch)
    for log in LOGS:
        yield from _log(source.state_dir, log)


def _state_files(source: Source, scratch: Path) -> Iterator[Piece]:
    store = source.database_url.removeprefix("sqlite:///")
    for file in _walk(source.state_dir):
        inside = file.relative_to(source.state_dir)
        if inside.parts[0] in LOGS or str(file) == store or not _counts(inside):
            continue
        if not source.with_identities and _tells_who(inside):
            continue
        name = f"{STATE}/{inside.as_posix()}"
        if file.suffix == _DATABASE:
            yield from _database(file, name, scratch)
        else:
            yield from _whole(file, name)


def _walk(folder: Path) -> list[Path]:
    # Links are not followed: what they point at is somebody else's.
    found = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return sorted(found)


def _counts(inside: Path) -> bool:
    hidden = any(part.startswith(".") for part in inside.parts)
    temporary = inside.name.endswith((".tmp", *(_DATABASE + end for end in _BESIDE)))
    return inside.parts[0] not in _LEFT_OUT and not hidden and not temporary


def _tells_who(inside: Path) -> bool:
    return any(inside.is_relative_to(name) for name in IDENTITIES)


def _whole(file: Path, name: str) -> Iterator[Piece]:
    """Read at once: such files are small, and replaced rather than written to."""
    try:
        content, mode = file.read_bytes(), file.stat().st_mode & 0o777
    except FileNotFoundError:  # taken into the store meanwhile
        return
    yield Piece(name=name, size=len(content), mode=mode, content=io.BytesIO(content))


def _database(file: Path, name: str, scratch: Path) -> Iterator[Piece]:
    copy = scratch / "database"
    copy_sqlite(file, copy)
    yield from _opened(copy, name)
    copy.unlink()


def _policy_files(folder: Path) -> Iterator[Piece]:
    files = {file for pattern in _POLICY_FILES for file in folder.glob(pattern)}
    for file in sorted(files):
        if file.is_file() and file.suffix not in _NOT_POLICY:
            yield from _whole(file, f"{POLICY}/{file.relative_to(folder).as_posix()}")


def _store(source: Source, scratch: Path) -> Iterator[Piece]:
    name = NAME[kind_of(source.database_url)]
    copy = scratch / name
    if copy_store(source.database_url, copy):
        yield from _opened(copy, name)
        copy.unlink()


def _opened(file: Path, name: str) -> Iterator[Piece]:
    with file.open("rb") as content:
        size = os.fstat(content.fileno()).st_size
        yield Piece(name=name, size=size, mode=0o600, content=content)


def _log(state_dir: Path, log: str) -> Iterator[Piece]:
    """The log as it is between two commits: its head, and no more of each day than that knows."""
    folder = state_dir / log
    if not folder.is_dir():
        return
    with _between_commits(folder):
        head = (folder / HEAD_FILE).read_bytes() if (folder / HEAD_FILE).exists() else None
        # Open now: a day that is deleted while we read stays readable.
        days = [(file, file.open("rb")) for file in sorted(folder.glob(f"*{SUFFIX}*"))]
        sizes = [os.fstat(day.fileno()).st_size for _, day in days]
    prefix = f"{STATE}/{log}"
    for (file, day), size in zip(days, sizes, strict=True):
        with day:
            yield Piece(name=f"{prefix}/{file.name}", size=size, mode=0o600, content=day)
    if head is not None:
        content = io.BytesIO(head)
        yield Piece(name=f"{prefix}/{HEAD_FILE}", size=len(head), mode=0o600, content=content)


@contextmanager
def _between_commits(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)
