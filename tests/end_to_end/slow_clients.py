"""
Clients that begin and do not go on, or so slowly that they might as well not.
"""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache

from tests.end_to_end.bypass_rig import head
from tests.end_to_end.clients import Way
from tests.end_to_end.web_chats import CHATGPT

DRIP = 0.2
"""Seconds between two bytes."""
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
BEGUN_FRAME = PREFACE + b"\x00\x40\x00\x01\x04\x00\x00\x00\x01"
"""An HTTP/2 connection, and the head of a HEADERS frame of which the rest does not come."""


@dataclass(slots=True)
class Line:
    """One connection to the proxy."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def connect_to(self, host: str) -> None:
        await self.say(head(f"CONNECT {host}:443 HTTP/1.1", f"Host: {host}:443"))
        await self.reader.readuntil(b"\r\n\r\n")

    async def speak_tls(self, way: Way, host: str, alpn: str = "http/1.1") -> None:
        await self.writer.start_tls(_context(way, alpn), server_hostname=host)

    async def until_closed(self) -> None:
        """Return when the proxy hangs up, however it does that."""
        with suppress(OSError):
            while await self.reader.read(65536):
                pass

    async def drip(self, data: Iterator[bytes]) -> None:
        """A byte now and then, until the proxy hangs up or there are none left."""
        closed = asyncio.create_task(self.until_closed())
        with suppress(OSError):
            for byte in data:
                await asyncio.wait((closed,), timeout=DRIP)
                if closed.done():
                    break
                await self.say(byte)
        await closed


@cache
def _context(way: Way, alpn: str) -> ssl.SSLContext:
    """One for all: each takes milliseconds in which nobody else goes on."""
    context = way.context()
    context.set_alpn_protocols([alpn])
    return context


@asynccontextmanager
async def line(way: Way) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", way.port)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()


def bytes_of(data: bytes) -> Iterator[bytes]:
    return (data[i : i + 1] for i in range(len(data)))


def endless(first: bytes) -> Iterator[bytes]:
    return itertools.chain(bytes_of(first), itertools.repeat(b"a"))


@cache
def hello() -> bytes:
    """A ClientHello of OpenSSL; one for all, as above."""
    arriving, leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = ssl.create_default_context().wrap_bio(arriving, leaving, server_hostname=CHATGPT)
    with suppress(ssl.SSLWantReadError):
        session.do_handshake()
    return leaving.read()


async def silence(_: Way, line: Line) -> None:
    await line.until_closed()


async def a_head_for_the_proxy(_: Way, line: Line) -> None:
    await line.drip(endless(f"CONNECT {CHATGPT}:443 HTTP/1.1\r\nX-A: ".encode()))


async def a_hello_for_the_proxy(_: Way, line: Line) -> None:
    begun = hello()
    await line.say(begun[:20])
    await line.drip(bytes_of(begun[20:-1]))


async def a_tunnel_and_silence(_: Way, line: Line) -> None:
    await line.connect_to(CHATGPT)
    await line.until_closed()


async def a_hello_in_a_tunnel(_: Way, line: Line) -> None:
    await line.connect_to(CHATGPT)
    await line.drip(bytes_of(hello()[:-1]))


async def half_a_handshake(_: Way, line: Line) -> None:
    await line.connect_to(CHATGPT)
    await line.say(hello())
    await line.until_closed()


async def a_head_in_a_tunnel(way: Way, line: Line) -> None:
    await line.connect_to(CHATGPT)
    await line.speak_tls(way, CHATGPT)
    await line.drip(endless(f"GET / HTTP/1.1\r\nHost: {CHATGPT}\r\nX-A: ".encode()))


async def a_body(way: Way, line: Line) -> None:
    await line.connect_to(CHATGPT)
    await line.speak_tls(way, CHATGPT)
    kind = ("Content-Type: application/json", "Content-Length: 100000")
    await line.say(head("POST /backend-api/conversation HTTP/1.1", f"Host: {CHATGPT}", *kind))
    await line.drip(itertools.repeat(b"a"))


async def a_frame(way: Way, line: Line) -> None:
    await line.connect_to(CHATGPT)
    await line.speak_tls(way, CHATGPT, "h2")
    await line.say(BEGUN_FRAME)
    await line.drip(itertools.repeat(b"\x00"))


KINDS: dict[str, Callable[[Way, Line], Awaitable[None]]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        silence,
        a_head_for_the_proxy,
        a_hello_for_the_proxy,
        a_tunnel_and_silence,
        a_hello_in_a_tunnel,
        half_a_handshake,
        a_head_in_a_tunnel,
        a_body,
        a_frame,
    )
}
