"""
One detection worker as the gateway sees it: a process, a socket, at most one request under way.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import socket
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from policy.detectors.interface import Detector
from policy.finding import Finding
from proxy.detection_frames import (
    FrameBuffer,
    FrameError,
    framed,
    pack_request,
    unpack_answer,
)

_MAX_ANSWER = 1 << 24


class Listener(Protocol):
    """Whoever gave the link a request."""

    def answered(self, link: Link, outcome: tuple[Finding, ...] | str) -> None:
        """The request is done; a string says why it could not be."""
        ...


class Link(asyncio.Protocol):
    """Frames to and from one worker. `lost` is resolved when its socket is closed."""

    def __init__(self, listener: Listener) -> None:
        loop = asyncio.get_running_loop()
        self.greeting: asyncio.Future[str | None] = loop.create_future()
        """None once the worker is ready; else what it says went wrong."""
        self.lost: asyncio.Future[None] = loop.create_future()
        self._listener = listener
        self._buffer = FrameBuffer(_MAX_ANSWER)
        self._transport: asyncio.Transport | None = None
        self._number = 0
        self._texts: Sequence[str] | None = None

    async def connect(self, peer: socket.socket) -> None:
        """Talk over `peer`, which is ours from now on. Raises `OSError`."""
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=peer)
        except BaseException:
            peer.close()
            raise

    def send_orders(self, build: Callable[[], Detector], limit_seconds: float) -> None:
        self._write(framed(pickle.dumps((build, limit_seconds))))

    def ask(self, texts: Sequence[str]) -> None:
        """Have `texts` looked at; the listener hears of it once, unless the link is lost."""
        self._number += 1
        self._texts = texts
        self._write(pack_request(self._number, texts))

    async def end(self) -> None:
        await self.lost

    def cut(self) -> None:
        """Hang up; what the worker still says is not heard."""
        self._texts = None
        if self._transport is not None:
            self._transport.abort()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A stream socket gives a transport that writes; uvloop's is no `asyncio.Transport` by type.
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        try:
            for message in _at_most_one(self._buffer.feed(data)):
                self._received(message)
        except FrameError:
            self.cut()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if not self.greeting.done():
            self.greeting.set_result("it ended before it was ready")
        if not self.lost.done():
            self.lost.set_result(None)

    def _received(self, message: bytes) -> None:
        if not self.greeting.done():
            self.greeting.set_result(_greeting(message))
            return
        if self._texts is None:
            raise FrameError("nobody asked")
        outcome = unpack_answer(message, self._number, self._texts)
        self._texts = None
        self._listener.answered(self, outcome)


def _at_most_one(messages: list[bytes]) -> list[bytes]:
    """One request is under way, so there is one thing to say."""
    if len(messages) > 1:
        raise FrameError("too many messages")
    return messages


def _greeting(message: bytes) -> str | None:
    try:
        said: Any = json.loads(message)
    except (ValueError, RecursionError):
        raise FrameError("this is no greeting") from None
    match said:
        case {"ready": True}:
            return None
        case {"failed": str(why)}:
            return why
        case _:
            raise FrameError("this is no greeting")
