"""
Detection in processes of its own, so that one long prompt does not make everybody wait.

A prompt is judged completely or not at all: a worker that dies, hangs, raises or talks nonsense
means `DetectorDownError`, which refuses that prompt, and never fewer findings.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from policy.detectors.interface import Detector
from policy.finding import Finding
from proxy.detection_breaker import Breaker
from proxy.detection_link import Link
from proxy.detection_queue import LONG, DetectionQueue, Job
from proxy.lives import Kind, Lives

_log = structlog.get_logger()


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


class DetectionPool:
    """
    `processes` workers, each with a detector from `build`, which must pickle (a function of a
    module, or a `functools.partial` of one).

    A prompt gets an answer within `deadline_seconds`, waiting included, or none at all; a worker
    that looks at one for so long is ended. At most
    `queue_limit` short ones wait and as many long ones, one of each client before the second of
    anybody; together at most `max_chars` code points make one prompt. Long ones (files, mostly)
    never have all workers, so that others need not wait for their end.
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
        self._waiting = DetectionQueue(queue_limit)
        self._idle: list[Link] = []
        self._busy: dict[Link, Job] = {}
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

    async def scan(self, texts: Sequence[str], *, whose: str = "") -> tuple[Finding, ...]:
        """
        All findings in `texts`, read as one, of the client `whose` (`Client.holder`). Raises
        `DetectorDownError`.
        """
        size = sum(map(len, texts))
        if complaint := self._complaint(size):
            self._refused += 1
            raise DetectorDownError(complaint)
        if not texts:
            return ()
        done = asyncio.get_running_loop().create_future()
        job = self._begun(Job(whose, texts, size >= LONG, done))
        try:
            return await job.done
        except asyncio.CancelledError:
            self._left(job)
            raise

    def _complaint(self, size: int) -> str | None:
        if self._closed or not self._workers.have_begun:
            return "the detection pool is not running"
        if self._breaker.is_open(asyncio.get_running_loop().time()):
            return "detection failed too often in a row"
        if size > self._max_chars:
            return "the prompt is too long"
        return None

    def _begun(self, job: Job) -> Job:
        loop = asyncio.get_running_loop()
        job.timer = loop.call_later(self._deadline, self._expire, job)
        if self._idle and (not job.is_long or self._may_be_long):
            self._give(job)  # nobody waits who could have that worker
        elif (dropped := self._waiting.put(job, self._busy.values())) is not None:
            self._refuse(dropped)
        return job

    async def close(self) -> None:
        """End all workers; whoever still waits is refused."""
        self._closed = True
        await self._workers.end()
        waiting = iter(lambda: self._waiting.take(may_be_long=True), None)
        for job in (*waiting, *self._busy.values()):
            self._fail(job, "the detection pool was closed")
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
        while self._idle:
            job = self._waiting.take(may_be_long=self._may_be_long)
            if job is None:
                return
            if not job.done.done():  # else its client goes away in this moment
                self._give(job)

    def _give(self, job: Job) -> None:
        # The one that worked last: its caches are warm.
        job.link, job.given = self._idle.pop(), asyncio.get_running_loop().time()
        self._busy[job.link] = job
        job.link.ask(job.texts)

    @property
    def _may_be_long(self) -> bool:
        return sum(job.is_long for job in self._busy.values()) < max(1, self._processes - 1)

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

    def _expire(self, job: Job) -> None:
        self._timed_out += not job.done.done()
        if job.link is None:
            self._waiting.leave(job)
        else:
            # A worker has all of the time for itself. Were it cut for what waited long before, a
            # rush of prompts would end all workers, just when they are needed.
            loop = asyncio.get_running_loop()
            loop.call_at(job.given + self._deadline, self._cut, job, job.link)
        self._fail(job, "detection took too long")

    def _cut(self, job: Job, link: Link) -> None:
        if self._busy.get(link) is job:
            _log.warning("detection.timed_out")
            link.cut()  # its slot sees that and starts another

    def _went_wrong(self) -> None:
        if self._breaker.failed(asyncio.get_running_loop().time()):
            _log.error("detection.refused_for_a_while")

    def _refuse(self, job: Job) -> None:
        self._end(job)
        if not job.done.done():
            self._refused += 1
            job.done.set_exception(DetectorDownError("too many prompts wait for detection"))

    def _left(self, job: Job) -> None:
        """Its client went away. A worker that has it keeps its time."""
        if job.link is None:
            self._waiting.leave(job)
            self._end(job)

    def _fail(self, job: Job, why: str) -> None:
        self._end(job)
        if not job.done.done():
            self._failed += 1
            job.done.set_exception(DetectorDownError(why))

    def _end(self, job: Job) -> None:
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
        if not self._closed:
            self._dispatch()  # a long one may have room now
