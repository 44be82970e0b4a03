"""
Where uploaded files are read: in processes that can do nothing else, one for each document.

A document is read completely or refused: a reader that dies, hangs, raises or talks nonsense means
`UnreadError`, and never less text. What a document does to its reader, no other document notices.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from functools import partial

import structlog

from addons.own_task import own_task
from policy.documents.interface import Contents, Unread, UnreadError
from proxy.detection_breaker import Breaker
from proxy.fair_places import CrowdedError, FairPlaces
from proxy.fair_row import FairRow
from proxy.lives import Kind, Lives
from proxy.reading_case import Case
from proxy.reading_child import Orders, ReadDocument
from proxy.reading_link import Link

_log = structlog.get_logger()

_GRACE_SECONDS = 1.0
"""How long after its deadline a document waits for the server to say that its child was ended."""


class ReadingDownError(Exception):
    """No document can be read. The message tells why; it was made before there was a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomStats:
    """Counts since the start, and how things are now, for the metrics."""

    read: int
    unread: int
    """The answer was a reason, whoever gave it."""
    refused: int
    """Not even tried: too large, too many, or too many failures of the server in a row."""
    restarts: int
    waiting: int
    working: int
    held_bytes: int
    """Of all documents that wait or are read."""


class ReadingRoom:
    """
    At most `processes` documents are read at once, each by a child of one server.

    `read` reads one (see `ReadDocument`), within `deadline_seconds` and those that it earns
    (`EarnsTime`), or not at all. One of each client comes before the second of anybody. A client's
    only one waits as long as another may take that was there before; a further one waits for
    `deadline_seconds`. One has `max_bytes` at most, all that wait or are read
    `memory_budget_bytes` together, and `queue_limit` wait. A reader may take `memory_bytes`.
    """

    def __init__(  # noqa: PLR0913 -- each is a bound of its own, told by name
        self,
        read: ReadDocument,
        *,
        processes: int,
        deadline_seconds: float = 5.0,
        max_bytes: int = 25 * 1024 * 1024,
        memory_budget_bytes: int = 100 * 1024 * 1024,
        queue_limit: int = 32,
        memory_bytes: int = 1024**3,
        start_seconds: float = 60.0,
    ) -> None:
        self._orders = Orders(
            read=read,
            places=processes,
            deadline_seconds=deadline_seconds,
            memory_bytes=memory_bytes,
            max_bytes=max_bytes,
        )
        self._budget = memory_budget_bytes
        self._servers = Lives(
            Kind(
                name="reading.server",
                module="proxy.reading_server",
                # Datagrams that stay whole and in order, and an end that tells of the other's.
                socket_kind=socket.SOCK_SEQPACKET,
                meet=self._meet,
                ready=self._is_ready,
                gone=lambda _: None,  # the link tells of that itself
                served=lambda: self._read,
                start_seconds=start_seconds,
            )
        )
        self._places = FairPlaces(processes, FairRow(queue_limit))
        self._breaker = Breaker()
        self._open = asyncio.Event()
        """Set while there is a server that is ready."""
        self._link: Link | None = None
        self._closed = False
        self._read = self._unread = self._refused = 0
        self._waiting = self._working = self._held = 0

    async def start(self) -> None:
        """Start the server; documents wait for it, up to their deadline."""
        self._servers.begin(1)

    async def ready(self) -> None:
        """Return once a canary was read. Raises `ReadingDownError`, with the cause, if none was."""
        if (complaint := await self._servers.first()) is not None:
            raise ReadingDownError(f"reading does not start: {complaint}")

    async def read(self, raw: bytes, *, whose: str = "") -> Contents:
        """
        All that the document `raw` of the client `whose` (`Client.holder`) says. Raises
        `UnreadError`; cancelled, it ends the reader.
        """
        await own_task()  # before it is looked at: there must be room when it is counted
        if reason := self._objection(raw):
            self._refused += 1
            raise UnreadError(reason)
        self._held += len(raw)
        try:
            contents = await self._read_at(await self._admitted(whose), raw, whose)
        except CrowdedError:
            self._refused += 1
            raise UnreadError(Unread.BUSY) from None
        except UnreadError:
            self._unread += 1
            raise
        finally:
            self._held -= len(raw)
        self._read += 1
        return contents

    async def close(self) -> None:
        """End the server and its children; whoever still waits is refused."""
        self._closed = True
        self._open.set()  # whoever waits for a server sees that there is none
        await self._servers.end()

    @property
    def stats(self) -> RoomStats:
        return RoomStats(
            read=self._read,
            unread=self._unread,
            refused=self._refused,
            restarts=self._servers.restarts,
            waiting=self._waiting,
            working=self._working,
            held_bytes=self._held,
        )

    def _objection(self, raw: bytes) -> Unread | None:
        if self._closed or not self._servers.have_begun:
            return Unread.DIED
        if len(raw) > self._orders.max_bytes:
            return Unread.TOO_LARGE
        if self._held + len(raw) > self._budget:
            return Unread.BUSY
        if self._breaker.is_open(asyncio.get_running_loop().time()):
            return Unread.BUSY
        return None

    async def _admitted(self, whose: str) -> Link:
        """
        The server, once it has a place for one more; whoever gets it has taken that place. Raises
        `UnreadError` when there is none in time, and `CrowdedError`.
        """
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience(whose)):
                await self._places.take(whose)
            return await self._served(whose)
        except TimeoutError:
            if self._link is None:
                self._went_wrong()
            raise UnreadError(Unread.BUSY) from None
        finally:
            self._waiting -= 1

    def _patience(self, whose: str) -> float:
        if self._places.has_any(whose):
            return self._orders.deadline_seconds
        return self._orders.longest_seconds + _GRACE_SECONDS

    async def _served(self, whose: str) -> Link:
        try:
            async with asyncio.timeout(self._orders.deadline_seconds):
                return await self._present()
        except BaseException:
            self._places.give_back(whose)
            raise

    async def _present(self) -> Link:
        while not self._closed:
            await self._open.wait()
            if self._link is not None:
                return self._link
        raise UnreadError(Unread.DIED)

    def _lost(self) -> None:
        self._link = None
        if not self._closed:
            self._open.clear()

    async def _read_at(self, link: Link, raw: bytes, whose: str) -> Contents:
        """The place is free again when the child is gone, which may be a moment later."""
        try:
            case = await link.read(raw)
        except BaseException as e:
            self._places.give_back(whose)
            if isinstance(e, OSError):
                raise UnreadError(Unread.BUSY) from None  # out of descriptors
            raise
        self._working += 1
        case.gone.add_done_callback(partial(self._left, whose))
        try:
            return await self._outcome(link, case)
        finally:
            if link.failed(case):
                self._went_wrong()
            elif not case.outcome.cancelled():
                self._breaker.succeeded()
            link.dismiss(case)

    async def _outcome(self, link: Link, case: Case) -> Contents:
        try:
            async with asyncio.timeout(self._orders.longest_seconds + _GRACE_SECONDS):
                return await case.outcome
        except TimeoutError:
            # It should have been ended by now, so whoever ends children does not.
            _log.warning("reading.server_hangs")
            link.cut()
            raise UnreadError(Unread.TIMED_OUT) from None

    def _left(self, whose: str, _: object) -> None:
        self._working -= 1
        self._places.give_back(whose)

    def _went_wrong(self) -> None:
        """
        With the server. A document that kills its reader tells nothing about the next, so it may
        not close the room to others.
        """
        if self._breaker.failed(asyncio.get_running_loop().time()):
            _log.error("reading.refused_for_a_while")

    async def _meet(self, peer: socket.socket) -> Link:
        link = Link(peer, self._lost)
        try:
            link.send_orders(self._orders)
        except BaseException:
            link.cut()
            raise
        return link

    def _is_ready(self, link: Link) -> None:
        self._link = link
        self._open.set()
