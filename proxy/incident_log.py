"""
The incident log: a decision takes effect after its incident is on disk, and not before.

Many prompts wait for one writer thread, which appends all that wait and syncs once (group
commit): full durability costs one sync per batch, and the event loop never touches the disk.
"""

from __future__ import annotations

import asyncio
import errno
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any, Self

from addons.own_task import within
from config.private_files import read_or_create_key
from policy.incident import Incident, to_ecs
from policy.incident_chain import canonical
from proxy.incident_folder import IncidentFolder
from proxy.version import VERSION

INCIDENTS = "incidents"
CHAIN_KEY = "secrets/chain.key"
"""Where the log and its key are in the state folder."""

_MAX_BATCH = 1024


@dataclass(frozen=True, slots=True)
class _Entry:
    """One incident that waits for the disk."""

    day: str
    document: dict[str, Any]
    done: asyncio.Future[None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStats:
    """Counts since the start, for the metrics."""

    recorded: int
    failed: int
    waiting: int


class ChainedLog:
    """
    `policy.incident.IncidentLog` on disk: one hash-chained JSON Lines file per UTC day.

    At most `queue_limit` incidents wait, none longer than `deadline_seconds`. An incident that
    came too late may still be written: the log then tells of a decision that was not carried
    out, which errs on the right side. A disk that fails refuses what waits for it; the next
    incident tries again, so it recovers by itself.
    """

    def __init__(
        self,
        folder: Path,
        key: bytes,
        observer_version: str,
        *,
        queue_limit: int = 4096,
        deadline_seconds: float = 5.0,
    ) -> None:
        self._folder = IncidentFolder(folder, key)
        self._observer_version = observer_version
        self._queue_limit = queue_limit
        self._deadline_seconds = deadline_seconds
        self._waiting: deque[_Entry] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self._recorded = self._failed = 0
        # A daemon: a disk that hangs must not keep the process from ending.
        self._writer = threading.Thread(target=self._write, name="incident-log", daemon=True)
        self._writer.start()

    @classmethod
    def open(cls, state_dir: Path) -> Self:
        """
        The log of an installation, with the key in its folder of secrets.

        Raises `config.errors.ConfigError` when that key cannot be used.
        """
        key = read_or_create_key(state_dir / CHAIN_KEY)
        return cls(state_dir / INCIDENTS, key, VERSION)

    async def record(self, incident: Incident) -> None:
        """
        Return once `incident` is on disk. Raises `OSError` when it cannot be (`TimeoutError` is
        one), and `ValueError` for an incident that is not one.
        """
        if incident.at.tzinfo is None:
            raise ValueError("an incident needs a time with a time zone")
        document = to_ecs(incident, observer_version=self._observer_version)
        canonical(document)  # raises here, for one incident, not in the writer, for a batch
        day = incident.at.astimezone(UTC).date().isoformat()
        entry = _Entry(day, document, asyncio.get_running_loop().create_future())
        self._enqueue(entry)
        await within(self._deadline_seconds, entry.done)

    def _enqueue(self, entry: _Entry) -> None:
        with self._wake:
            if self._closed:
                raise OSError(errno.ESHUTDOWN, "the incident log is closed")
            if len(self._waiting) >= self._queue_limit:
                raise OSError(errno.ENOBUFS, "too many incidents wait for the disk")
            self._waiting.append(entry)
            self._wake.notify()

    async def close(self) -> None:
        """Write what waits, then end the writer. Returns after the deadline in any case."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        await asyncio.to_thread(self._writer.join, self._deadline_seconds)

    @property
    def stats(self) -> LogStats:
        return LogStats(recorded=self._recorded, failed=self._failed, waiting=len(self._waiting))

    def _write(self) -> None:
        while batch := self._next_batch():
            for day, entries in groupby(batch, key=lambda entry: entry.day):
                self._commit(day, tuple(entries))

    def _next_batch(self) -> list[_Entry]:
        """All that wait, at least one; none once the log is closed and empty."""
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._closed)
            size = min(len(self._waiting), _MAX_BATCH)
            return [self._waiting.popleft() for _ in range(size)]

    def _commit(self, day: str, entries: Sequence[_Entry]) -> None:
        failure: OSError | None = None
        try:
            self._folder.append(day, [entry.document for entry in entries])
            self._recorded += len(entries)
        except OSError as e:
            failure = e
        except BaseException as e:  # noqa: BLE001 -- a dead writer would leave everybody waiting
            failure = OSError(errno.EIO, f"the incident log failed: {type(e).__name__}")
        if failure is not None:
            self._failed += len(entries)
        _tell(entries, failure)


def _tell(entries: Iterable[_Entry], failure: OSError | None) -> None:
    """Resolve futures from the writer thread: one call into each loop, not one per incident."""
    by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for entry in entries:
        by_loop.setdefault(entry.done.get_loop(), []).append(entry.done)
    for loop, futures in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, futures, failure)
        except RuntimeError:  # the loop is closed; nobody waits any more
            continue


def _resolve(futures: Iterable[asyncio.Future[None]], failure: OSError | None) -> None:
    for future in futures:
        if future.done():
            continue
        if failure is None:
            future.set_result(None)
        else:
            # One for each waiter: a shared one would collect all their tracebacks.
            future.set_exception(OSError(*failure.args))
