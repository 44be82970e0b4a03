"""
Reading the incident log back, beside a gateway that goes on writing it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.day_files import HEAD_FILE, SUFFIX
from config.errors import ConfigError
from policy.incident_chain import Head, Report, unseal, verify


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What the log held at one moment, between two commits."""

    head: bytes
    sizes: tuple[tuple[Path, int], ...]


def verify_folder(folder: Path, key: bytes) -> Report:
    """Check every line of the log in `folder`. Raises `OSError` when it cannot be read."""
    taken = _snapshot(folder)
    head: Head | None = unseal(taken.head, key)
    return verify(((path.name, _lines(path, size)) for path, size in taken.sizes), key, head)


def read_incidents(folder: Path, since: str = "", until: str = "9999") -> Iterator[dict[str, Any]]:
    """
    The log's lines of the days from `since` up to and including `until` (`YYYY-MM-DD`), in
    order. A day's file can also hold a later incident's line if the clock was set back.

    Raises `ConfigError`, with file and line, for a line that is no JSON object, and `OSError`.
    """
    for path, size in _snapshot(folder).sizes:
        if path.name.removesuffix(SUFFIX) < since:
            continue
        for number, line in enumerate(_lines(path, size), start=1):
            document = _document(line, f"{path.name}:{number}")
            if since <= document["@timestamp"][:10] <= until:
                yield document


def _document(line: bytes, place: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("@timestamp"), str):
        raise ConfigError(f"{place}:1: this is no incident (one JSON object per line)")
    return document


def _snapshot(folder: Path) -> _Snapshot:
    with _shared_lock(folder):
        try:
            head = (folder / HEAD_FILE).read_bytes().rstrip(b" ")
        except FileNotFoundError:
            head = b""
        paths = sorted(folder.glob("*" + SUFFIX))
        return _Snapshot(head, tuple((path, path.stat().st_size) for path in paths))


@contextmanager
def _shared_lock(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _lines(path: Path, size: int) -> Iterator[bytes]:
    """The lines in the first `size` bytes; what was added since is left for the next time."""
    with path.open("rb") as file:
        while size > 0 and (line := file.readline(size)):
            size -= len(line)
            yield line


def newest_day(folder: Path) -> str:
    """Name of the newest day file, such as `2026-11-23`; empty if there is none."""
    return max((path.name.removesuffix(SUFFIX) for path in folder.glob("*" + SUFFIX)), default="")
