"""
What processes count, as files in `metrics/` of the state folder: one for each process, in
Prometheus' text format, written anew every few seconds. The console's `/metrics` joins them.

A file of its own for each process, and not a port: whoever can read the state folder may read the
counts, nobody has to find a process, and a process that hangs shows by the age of its file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.own_files import read_own

FOLDER = "metrics"
"""In the state folder."""
WRITE_SECONDS = 5.0
"""How often a process writes."""
FRESH_SECONDS = 60.0
"""A file that is older is of a process that hangs or is gone: its numbers are no longer true."""

_SUFFIX = ".prom"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
_MOST_BYTES = 4 * 1024 * 1024
_MOST_FILES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFile:
    """What one process counted last."""

    process: str
    """Its name, such as `gateway-0`."""
    age_seconds: float
    text: str = field(repr=False)

    @property
    def is_fresh(self) -> bool:
        return self.age_seconds <= FRESH_SECONDS


def write_metrics(state_dir: Path, process: str, text: str) -> None:
    """
    Replace the file of `process` in one step. Raises `OSError`.

    Not synced: after a power cut nobody misses these numbers.
    """
    folder = state_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    # Of two processes with one name (the old one ends, its successor starts) neither disturbs
    # the other's writing.
    temporary = folder / f".{process}.{os.getpid()}.tmp"
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(folder / f"{process}{_SUFFIX}")


def read_metrics(state_dir: Path, now: datetime) -> Iterator[MetricFile]:
    """
    The files of all processes, by name, also of those that are gone: that one of them is missing
    is told until somebody has seen to it. What is not ours is left alone.
    """
    for file in _files(state_dir)[:_MOST_FILES]:
        with suppress(OSError, UnicodeDecodeError):
            content, changed = read_own(file, _MOST_BYTES)
            age = max(0.0, now.timestamp() - changed)
            yield MetricFile(process=file.stem, age_seconds=age, text=content.decode())


def forget_metrics(state_dir: Path, is_gone: Callable[[str], bool]) -> None:
    """Remove the files of processes that are no longer meant to be there. Raises `OSError`."""
    for file in _files(state_dir):
        if is_gone(file.stem):
            file.unlink(missing_ok=True)


def _files(state_dir: Path) -> list[Path]:
    found = sorted((state_dir / FOLDER).glob(f"*{_SUFFIX}"))
    return [file for file in found if _NAME.fullmatch(file.stem)]
