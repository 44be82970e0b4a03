"""
The lists of published files as they are now: read again when they change.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog

from config.errors import ConfigError
from proxy.published_files import PublishedFolder

_log = structlog.get_logger()

type _Marks = frozenset[tuple[str, int, int]]


@dataclass(slots=True, kw_only=True)
class LivePublished:
    """
    An `addons.published.Published` over the lists on disk. A list that cannot be read holds
    nothing, and the log says so once.
    """

    folder: PublishedFolder
    clock: Callable[[], float]
    """Seconds, monotonic."""
    pause: float = 1.0
    """Seconds between looks at the folder, however many files come."""
    _known: frozenset[bytes] = field(default=frozenset(), init=False, repr=False)
    _seen: _Marks | None = field(default=None, init=False, repr=False)
    _next_look: float = field(default=float("-inf"), init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    async def among(self, digests: Iterable[bytes]) -> frozenset[bytes]:
        """Those of `digests` that are published."""
        if self.clock() >= self._next_look:
            # A list of a million takes seconds to read, in which others want an answer.
            await asyncio.to_thread(self._look)
        return self._known.intersection(digests)

    def _look(self) -> None:
        with self._lock:
            if self.clock() < self._next_look:
                return
            marks = self._marks()
            if marks != self._seen:
                self._known, self._seen = self._read(), marks
            self._next_look = self.clock() + self.pause

    def _read(self) -> frozenset[bytes]:
        found: set[bytes] = set()
        for name in self._names():
            try:
                found |= self.folder.load(name).digests
            except ConfigError as wrong:
                _log.error("published.list-left-out", problem=str(wrong))
            except OSError as failure:
                _log.error("published.list-left-out", error=type(failure).__name__)
        return frozenset(found)

    def _names(self) -> tuple[str, ...]:
        try:
            return self.folder.names()
        except ConfigError:
            return ()

    def _marks(self) -> _Marks:
        """Name, time of writing and inode of each list: every import makes a new file."""
        marks = set()
        for name in self._names():
            try:
                state = self.folder.file(name).stat()
            except OSError:  # it was just removed
                continue
            marks.add((name, state.st_mtime_ns, state.st_ino))
        return frozenset(marks)
