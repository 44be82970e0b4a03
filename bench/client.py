"""
A client that costs little: requests as bytes over TLS in a CONNECT tunnel, kept alive.
"""

from __future__ import annotations

import asyncio
import functools
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.fake_upstream import EVENTS, STREAMED
from bench.gateway import HOST, Target

PROMPT = (
    "Herschrijf deze tekst in klare taal voor onze website, met korte zinnen en zonder jargon. "
    "De ophaling van grofvuil gebeurt elke eerste maandag van de maand, na aanvraag via de "
    "website van de gemeente. Zet het grofvuil pas de avond voordien buiten, gesorteerd en goed "
    "samengebonden. Wie niet thuis kan zijn, spreekt met de dienst af op welk ander moment de "
    "ploeg langs mag komen."
)
"""Sixty-odd words of a public text."""


@dataclass(frozen=True, slots=True)
class Workload:
    """One kind of request."""

    name: str
    path: str
    body: bytes
    method: str = "POST"
    media_type: str = "application/json"

    def request(self, *, streamed: bool = False) -> bytes:
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            f"host: {HOST}",
            f"content-type: {self.media_type}",
            f"content-length: {len(self.body)}",
            *([STREAMED.decode()] if streamed else []),
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


def turn(text: str) -> bytes:
    """The body of a prompt as ChatGPT's page sends it."""
    message = {
        "id": "11111111-0000-4000-8000-000000000001",
        "author": {"role": "user"},
        "content": {"content_type": "text", "parts": [text]},
    }
    whole = {
        "action": "next",
        "messages": [message],
        "parent_message_id": "client-created-root",
        "model": "auto",
        "supported_encodings": ["v1"],
    }
    return json.dumps(whole).encode()


TELEMETRY = Workload("telemetry", "/ces/v1/t", b'{"series":[{"value":1}]}')
PATH = "/backend-api/f/conversation"
CONVERSATION = Workload("60-word prompt", PATH, turn(PROMPT))

type Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@functools.cache
def unverified() -> ssl.SSLContext:
    """For a site that is not the service: this is not about certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@asynccontextmanager
async def tunnel(
    port: int, authority: str, context: ssl.SSLContext, source: str = "127.0.0.1"
) -> AsyncIterator[Stream]:
    """TLS to `authority` (host:port) through a proxy on this machine, from the address `source`."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    try:
        writer.write(f"CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head:
            raise RuntimeError(f"no tunnel to {authority}: {head[:80]!r}")
        await writer.start_tls(context, server_hostname=authority.partition(":")[0])
        yield reader, writer
    finally:
        writer.transport.abort()


@asynccontextmanager
async def connection(target: Target, source: str = "127.0.0.1") -> AsyncIterator[Stream]:
    """To the service, through `target`."""
    context = ssl.create_default_context(cafile=str(target.ca_file))
    async with tunnel(target.port, f"{HOST}:443", context, source) as stream:
        yield stream


async def exchange(stream: Stream, request: bytes) -> None:
    """One request and its whole answer. Raises `RuntimeError` when that is no success."""
    head, body = await asked(stream, request)
    if b" 200 " not in head.splitlines()[0]:
        raise RuntimeError(f"not answered with 200: {head[:80]!r} {body[:80]!r}")


async def asked(stream: Stream, request: bytes) -> tuple[bytes, bytes]:
    """The head, in lower case, and the body of the answer to `request`."""
    reader, writer = stream
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return head, await reader.readexactly(int(length or 0))


async def latencies(target: Target, workload: Workload, count: int) -> list[float]:
    """Seconds per exchange, one after the other on one connection."""
    request = workload.request()
    times: list[float] = []
    async with connection(target) as stream:
        for _ in range(count):
            start = time.perf_counter()
            await exchange(stream, request)
            times.append(time.perf_counter() - start)
    return times


async def throughput(
    target: Target, workload: Workload, count: int, connections: int
) -> tuple[float, float]:
    """Requests per second with this many connections, and processor seconds per request."""
    request = workload.request()

    async def one() -> None:
        async with connection(target) as stream:
            await exchange(stream, request)  # the handshake is not what is measured
            await opened.wait()
            for _ in range(count // connections):
                await exchange(stream, request)

    opened = asyncio.Barrier(connections + 1)
    running = [asyncio.create_task(one()) for _ in range(connections)]
    await opened.wait()
    cpu, start = target.cpu_seconds(), time.perf_counter()
    await asyncio.gather(*running)
    elapsed, used = time.perf_counter() - start, target.cpu_seconds() - cpu
    done = count // connections * connections
    return done / elapsed, used / done


async def event_delays(target: Target, workload: Workload) -> list[float]:
    """Seconds between the moment each event left the service and its arrival here."""
    request = workload.request(streamed=True)
    delays: list[float] = []
    async with connection(target) as (reader, writer):
        writer.write(request)
        await reader.readuntil(b"\r\n\r\n")
        while len(delays) < EVENTS:
            event = await reader.readuntil(b"\n\n")
            sent = float(event.partition(b"data: ")[2])
            delays.append(time.perf_counter() - sent)
    return delays
