"""
gunicorn's threads, which get a request when all of it is there.

As gunicorn comes, a thread reads from its client: a handful of clients that send a byte now and
then stop the console for everybody. Here the event loop listens, to hundreds at once, and refuses
what no page of ours wants; a thread only works.
"""

from __future__ import annotations

import errno
import selectors
import socket
import time
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from gunicorn.http import get_parser  # type: ignore[import-untyped]  # it ships no types
from gunicorn.workers.gthread import (  # type: ignore[import-untyped]  # it ships no types
    TConn,
    ThreadWorker,
)

from proxy.console_connections import PATIENCE, Hearing, accepted

_MOST_LARGE: Final = 2
"""Files that may be on their way in at the same time: they wait in memory."""
_SWEEP_SECONDS: Final = 0.25
_NOBODY_THERE: Final = {errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED}
_NO_ROOM: Final = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class ConsoleWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Everything here runs on the event loop; `handle` of gunicorn runs in the threads."""

    patience = PATIENCE
    """Seconds that a request may take to arrive."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._hearing: dict[TConn, Hearing] = {}
        """The oldest first."""
        self._next_sweep = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Listen to one more client, if need be instead of the one that takes longest."""
        try:
            client, address = accepted(listener)
        except OSError as wrong:
            if wrong.errno in _NO_ROOM:
                self._drop_oldest()
            elif wrong.errno not in _NOBODY_THERE:
                raise
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._drop_oldest()
        conn = TConn(self.cfg, client, address, listener.getsockname())
        conn.parser = get_parser(self.cfg, client, address)
        conn.initialized = True
        self._hear(conn, self.patience)

    def finish_request(self, conn: TConn, done: Future[object]) -> None:
        """Answered: the next request of this client, or the end."""
        if conn.sock.fileno() < 0:  # gunicorn closed it: the answer broke off in the middle
            self.nr_conns -= 1
            return
        hearing = self._hear(conn, self.cfg.keepalive)
        if done.cancelled() or done.exception() is not None or not done.result():
            hearing.end(HTTPStatus.OK)
        elif begun := conn.parser.unreader.take_buffered() + conn.sock.unread():
            hearing.take(begun)
            self._advance(conn, hearing)

    def murder_pending(self) -> None:
        """Whoever takes too long. When we stop, also whoever has not said anything."""
        now = time.monotonic()
        if now < self._next_sweep:
            return
        self._next_sweep = now + _SWEEP_SECONDS
        for conn, hearing in list(self._hearing.items()):
            if hearing.until <= now and hearing.heard:
                hearing.refuse(HTTPStatus.REQUEST_TIMEOUT)
            elif hearing.until <= now or (hearing.is_silent and not self.alive):
                self._drop(conn)

    def murder_keepalived(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 -- gunicorn's
        """`force`: we stop now."""
        for conn in list(self._hearing) if force else ():
            self._drop(conn)

    def _hear(self, conn: TConn, seconds: float) -> Hearing:
        """Listen; within so many seconds it must say something."""
        conn.sock.settimeout(0.0)
        until = time.monotonic() + seconds
        hearing = Hearing(conn.sock, until=until, patience=self.patience)
        self._hearing[conn] = hearing
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._listen, conn))
        return hearing

    def _listen(self, conn: TConn, _client: socket.socket) -> None:
        hearing = self._hearing[conn]
        try:
            is_there = hearing.listen()
        except OSError:
            is_there = False
        if is_there:
            self._advance(conn, hearing)
        else:
            self._drop(conn)

    def _advance(self, conn: TConn, hearing: Hearing) -> None:
        if hearing.refused is None and hearing.is_whole:
            self._stop_hearing(conn)
            conn.sock.answer(hearing.heard)
            self.enqueue_req(conn)
        elif hearing.head is not None and hearing.head.is_large and self._are_too_many():
            hearing.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def _are_too_many(self) -> bool:
        under_way = (h for h in self._hearing.values() if h.refused is None)
        return sum(1 for h in under_way if h.head is not None and h.head.is_large) > _MOST_LARGE

    def _drop_oldest(self) -> None:
        if oldest := next(iter(self._hearing), None):
            self._drop(oldest)

    def _drop(self, conn: TConn) -> None:
        self._stop_hearing(conn)
        self.nr_conns -= 1
        conn.close()

    def _stop_hearing(self, conn: TConn) -> None:
        del self._hearing[conn]
        self.poller.unregister(conn.sock)
