"""
Something that is made from files, made again when they change; a broken file changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from config.errors import ConfigError

_log = structlog.get_logger()

type Fingerprint = frozenset[tuple[str, int, int]]


@dataclass(slots=True)
class Live[T]:
    """For one thread. The first use raises what `load` raises."""

    load: Callable[[], T]
    sources: tuple[Path, ...]
    """Files, and folders whose `*.yaml` (not below them) belong to it."""
    clock: Callable[[], float]
    """Seconds, monotonic."""
    pause: float = 2.0
    """Seconds between looks at the files."""
    _value: T | None = field(default=None, init=False, repr=False)
    _seen: Fingerprint | None = field(default=None, init=False, repr=False)
    _next_look: float = field(default=float("-inf"), init=False)

    @property
    def value(self) -> T:
        if self._value is not None and self.clock() < self._next_look:
            return self._value
        self._next_look = self.clock() + self.pause
        found = frozenset(mark for source in self.sources for mark in _marks(source))
        if self._value is None:
            self._value, self._seen = self.load(), found
        elif found != self._seen:
            self._seen = found  # a broken file is complained about once, not every time
            try:
                self._value = self.load()
            except ConfigError as wrong:
                _log.error("notifier.policy-kept-old", problem=str(wrong))
        return self._value


def _marks(source: Path) -> list[tuple[str, int, int]]:
    marks = []
    for file in sorted(source.glob("*.yaml")) if source.is_dir() else [source]:
        try:
            state = file.stat()
        except OSError:  # it vanished, or was never there
            continue
        marks.append((str(file), state.st_mtime_ns, state.st_size))
    return marks
