"""
One document on its way to a child and back, as the gateway sees it: a socket of its own.

The bytes leave from where they lie, as fast as the child takes them; the answer comes in small
bites that are checked one by one, so that other people's requests are served in between.
"""

from __future__ import annotations

import asyncio
import socket
from typing import cast

from policy.documents.interface import Contents, Unread, UnreadError
from proxy.detection_frames import FrameError
from proxy.reading_child import LENGTH
from proxy.reading_frames import AnswerReader
from proxy.reading_reports import Fate

BITE = 16 * 1024
"""Bytes of an answer that are checked in one turn of the event loop; a millisecond or two."""

_REASONS = {Fate.TIMED_OUT: Unread.TIMED_OUT, Fate.UNBORN: Unread.BUSY}


class Case(asyncio.BufferedProtocol):
    """`outcome` is what was read, or an `UnreadError`; `gone` is done when its child is no more."""

    def __init__(self, number: int) -> None:
        loop = asyncio.get_running_loop()
        self.number = number
        self.outcome: asyncio.Future[Contents] = loop.create_future()
        self.gone: asyncio.Future[Fate] = loop.create_future()
        self.silent: asyncio.Future[None] = loop.create_future()
        """Done when nothing more will be said."""
        self._bite = bytearray(BITE)
        self._answer = AnswerReader()
        self._transport: asyncio.Transport | None = None

    async def connect(self, ours: socket.socket) -> None:
        """Talk over `ours`, which is the case's from now on. Raises `OSError`."""
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=ours)
        except BaseException:
            ours.close()
            raise

    def send(self, raw: bytes) -> None:
        """What the transport cannot send at once it keeps by reference."""
        if self._transport is not None:
            self._transport.write(LENGTH.pack(len(raw)))
            self._transport.write(raw)

    def close(self) -> None:
        """Hang up; what the child still says is not heard."""
        self.fail(Unread.DIED)
        if self._transport is not None:
            self._transport.abort()

    def fail(self, reason: Unread) -> None:
        """Unless it has an outcome already."""
        if not self.outcome.done():
            self.outcome.set_exception(UnreadError(reason))
            self.outcome.exception()  # whoever asked may have gone away, which is no news

    def ended(self, fate: Fate) -> None:
        """Its child is gone; what it said before may still be under way."""
        if self.gone.done():
            return
        self.gone.set_result(fate)
        if fate is not Fate.LEFT or self.silent.done():
            self.fail(_REASONS.get(fate, Unread.DIED))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A stream socket gives a transport that writes; uvloop's is no `asyncio.Transport` by type.
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._bite

    def buffer_updated(self, nbytes: int) -> None:
        if self.outcome.done():
            return
        self._rest()
        try:
            self._answer.feed(bytes(memoryview(self._bite)[:nbytes]))
        except UnreadError as unread:
            self.fail(unread.reason)
        except FrameError:
            self.fail(Unread.DIED)
        if self._answer.contents is not None and not self.outcome.done():
            self.outcome.set_result(self._answer.contents)

    def _rest(self) -> None:
        """Until the next turn of the loop: uvloop would offer dozens of bites in this one."""
        if self._transport is not None:
            self._transport.pause_reading()
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if not self.silent.done():
            self.silent.set_result(None)
        if self.gone.done():
            self.fail(_REASONS.get(self.gone.result(), Unread.DIED))
