"""
A fabricated internet: one proxy on loopback behind which every host name exists.

It ends TLS for whatever name is asked with a certificate of its own authority (the "genuine"
ones), answers as its sites say, and records every byte.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import h2.exceptions
import h11
import trustme

from tests.end_to_end.exchange import Site, Sites, Socket
from tests.end_to_end.http_server import Http2Connection, Wire, serve_http1
from tests.end_to_end.records import Records

HTTPS = 443
_STALLED = 20
"""Seconds after which a server that takes no more is gone in any case."""
BROKEN = (OSError, asyncio.IncompleteReadError, h11.ProtocolError, h2.exceptions.ProtocolError)
"""What a connection may die of without anybody being at fault."""


@dataclass(slots=True, repr=False)
class Internet:
    """Runs in a thread of its own between `start` and `stop`."""

    folder: Path
    """For the file with the authority's certificate."""
    sites: Sites = field(default_factory=Sites)
    records: Records = field(default_factory=Records)
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _authority: trustme.CA = field(default_factory=trustme.CA)
    _leaves: dict[str, trustme.LeafCert] = field(default_factory=dict)
    _http1_only: set[str] = field(default_factory=set)
    _stingy: set[str] = field(default_factory=set)

    @property
    def proxy_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ca_file(self) -> Path:
        return self.folder / "internet-ca.pem"

    def genuine_certificate(self, host: str) -> bytes:
        """The DER of the certificate that `host` shows."""
        return ssl.PEM_cert_to_DER_cert(self._leaf(host).cert_chain_pems[0].bytes().decode())

    def forget(self) -> None:
        """Start a new page in the records."""
        records = self.records
        records.raw.clear()
        for kept in (records.requests, records.messages, records.frames, records.connects):
            kept.clear()
        records.handshakes.clear()
        records.sent.clear()

    def received(self, host: str) -> bytes:
        """Every byte that reached `host`, with TLS taken off."""
        return bytes(self.records.raw.get(host, b""))

    def connections(self, host: str) -> int:
        """How often somebody asked for a connection to `host`."""
        return sum(name == host for name, _ in self.records.connects)

    @contextmanager
    def serving(self, host: str, site: Site | Socket) -> Iterator[None]:
        """`host` answers like `site` for a while."""
        table = self.sites.sockets if isinstance(site, Socket) else self.sites.http
        before = table.get(host)
        table[host] = site
        try:
            yield
        finally:
            table.pop(host)
            if before is not None:
                table[host] = before

    @contextmanager
    def without_http2(self, host: str) -> Iterator[None]:
        """`host` speaks nothing but HTTP/1.1 for a while."""
        self._http1_only.add(host)
        try:
            yield
        finally:
            self._http1_only.discard(host)

    @contextmanager
    def without_windows(self, host: str) -> Iterator[None]:
        """For a while `host` takes the first 64 KB or so of a connection, and no more."""
        self._stingy.add(host)
        try:
            yield
        finally:
            self._stingy.discard(host)

    def start(self) -> None:
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        listening = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listening,), name="internet")
        self._thread.start()
        listening.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread is not None:
            self._thread.join(10)

    def _run(self, listening: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, "127.0.0.1", self.port)
        )
        self.port = server.sockets[0].getsockname()[1]
        listening.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._hang_up())
        self._loop.close()

    async def _hang_up(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(*BROKEN):
                await self._connection(reader, writer)
        finally:
            writer.close()
            with suppress(*BROKEN):
                await writer.wait_closed()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        if method != "CONNECT":
            host = urlsplit(target).hostname or ""
            self.records.connects.append((host, 80))
            await serve_http1(Wire(host, reader, writer, self.sites, self.records, head))
            return
        host, _, port = target.rpartition(":")
        host = host.strip("[]").lower()
        self.records.connects.append((host, int(port)))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await writer.drain()
        await self._tunnel(host, int(port), reader, writer)

    async def _tunnel(
        self, host: str, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        wire = Wire(host, reader, writer, self.sites, self.records)
        if port != HTTPS:
            while data := await wire.read():
                await wire.write(data)
            return
        spoken = ("http/1.1",) if host in self._http1_only else ("h2", "http/1.1")
        await writer.start_tls(_server_context(self._leaf(host), spoken))
        self.records.handshakes.append(host)
        tls = writer.get_extra_info("ssl_object")
        if tls.selected_alpn_protocol() == "h2":
            await Http2Connection(wire, takes=host not in self._stingy).serve()
        elif host in self._stingy:
            await _hear_no_more(wire)
        else:
            await serve_http1(wire)

    def _leaf(self, host: str) -> trustme.LeafCert:
        if host not in self._leaves:
            self._leaves[host] = self._authority.issue_cert(host)
        return self._leaves[host]


async def _hear_no_more(wire: Wire) -> None:
    wire.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    await wire.read()
    wire.writer.transport.pause_reading()  # type: ignore[attr-defined]  # TLS has it, too
    await asyncio.sleep(_STALLED)


@cache
def _server_context(leaf: trustme.LeafCert, spoken: tuple[str, ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(spoken)
    leaf.configure_cert(context)
    return context
