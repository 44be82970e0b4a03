"""
One request as the fabricated internet received it, and the ways in which a site answers.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

import brotli
import zstandard

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What arrived, decoded: HTTP/1.1 and HTTP/2 look the same here."""

    host: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    version: str

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def plain_body(self) -> bytes:
        """The body with its content encoding taken off."""
        coding = self.header("content-encoding").lower()
        return DECODERS[coding](self.body) if coding in DECODERS else self.body

    def json(self) -> Any:
        return json.loads(self.plain_body or b"{}")

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


class Exchange(Protocol):
    """A request, and the answer that a site gives piece by piece."""

    request: Request

    async def start(self, status: int, headers: dict[str, str]) -> None: ...

    async def send(self, data: bytes) -> None: ...

    async def end(self) -> None: ...


type Site = Callable[[Exchange], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Socket:
    """A WebSocket: what it says first, and what it says to each message."""

    reply: Callable[[str], Sequence[str]]
    greeting: Sequence[str] = ()


@dataclass(slots=True)
class Sites:
    """Who lives where. A host that nobody claimed shows a plain page."""

    http: dict[str, Site] = field(default_factory=dict)
    sockets: dict[str, Socket] = field(default_factory=dict)

    def at(self, host: str) -> Site:
        return self.http.get(host, plain_page)


async def answer(
    exchange: Exchange, body: bytes, content_type: str = "application/json", status: int = 200
) -> None:
    """The whole answer at once."""
    headers = {"content-type": content_type, "content-length": str(len(body))}
    await exchange.start(status, headers)
    await exchange.send(body)
    await exchange.end()


async def answer_json(exchange: Exchange, value: Any, status: int = 200) -> None:
    await answer(exchange, json.dumps(value).encode(), status=status)


async def stream(
    exchange: Exchange, pieces: Sequence[bytes], wait: Callable[[int], Awaitable[None]]
) -> None:
    """`pieces` as server-sent events; `wait(i)` is over before piece `i` leaves."""
    await exchange.start(200, {"content-type": "text/event-stream; charset=utf-8"})
    for index, piece in enumerate(pieces):
        await wait(index)
        await exchange.send(piece)
    await exchange.end()


async def plain_page(exchange: Exchange) -> None:
    page = f"<!doctype html><title>{exchange.request.host}</title><p>genuine</p>"
    await answer(exchange, page.encode(), "text/html; charset=utf-8")


async def echo(exchange: Exchange) -> None:
    await answer(exchange, exchange.request.body, "application/octet-stream")
