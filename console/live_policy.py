"""
The policy files as they are now: read again when they change; a broken file changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import structlog

from config.errors import ConfigError
from policy.catalogue import Catalogue
from policy.department import Departments
from policy.rulebook import Rulebook

_log = structlog.get_logger()

type Fingerprint = frozenset[tuple[str, int, int]]


class PublishedPolicy(Protocol):
    """The part of the policy that the portal shows."""

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def departments(self) -> Departments: ...

    @property
    def rulebook(self) -> Rulebook: ...


@dataclass(slots=True, kw_only=True)
class LivePolicy:
    """
    The newest sound policy. Threads may share it: one reads, the others go on with the old one.

    The first use raises `ConfigError` when there is nothing sound to start from.
    """

    load: Callable[[], PublishedPolicy]
    """Reads everything anew; raises `ConfigError`."""
    sources: tuple[Path, ...]
    """Files, and folders whose `*.yaml` (not below them) belong to the policy."""
    clock: Callable[[], float]
    """Seconds, monotonic."""
    pause: float = 1.0
    """Seconds between looks at the files, however many requests come."""
    sound: bool = field(default=False, init=False)
    """Whether the files of this moment are the policy that is shown."""
    _policy: PublishedPolicy | None = field(default=None, init=False, repr=False)
    _seen: Fingerprint | None = field(default=None, init=False, repr=False)
    _changed: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)
    _next_look: float = field(default=float("-inf"), init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @property
    def catalogue(self) -> Catalogue:
        return self._current().catalogue

    @property
    def departments(self) -> Departments:
        return self._current().departments

    @property
    def rulebook(self) -> Rulebook:
        return self._current().rulebook

    @property
    def changed(self) -> datetime:
        """When the newest file of the policy that is shown was last written."""
        self._current()
        return self._changed

    def _current(self) -> PublishedPolicy:
        policy = self._policy
        if policy is None:
            with self._lock:
                return self._policy or self._read(self._fingerprint())
        if self.clock() >= self._next_look and self._lock.acquire(blocking=False):
            try:
                return self._look(policy)
            finally:
                self._lock.release()
        return policy

    def _look(self, policy: PublishedPolicy) -> PublishedPolicy:
        self._next_look = self.clock() + self.pause
        found = self._fingerprint()
        if found == self._seen and not _has_run_out(policy):
            return policy
        self._seen = found  # a broken file is complained about once, not every second
        try:
            return self._read(found)
        except ConfigError as wrong:
            _log.error("portal.policy-kept-old", problem=str(wrong))
        except Exception as failure:  # noqa: BLE001 -- a reader's bug must not take the list down
            _log.error("portal.policy-kept-old", error=type(failure).__name__)
        self.sound = False
        return policy

    def _read(self, found: Fingerprint) -> PublishedPolicy:
        policy = self.load()
        self._policy, self._seen, self.sound = policy, found, True
        newest = max((written for _, written, _ in found), default=0)
        self._changed = datetime.fromtimestamp(newest / 1e9, tz=UTC)
        self._next_look = self.clock() + self.pause
        return policy

    def _fingerprint(self) -> Fingerprint:
        """Name, time of writing and size of every file; what is not there is left out."""
        return frozenset(mark for source in self.sources for mark in _marks(source))


def _has_run_out(policy: PublishedPolicy) -> bool:
    """Whether a decision in it has ended, so that the same files say something else now."""
    until: datetime | None = getattr(policy, "good_until", None)
    return until is not None and until <= datetime.now(UTC)


def _marks(source: Path) -> list[tuple[str, int, int]]:
    files = sorted(source.glob("*.yaml")) if source.is_dir() else [source]
    marks = []
    for file in files:
        try:
            state = file.stat()
        except OSError:  # it vanished, or was never there
            continue
        marks.append((str(file), state.st_mtime_ns, state.st_size))
    return marks
