"""
Clients that send too much, or take too little, each of one kind.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import ssl
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import brotli
import h2.config
import h2.connection
import h2.events
import zstandard
from websockets.frames import Frame, Opcode

from bench.client import CONVERSATION, Stream, connection
from bench.gateway import HOST, Target

MB = 1024 * 1024
_ZEROES = bytes(MB)
_HOST_LINE = f"host: {HOST}\r\n".encode()
_PATIENCE = 60.0
"""Seconds for an answer; an attack that hangs is one that failed."""
_LOOK_SECONDS = 3.0
"""How long a reader that takes nothing stays."""

type _Run = Callable[[Target, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Attack:
    """One kind; `run` takes the target and the megabytes."""

    name: str
    run: _Run
    times: int = 1
    """How many times the usual size."""


def _gzip(megabytes: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(_ZEROES) for _ in range(megabytes)) + packer.flush()


def _brotli(megabytes: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    pieces: list[bytes] = [packer.process(_ZEROES) for _ in range(megabytes)]
    return b"".join([*pieces, packer.finish()])


def _zstd(megabytes: int) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return b"".join(packer.compress(_ZEROES) for _ in range(megabytes)) + packer.flush()


def _bomb(encoding: str, pack: Callable[[int], bytes]) -> _Run:
    async def run(target: Target, megabytes: int) -> None:
        body = await asyncio.to_thread(pack, megabytes)
        head = (
            f"POST {CONVERSATION.path} HTTP/1.1\r\nhost: {HOST}\r\n"
            f"content-type: application/json\r\ncontent-encoding: {encoding}\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        )
        async with connection(target) as (reader, writer):
            writer.write(head.encode() + body)
            await _answer(reader)

    return run


async def _answer(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(_PATIENCE):
        await reader.read(4096)


async def _pour(writer: asyncio.StreamWriter, piece: bytes, times: int) -> None:
    """Send `piece` so often, or until the other side has enough."""
    with contextlib.suppress(OSError):
        async with asyncio.timeout(_PATIENCE):
            for _ in range(times):
                writer.write(piece)
                await writer.drain()


async def upload(target: Target, megabytes: int) -> None:
    """A file with its length told."""
    head = (
        f"POST {CONVERSATION.path} HTTP/1.1\r\nhost: {HOST}\r\n"
        f"content-type: application/json\r\ncontent-length: {megabytes * MB}\r\n\r\n"
    )
    async with connection(target) as (reader, writer):
        writer.write(head.encode())
        await _pour(writer, _ZEROES, megabytes)
        await _answer(reader)


async def upload_in_chunks(target: Target, megabytes: int) -> None:
    """A file that does not say how long it is."""
    head = b"POST %s HTTP/1.1\r\n%stransfer-encoding: chunked\r\n\r\n"
    async with connection(target) as (reader, writer):
        writer.write(head % (CONVERSATION.path.encode(), _HOST_LINE))
        await _pour(writer, b"%x\r\n%s\r\n" % (MB, _ZEROES), megabytes)
        with contextlib.suppress(OSError):
            writer.write(b"0\r\n\r\n")
            await _answer(reader)


async def header(target: Target, megabytes: int) -> None:
    """One header field."""
    async with connection(target) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\n" + _HOST_LINE + b"x-a: ")
        await _pour(writer, b"a" * MB, megabytes)
        with contextlib.suppress(OSError):
            await _answer(reader)


async def _opened_socket(stream: Stream) -> None:
    reader, writer = stream
    key = os.urandom(16).hex()[:22] + "=="
    writer.write(
        b"GET /backend-api/codex/responses HTTP/1.1\r\n"
        + _HOST_LINE
        + b"connection: Upgrade\r\nupgrade: websocket\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-key: " + key.encode() + b"\r\n\r\n"
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head.splitlines()[0]:
        raise RuntimeError(f"no WebSocket: {head[:80]!r}")


async def _swallow(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(64 * 1024):
            pass


async def many_messages(target: Target, megabytes: int) -> None:
    """Messages of 16 KB, faster than they can be judged."""
    words = ("een tekst zonder iets persoonlijks " * 500)[: 16 * 1024]
    content = [{"type": "input_text", "text": words}]
    item = {"type": "message", "role": "user", "content": content}
    turn = {"type": "response.create", "model": "gpt-5", "input": [item]}
    message = Frame(Opcode.TEXT, json.dumps(turn).encode()).serialize(mask=True)
    async with connection(target) as stream:
        await _opened_socket(stream)
        swallowing = asyncio.create_task(_swallow(stream[0]))
        try:
            await _pour(stream[1], message, megabytes * MB // len(message))
        finally:
            swallowing.cancel()


async def one_message(target: Target, megabytes: int) -> None:
    """One message, in frames of a megabyte."""
    first = Frame(Opcode.TEXT, b"a" * MB, fin=False).serialize(mask=True)
    more = Frame(Opcode.CONT, b"a" * MB, fin=False).serialize(mask=True)
    async with connection(target) as stream:
        await _opened_socket(stream)
        stream[1].write(first)
        await _pour(stream[1], more, megabytes - 1)


async def reader_without_window(target: Target, megabytes: int) -> None:
    """An HTTP/2 client that asks for a large answer and never lets any of it come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    writer.write(f"CONNECT {HOST}:443 HTTP/1.1\r\nhost: {HOST}:443\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    context = ssl.create_default_context(cafile=str(target.ca_file))
    context.set_alpn_protocols(["h2"])
    await writer.start_tls(context, server_hostname=HOST)
    state = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
    state.initiate_connection()
    path = f"/large/{megabytes}"
    state.send_headers(
        1,
        [(":method", "GET"), (":scheme", "https"), (":authority", HOST), (":path", path)],
        end_stream=True,
    )
    writer.write(state.data_to_send())
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(_LOOK_SECONDS):
            while data := await reader.read(64 * 1024):
                state.receive_data(data)  # and no word of more window
                writer.write(state.data_to_send())
    writer.transport.abort()


ATTACKS = (
    Attack("bomb in gzip", _bomb("gzip", _gzip), 3),
    Attack("bomb in br", _bomb("br", _brotli), 3),
    Attack("bomb in zstd", _bomb("zstd", _zstd), 3),
    Attack("upload", upload, 2),
    Attack("upload without a length", upload_in_chunks, 2),
    Attack("header field", header),
    Attack("WebSocket messages", many_messages),
    Attack("WebSocket message", one_message),
    Attack("answer to an HTTP/2 reader without window", reader_without_window),
)
