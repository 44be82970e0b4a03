"""
A light service behind a CONNECT proxy, in a process of its own: `… PORT CERTIFICATE [OWN_PORT]`.
On `OWN_PORT` it is without such a proxy, for those that go to sites themselves.

It answers each request with the same bytes; a conversation gets paced server-sent events, each
with the moment at which it left.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import ssl
import sys
import time

import uvloop
from websockets.frames import Frame, Opcode
from websockets.utils import apply_mask

FILE = "file-00000001"
BODY = b'{"status":"ok","file_id":"%s","upload_url":"https://chatgpt.com/%s","padding":"%s"}' % (
    FILE.encode(),
    FILE.encode(),
    b"x" * 100,
)
"""Also where a file may be put that was announced."""
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
)
_SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
_KEY = b"sec-websocket-key:"
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_MEGABYTE = b"a" * 1024 * 1024
_TWO_MORE = 126
"""A length that says that the true one is in two more bytes."""
EVENTS = 10
PAUSE = 0.02
"""Seconds between two events."""
STREAMED = b"x-bench: stream"
"""The header of a request that wants events."""
ECHOED = b"x-bench: echo"
"""The header of a WebSocket that wants its messages back."""


async def _accept(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext
) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(context)
        await _serve(reader, writer)
    writer.close()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            asked = await reader.readuntil(b"\r\n\r\n")
            head = asked.lower()
            if b"sec-websocket-key: " in head:
                await _listen(reader, writer, asked)
                break
            if head.startswith(b"get /large/"):
                await _large(writer, int(head.split(b" ")[1].removeprefix(b"/large/")))
                continue
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            if STREAMED in head:
                await _stream(writer)
            else:
                writer.write(WHOLE)
    writer.close()


async def _listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: bytes) -> None:
    """A WebSocket that takes whatever comes (RFC 6455, 4.2.2), and may give it back."""
    at = asked.lower().index(_KEY) + len(_KEY)
    key = asked[at:].partition(b"\r\n")[0].strip()
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    writer.write(_SWITCHING + b"sec-websocket-accept: " + accept + b"\r\n\r\n")
    while ECHOED in asked.lower():
        writer.write(Frame(Opcode.TEXT, await _message(reader)).serialize(mask=False))
    while await reader.read(64 * 1024):
        pass


async def _message(reader: asyncio.StreamReader) -> bytes:
    """What a client says in one frame of less than 64 KB (RFC 6455, 5.2 and 5.3)."""
    _, size = await reader.readexactly(2)
    size &= 0x7F
    if size == _TWO_MORE:
        size = int.from_bytes(await reader.readexactly(2))
    mask, masked = await reader.readexactly(4), await reader.readexactly(size)
    return apply_mask(masked, mask)


async def _large(writer: asyncio.StreamWriter, megabytes: int) -> None:
    """As many megabytes as the path asks for."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % (megabytes * len(_MEGABYTE)))
    for _ in range(megabytes):
        writer.write(_MEGABYTE)
        await writer.drain()


async def _stream(writer: asyncio.StreamWriter) -> None:
    writer.write(STREAM_HEAD)
    for index in range(EVENTS):
        if index:
            await asyncio.sleep(PAUSE)
        event = b"data: %.7f\n\n" % time.perf_counter()
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))
        await writer.drain()
    writer.write(b"0\r\n\r\n")


async def _main(port: int, certificate: str, own_port: int | None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(
        lambda reader, writer: _accept(reader, writer, context), "127.0.0.1", port, backlog=512
    )
    if own_port is not None:
        await asyncio.start_server(_serve, "127.0.0.1", own_port, backlog=512, ssl=context)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if sys.argv[3:] else None))
