"""
A WebSocket server that accepts every handshake and never says a word.

A refused WebSocket is led here in place of the service, so that the refusal can be explained
inside it while not one byte reaches the service.
"""

from __future__ import annotations

import asyncio
import contextlib

from mitmproxy import connection, http
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, CloseConnection, Ping, Request
from wsproto.utilities import ProtocolError

_HANDSHAKE_HEADERS = frozenset(
    {"connection", "upgrade", "sec-websocket-key", "sec-websocket-version"}
)
_READ = 64 * 1024
_SILENCE = 600.0
"""Seconds without a byte after which the connection is closed."""


class StandIn:
    """The silent server, on a loopback port of its own."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self.address: tuple[str, int] = ("127.0.0.1", 0)

    async def start(self) -> None:
        """Raises `OSError` when no loopback port can be had."""
        self._server = await asyncio.start_server(_serve, "127.0.0.1", 0)
        self.address = self._server.sockets[0].getsockname()[:2]

    def close(self) -> None:
        if self._server:
            self._server.close()

    def take_over(self, flow: http.HTTPFlow) -> None:
        """Lead the handshake of `flow` here, stripped of everything but the handshake."""
        for name in list(flow.request.headers):
            if name.lower() not in _HANDSHAKE_HEADERS:
                del flow.request.headers[name]
        host, port = self.address
        flow.request.path = "/"
        flow.request.headers["host"] = f"{host}:{port}"
        flow.request.data.scheme = b"http"
        flow.request.data.host = host
        flow.request.data.port = port
        flow.request.data.authority = b""
        # Its own connection object: the tunnel's may point to an upstream proxy.
        flow.server_conn = connection.Server(address=(host, port))


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    socket = WSConnection(ConnectionType.SERVER)
    with contextlib.suppress(OSError, TimeoutError, ProtocolError):
        while data := await asyncio.wait_for(reader.read(_READ), _SILENCE):
            socket.receive_data(data)
            for event in socket.events():
                match event:
                    case Request():
                        writer.write(socket.send(AcceptConnection()))
                    case Ping() | CloseConnection():
                        writer.write(socket.send(event.response()))
                    case _:
                        pass  # a message: it ends here, unread
            await writer.drain()
    writer.close()
