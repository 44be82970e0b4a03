"""
Detection in processes of its own, so that one long prompt does not make everybody wait.

A prompt is judged completely or not at all: a worker that dies, hangs, raises or talks nonsense
means `DetectorDownError`, which refuses that prompt, and never fewer findings.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from policy.detectors.interface import Detector
from policy.finding import Finding
from proxy.detection_breaker import Breaker
from proxy.detection_link import Link, Process, end_worker, start_worker

_log = structlog.get_logger()

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 15.0


class DetectorDownError(Exception):
    """Nobody could look at this prompt, so it may not leave. The message never quotes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolStats:
    """Counts since the start, and how things are now, for the metrics."""

    scanned: int
    failed: int
    refused: int
    """Not even tried: the queue was full, or too many had failed in a row."""
    restarts: int
    waiting: int
    alive: int


@dataclass(slots=True, eq=False)
class _Job:
    texts: Sequence[str] = field(repr=False)
    done: asyncio.Future[tuple[Finding, ...]]
    link: Link | None = None
    """Who looks at it; None while it waits."""
    timer: asyncio.TimerHandle | None = None


class DetectionPool:
    """
    `processes` workers, each with a detector from `build`, which must pickle (a function of a
    module, or a `functools.partial` of one).

    A prompt gets an answer within `deadline_seconds`, waiting included, or none at all. At most
    `queue_limit` prompts wait, and together at most `max_chars` code points make one prompt.
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
        self._start_seconds = start_seconds
        self._waiting: deque[_Job] = deque()
        self._idle: list[Link] = []
        self._busy: dict[Link, _Job] = {}
        self._breaker = Breaker()
        self._slots: list[asyncio.Task[None]] = []
        self._children: set[Process] = set()
        self._first: asyncio.Future[str | None] | None = None
        self._closed = False
        self._scanned = self._failed = self._refused = self._restarts = 0

    async def start(self) -> None:
        """Start the workers; prompts wait for them, up to their deadline."""
        loop = asyncio.get_running_loop()
        self._first = loop.create_future()
        self._slots = [loop.create_task(self._keep_alive()) for _ in range(self._processes)]

    async def ready(self) -> None:
        """Return once a worker can judge. Raises `DetectorDownError`, with the cause, if none."""
        if self._first is None:
            raise DetectorDownError("the detection pool was not started")
        complaint = await asyncio.shield(self._first)
        if complaint is not None:
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
        if self._closed or self._first is None:
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
        for slot in self._slots:
            slot.cancel()
        await asyncio.gather(*self._slots, return_exceptions=True)
        for process in tuple(self._children):  # whose slot was cancelled while it ended them
            await self._end_child(process)
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
            restarts=self._restarts,
            waiting=len(self._waiting),
            alive=len(self._idle) + len(self._busy),
        )

    def _dispatch(self) -> None:
        while self._idle and self._waiting:
            job = self._waiting.popleft()
            if job.done.done():  # its client went away, or its time was up
                self._end(job)
                continue
            # The one that worked last: its caches are warm.
            job.link = self._idle.pop()
            self._busy[job.link] = job
            job.link.ask(job.texts)

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

    async def _keep_alive(self) -> None:
        """One worker after the other, for ever; slower while they die young."""
        pause = _FIRST_PAUSE
        while True:
            before = self._scanned
            complaint = await self._one_life()
            if complaint is not None:
                _log.error("detection.worker_failed", cause=complaint)
                self._tell_first(complaint)
            pause = _FIRST_PAUSE if self._scanned > before else min(pause * 2, _LONGEST_PAUSE)
            await asyncio.sleep(pause)
            self._restarts += 1

    async def _one_life(self) -> str | None:
        """From the start of a worker to its end; why it never became ready, or None."""
        link = Link(self)
        try:
            process, peer = start_worker()
            self._children.add(process)
        except OSError as e:
            return e.strerror or type(e).__name__
        try:
            await link.connect(peer)
            return await self._lived(process, link)
        except Exception as e:  # noqa: BLE001 -- no text comes here, and a slot never gives up
            return f"{type(e).__name__}: {e}"
        finally:
            self._forget(link)
            link.cut()
            await self._end_child(process)

    async def _end_child(self, process: Process) -> None:
        await end_worker(process)
        self._children.discard(process)

    async def _lived(self, process: Process, link: Link) -> str | None:
        # A worker's own end, should we be gone: well after we would have killed it.
        link.send_orders(self._build, 2 * self._deadline + 1)
        try:
            async with asyncio.timeout(self._start_seconds):
                complaint = await link.greeting
        except TimeoutError:
            return "it takes too long to start"
        if complaint is not None:
            return complaint
        _log.info("detection.worker_ready", pid=process.pid)
        self._tell_first(None)
        self._idle.append(link)
        self._dispatch()
        await link.lost
        return None

    def _tell_first(self, complaint: str | None) -> None:
        if self._first is not None and not self._first.done():
            self._first.set_result(complaint)

    def _forget(self, link: Link) -> None:
        if link in self._idle:
            self._idle.remove(link)
        job = self._busy.pop(link, None)
        if job is not None and not self._closed:
            self._went_wrong()
        if job is not None:
            self._fail(job, "the detector died")
