"""
What comes before a codec: introductions, handshakes, encodings, and files in stretches.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib

import brotli
import zstandard
from mitmproxy.net.tls import starts_like_tls_record
from mitmproxy.proxy.layers.tls import parse_client_hello

from addons.bodies import decoded
from addons.framing import spellings
from addons.services.interface import UnreadableError
from addons.stretches import Room, Stretches
from fuzz.harness import Choices, Harness, LawBrokenError, garbled
from policy.documents.interface import UnreadError
from proxy.proxy_protocol import ProxyProtocolError, read_header

_LIMIT = 100_000
_TEXT = b'{"vraag": "Dag Jan, hoe gaat het met Mieke?"}' * 20
_ENCODED = {
    "gzip": gzip.compress(_TEXT),
    "deflate": zlib.compress(_TEXT),
    "br": brotli.compress(_TEXT),
    "zstd": zstandard.ZstdCompressor().compress(_TEXT),
}


def proxy_protocol_law(data: bytes) -> None:
    """The first bytes of a front give an address, nobody, or the one declared error."""

    async def read() -> object:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        return await read_header(reader)

    try:
        asyncio.run(read())
    except ProxyProtocolError:
        return


def client_hello_law(data: bytes) -> None:
    """The first bytes of a TLS client are a hello, too few, or none at all."""
    starts_like_tls_record(data)
    try:
        parse_client_hello(data)
    except ValueError:
        return


def encoding_law(data: bytes) -> None:
    """What comes out of an encoding has a bound; what is whole comes out whole."""
    choices = Choices(data)
    name = [*_ENCODED][choices.below(len(_ENCODED))]
    raw = garbled(choices, _ENCODED[name])
    try:
        body = decoded(raw, name, _LIMIT)
    except UnreadableError:
        return
    if len(body) > _LIMIT:
        raise LawBrokenError("more comes out than may")
    if raw == _ENCODED[name] and body != _TEXT:
        raise LawBrokenError("something else comes out than went in")


def stretches_law(data: bytes) -> None:
    """A file in stretches is what a server would have put together, and no room is lost."""
    choices, room = Choices(data), Room(200)
    stretches = Stretches(room=room, max_bytes=120, now=lambda: 0.0)
    there: dict[int, bytes] = {}
    for _ in range(choices.below(24)):
        key, offset, stretch = choices.below(3), choices.below(130), choices.take(choices.below(70))
        if choices.below(8) == 0:
            stretches.drop(key)
            there.pop(key, None)
            continue
        before = there.get(key, b"")
        try:
            stretches.add(key, offset, stretch, whose=key % 2)
        except UnreadError:
            there.pop(key, None)
            there = {k: body for k, body in there.items() if stretches.size(k) is not None}
            continue
        there[key] = before[:offset] + stretch
        there = {k: body for k, body in there.items() if stretches.size(k) is not None}
    if {key: stretches.take(key) for key in tuple(there)} != there or room.taken:
        raise LawBrokenError("another file than was sent, or room that nobody uses")


def spellings_law(data: bytes) -> None:
    """Every way to write a path has at least itself as a spelling."""
    if not spellings("/" + data.decode("latin-1")):
        raise LawBrokenError("a path without a spelling")


HARNESSES: tuple[Harness, ...] = (
    Harness(
        "proxy-protocol",
        proxy_protocol_law,
        seeds=(
            b"PROXY TCP4 192.0.2.1 192.0.2.2 5000 443\r\n",
            b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c"
            + bytes([192, 0, 2, 1] * 2)
            + b"\x13\x88\x01\xbb",
        ),
    ),
    Harness("client-hello", client_hello_law, seeds=(b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",)),
    Harness("content-encoding", encoding_law),
    Harness("stretches", stretches_law),
    Harness("path-spellings", spellings_law, seeds=(b"a/%2e%2e/b;c//d",)),
)
