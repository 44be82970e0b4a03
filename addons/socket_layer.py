"""
A WebSocket whose messages are judged, and that carries no other words of the client.

Pings, pongs and the reason of a close may hold up to 125 bytes each (RFC 6455, 5.5), and
mitmproxy relays them without a hook.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import override

from mitmproxy import connection, http
from mitmproxy.proxy import commands, context, events, layer
from mitmproxy.proxy.layers.websocket import (
    WebsocketConnection,
    WebsocketLayer,
    WebsocketStartHook,
)
from wsproto import ConnectionType
from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection, Event, Message, Ping, Pong
from wsproto.frame_protocol import CloseReason

_REMEMBERED_PINGS = 16

type Commands = layer.CommandGenerator[None]


class SocketLayer(WebsocketLayer):
    """A `WebsocketLayer` for sockets to which the handshake let no extension through."""

    client_ws: _FromClient

    def __init__(self, ctx: context.Context, flow: http.HTTPFlow, *, max_message: int) -> None:
        super().__init__(ctx, flow)
        self._max_message = max_message

    @override
    def _handle_event(self, event: events.Event) -> Commands:
        if isinstance(event, events.Start):
            pings: deque[bytes] = deque(maxlen=_REMEMBERED_PINGS)
            self.client_ws = _FromClient(self.context.client, pings, self._max_message)
            self.server_ws = _FromServer(self.context.server, pings)
            yield WebsocketStartHook(self.flow)
            return
        # At the end mitmproxy puts a handler of its own in the place of this one.
        yield from self.relay_messages(event)
        if pongs := self.client_ws.take_pongs():
            yield commands.SendData(self.context.client, pongs)


class _FromServer(WebsocketConnection):
    """What the service says; its pings are kept in mind."""

    def __init__(self, conn: connection.Connection, pings: deque[bytes]) -> None:
        super().__init__(ConnectionType.CLIENT, [], conn=conn)
        self._pings = pings

    @override
    def events(self) -> Generator[Event]:
        for event in super().events():
            if isinstance(event, Ping):
                self._pings.append(bytes(event.payload))
            yield event


class _FromClient(WebsocketConnection):
    """What the client says, without any words outside of messages and without endless ones."""

    def __init__(self, conn: connection.Connection, pings: deque[bytes], max_message: int) -> None:
        super().__init__(ConnectionType.SERVER, [], conn=conn)
        self._pings = pings
        self._max_message = max_message
        self._size = 0
        self._pongs = b""

    def take_pongs(self) -> bytes:
        """Our answers to the client's pings; the service gets those without their payload."""
        pongs, self._pongs = self._pongs, b""
        return pongs

    @override
    def events(self) -> Generator[Event]:
        for event in super().events():
            match event:
                case Ping():
                    if self.state is ConnectionState.OPEN:
                        self._pongs += self.send(event.response())
                    yield Ping()
                case Pong():
                    if bytes(event.payload) in self._pings:
                        yield event
                case CloseConnection():
                    yield CloseConnection(code=event.code)
                case Message():
                    self._size += len(event.data)
                    if self._size > self._max_message:
                        yield CloseConnection(code=CloseReason.MESSAGE_TOO_BIG)
                        return
                    if event.message_finished:
                        self._size = 0
                    yield event
                case _:
                    yield event
