"""
Detection in processes of its own, so that one long prompt does not make everybody wait.

A prompt is judged completely or not at all: a worker that dies, hangs, raises or talks nonsense
means `DetectorDownError`, which refuses that prompt, and never fewer findings.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from policy.detectors.interface import Detector
from policy.finding import Finding
from proxy.detection_breaker import Breaker
from proxy.detection_link import Link
from proxy.lives import Kind, Lives

_log = structlog.get_logger()

_LONG = 8_000
"""Characters from which on a prompt is long: 15 ms or more, which those behind would wait, too."""


class DetectorDownError(Exception):
    """Nobody could look at this prompt, so it may not leave. The message never quotes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolStats:
    """Counts since the start, and how things are now, for the metrics."""

    scanned: int
    failed: int
    """Nobody could look at it, those that took too long among them."""
    timed_out: int
    refused: int
    """Not even tried: the queue was full, or too many had failed in a row."""
    restarts: int
    waiting: int
    alive: int
    breaker_open: bool
    """Too many failed in a row, so that all are refused for a moment."""


@dataclass(slots=True, eq=False)
class _Job:
    texts: Sequence[str] = field(repr=False)
    done: asyncio.Future[tuple[Finding, ...]]
    link: Link | None = None
    """Who looks at it; None while it waits."""
    timer: asyncio.TimerHandle | None = None
    is_long: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_long = sum(map(len, self.texts)) >= _LONG


class DetectionPool:
    """
    `processes` workers, each with a detector from `build`, which must pickle (a function of a
    module, or a `functools.partial` of one).

    A prompt gets an answer within `deadline_seconds`, waiting included, or none at all. At most
    `queue_limit` prompts wait, and together at most `max_chars` code points make one prompt.
    Long ones (files, mostly) never have all workers, so that others need not wait for their end.
    """

    def __init__(
        self,
        build: Callable[[], Detector],
        *,
        processes: int,
        deadline_seconds: float,
        queue_limit: int = 256,
        max_chars: int = 40_000_000,
        start_seconds: float = 60.0,
    ) -> None:
        self._build = build
        self._processes = processes
        self._deadline = deadline_seconds
        self._queue_limit = queue_limit
        self._max_chars = max_chars
        self._workers = Lives(
            Kind(
                name="detection.worker",
                module="proxy.detection_worker",
                meet=self._meet,
                ready=self._is_ready,
                gone=self._forget,
                served=lambda: self._scanned,
                start_seconds=start_seconds,
            )
        )
        self._waiting: deque[_Job] = deque()
        self._idle: list[Link] = []
        self._busy: dict[Link, _Job] = {}
        self._breaker = Breaker()
        self._closed = False
        self._scanned = self._failed = self._refused = self._timed_out = 0

    async def start(self) -> None:
        """Start the workers; prompts wait for them, up to their deadline."""
        self._workers.begin(self._processes)

    async def ready(self) -> None:
        """Return once a worker can judge. Raises `DetectorDownError`, with the cause, if none."""
        if (complaint := await self._workers.first()) is not None:
            raise DetectorDownError(f"detection does not start: {complaint}")

    async def scan(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        """All findings in `texts`, read as one. Raises `DetectorDownError`."""
        if complaint := self._complaint(texts):
            self._refused += 1
            raise DetectorDownError(complaint)
        if not texts:
            return ()
        loop = asyncio.get_running_loop()
        job = _Job(texts, loop.create_future())
        job.timer = loop.call_later(self._deadline, self._expire, job)
        self._waiting.append(job)
        self._dispatch()
        return await job.done

    def _complaint(self, texts: Sequence[str]) -> str | None:
        if self._closed or not self._workers.have_begun:
            return "the detection pool is not running"
        if len(self._waiting) >= self._queue_limit and not self._idle:
            return "too many prompts wait for detection"
        if self._breaker.is_open(asyncio.get_running_loop().time()):
            return "detection failed too often in a row"
        if sum(map(len, texts)) > self._max_chars:
            return "the prompt is too long"
        return None

    async def close(self) -> None:
        """End all workers; whoever still waits is refused."""
        self._closed = True
        await self._workers.end()
        for job in (*self._waiting, *self._busy.values()):
            self._fail(job, "the detection pool was closed")
        self._waiting.clear()
        self._busy.clear()

    @property
    def stats(self) -> PoolStats:
        return PoolStats(
            scanned=self._scanned,
            failed=self._failed,
            refused=self._refused,
            restarts=self._workers.restarts,
            waiting=len(self._waiting),
            alive=len(self._idle) + len(self._busy),
            timed_out=self._timed_out,
            breaker_open=self._breaker.is_open(asyncio.get_running_loop().time()),
        )

    def _dispatch(self) -> None:
        while self._idle and (job := self._next()) is not None:
            # The one that worked last: its caches are warm.
            job.link = self._idle.pop()
            self._busy[job.link] = job
            job.link.ask(job.texts)

    def _next(self) -> _Job | None:
        """The first that waits and may be looked at now."""
        room = self._long_ones < max(1, self._processes - 1)
        for job in tuple(self._waiting):
            is_over = job.done.done()  # its client went away, or its time was up
            if not is_over and job.is_long and not room:
                continue
            self._waiting.remove(job)
            if not is_over:
                return job
            self._end(job)
        return None

    @property
    def _long_ones(self) -> int:
        return sum(job.is_long for job in self._busy.values())

    def answered(self, link: Link, outcome: tuple[Finding, ...] | str) -> None:
        """A worker is done with its request, and free for the next."""
        job = self._busy.pop(link)
        self._idle.append(link)
        if isinstance(outcome, str):
            self._went_wrong()
            self._fail(job, f"the detector raised {outcome}")
        else:
            self._scanned += 1
            self._breaker.succeeded()
            self._end(job)
            if not job.done.done():
                job.done.set_result(outcome)
        self._dispatch()

    def _expire(self, job: _Job) -> None:
        self._timed_out += not job.done.done()
        if job.link is not None and self._busy.get(job.link) is job:
            _log.warning("detection.timed_out")
            job.link.cut()  # its slot sees that and starts another
        self._fail(job, "detection took too long")

    def _went_wrong(self) -> None:
        if self._breaker.failed(asyncio.get_running_loop().time()):
            _log.error("detection.refused_for_a_while")

    def _fail(self, job: _Job, why: str) -> None:
        self._end(job)
        if not job.done.done():
            self._failed += 1
            job.done.set_exception(DetectorDownError(why))

    def _end(self, job: _Job) -> None:
        if job.timer is not None:
            job.timer.cancel()

    async def _meet(self, peer: socket.socket) -> Link:
        link = Link(self)
        await link.connect(peer)
        try:
            # A worker's own end, should we be gone: well after we would have killed it.
            link.send_orders(self._build, 2 * self._deadline + 1)
        except BaseException:
            link.cut()
            raise
        return link

    def _is_ready(self, link: Link) -> None:
        self._idle.append(link)
        self._dispatch()

    def _forget(self, link: Link) -> None:
        if link in self._idle:
            self._idle.remove(link)
        job = self._busy.pop(link, None)
        if job is not None and not self._closed:
            self._went_wrong()
        if job is not None:
            self._fail(job, "the detector died")
