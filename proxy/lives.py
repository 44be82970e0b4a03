"""
Children that are always there: one after the other, for ever, and slower while they die young.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from proxy.child_process import Process, end_child, start_child

_log = structlog.get_logger()

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 15.0
_HEAD_START = 3.0
"""Seconds that the others wait for the first at most: it may be the one that never gets ready."""


class Link(Protocol):
    """One child as the gateway sees it."""

    @property
    def greeting(self) -> asyncio.Future[str | None]:
        """None once it is ready; else what it says went wrong."""
        ...

    async def end(self) -> None:
        """Return when it is no more."""
        ...

    def cut(self) -> None:
        """Hang up; what it still says is not heard."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind[L: Link]:
    """What children of one kind are, and who cares."""

    name: str
    """In the log, such as `detection.worker`."""
    module: str
    socket_kind: socket.SocketKind = socket.SOCK_STREAM
    meet: Callable[[socket.socket], Awaitable[L]]
    """A link over that socket, ours from then on, with the child's orders under way."""
    ready: Callable[[L], None]
    gone: Callable[[L], None]
    """Called before the link is cut, also of one that never became ready."""
    served: Callable[[], int]
    """How much they have done so far, all of them: one that did nothing died young."""
    start_seconds: float


class Lives[L: Link]:
    """Some children of one kind, each of which is followed by another."""

    def __init__(self, kind: Kind[L]) -> None:
        self.restarts = 0
        self._kind = kind
        self._tasks: list[asyncio.Task[None]] = []
        self._processes: set[Process] = set()
        self._first: asyncio.Future[str | None] | None = None

    @property
    def have_begun(self) -> bool:
        return self._first is not None

    def begin(self, count: int) -> None:
        """
        So many: one, and the others once it is ready, for somebody waits for the first, and what
        it made and keeps on disk they need not make again.
        """
        loop = asyncio.get_running_loop()
        self._first = loop.create_future()
        self._tasks = [loop.create_task(self._keep_alive())]
        self._tasks += [loop.create_task(self._follow(self._first)) for _ in range(count - 1)]

    async def first(self) -> str | None:
        """None once one is ready; else why none became so, which was told before any work."""
        if self._first is None:
            return "nobody started it"
        return await asyncio.shield(self._first)

    async def end(self) -> None:
        """All of them, and none follows."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for process in tuple(self._processes):  # whose task was cancelled while it ended them
            await self._end(process)
        self._tell_first("it was closed")

    async def _follow(self, first: asyncio.Future[str | None]) -> None:
        await asyncio.wait((first,), timeout=_HEAD_START)
        await self._keep_alive()

    async def _keep_alive(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            before = self._kind.served()
            complaint = await self._one_life()
            if complaint is not None:
                _log.error(f"{self._kind.name}_failed", cause=complaint)
                self._tell_first(complaint)
            is_well = self._kind.served() > before
            pause = _FIRST_PAUSE if is_well else min(pause * 2, _LONGEST_PAUSE)
            await asyncio.sleep(pause)
            self.restarts += 1

    async def _one_life(self) -> str | None:
        """From a child's start to its end; why it never became ready, or None."""
        try:
            process, peer = start_child(self._kind.module, self._kind.socket_kind)
        except OSError as e:
            return e.strerror or type(e).__name__
        self._processes.add(process)
        link: L | None = None
        try:
            link = await self._kind.meet(peer)
            return await self._lived(process, link)
        except Exception as e:  # noqa: BLE001 -- no text comes here, and nobody ever gives up
            return f"{type(e).__name__}: {e}"
        finally:
            if link is not None:
                self._kind.gone(link)
                link.cut()
            await self._end(process)

    async def _lived(self, process: Process, link: L) -> str | None:
        try:
            async with asyncio.timeout(self._kind.start_seconds):
                complaint = await link.greeting
        except TimeoutError:
            return "it takes too long to start"
        if complaint is not None:
            return complaint
        _log.info(f"{self._kind.name}_ready", pid=process.pid)
        self._tell_first(None)
        self._kind.ready(link)
        await link.end()
        return None

    async def _end(self, process: Process) -> None:
        await end_child(process)
        self._processes.discard(process)

    def _tell_first(self, complaint: str | None) -> None:
        if self._first is not None and not self._first.done():
            self._first.set_result(complaint)
