"""
A light service behind a CONNECT proxy, in a process of its own: `… PORT CERTIFICATE`.

It answers each request with the same bytes; a conversation gets paced server-sent events, each
with the moment at which it left.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import sys
import time

import uvloop

BODY = b'{"status":"ok","padding":"' + b"x" * 150 + b'"}'
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
    len(BODY),
    BODY,
)
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
)
EVENTS = 10
PAUSE = 0.02
"""Seconds between two events."""
STREAMED = b"x-bench: stream"
"""The header of a request that wants events."""


async def _accept(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext
) -> None:
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.start_tls(context)
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            if STREAMED in head:
                await _stream(writer)
            else:
                writer.write(WHOLE)
    writer.close()


async def _stream(writer: asyncio.StreamWriter) -> None:
    writer.write(STREAM_HEAD)
    for index in range(EVENTS):
        if index:
            await asyncio.sleep(PAUSE)
        event = b"data: %.7f\n\n" % time.perf_counter()
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))
        await writer.drain()
    writer.write(b"0\r\n\r\n")


async def _main(port: int, certificate: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(
        lambda reader, writer: _accept(reader, writer, context), "127.0.0.1", port, backlog=512
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_main(int(sys.argv[1]), sys.argv[2]))
