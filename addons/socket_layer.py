"""
A WebSocket whose messages are judged, and that carries no other words of the client.

Pings, pongs and the reason of a close may hold up to 125 bytes each (RFC 6455, 5.5), and
mitmproxy relays them without a hook.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, override

from mitmproxy import connection, http
from mitmproxy.proxy import commands, context, events, layer
from mitmproxy.proxy.layers.websocket import (
    WebsocketConnection,
    WebsocketLayer,
    WebSocketMessageInjected,
    WebsocketStartHook,
)
from wsproto import ConnectionType
from wsproto.connection import ConnectionState
from wsproto.events import CloseConnection, Event, Message, Ping, Pong
from wsproto.frame_protocol import CloseReason

from addons.passage import SAID

_REMEMBERED_PINGS = 16
_LONG = 256 * 1024
"""Bytes of a service's frame that are kept to be handed on as one."""
_FRAME_COST = 64
"""Bytes that are counted for a frame beside what is in it: empty ones fill the memory, too."""

type Commands = layer.CommandGenerator[None]


class SocketLayer(WebsocketLayer):
    """A `WebsocketLayer` for sockets to which the handshake let no extension through."""

    client_ws: _FromClient
    server_ws: _FromServer

    def __init__(self, ctx: context.Context, flow: http.HTTPFlow, *, max_message: int) -> None:
        super().__init__(ctx, flow)
        self._max_message = max_message
        self._pieces: list[bytes] = []
        """Of the service's messages, on their way to the client."""
        self._later: deque[events.Event] = deque()
        """What we have to say when the service is done with its message."""

    @override
    def _handle_event(self, event: events.Event) -> Commands:
        if isinstance(event, events.Start):
            pings: deque[bytes] = deque(maxlen=_REMEMBERED_PINGS)
            self.client_ws = _FromClient(self.context.client, pings, self._max_message)
            self.server_ws = _FromServer(self.context.server, pings, self._pass_on)
            yield WebsocketStartHook(self.flow)
            return
        if isinstance(event, WebSocketMessageInjected) and self.server_ws.is_in_message:
            self._later.append(event)
            return
        # At the end mitmproxy puts a handler of its own in the place of this one.
        yield from self._relayed(event)
        while self._later and not self.server_ws.is_in_message:
            yield from self._relayed(self._later.popleft())

    def _relayed(self, event: events.Event) -> Commands:
        for command in self.relay_messages(event):
            yield from self._passed_on()
            yield command
        yield from self._passed_on()
        if pongs := self.client_ws.take_pongs():
            yield commands.SendData(self.context.client, pongs)

    def _pass_on(self, piece: Message[Any]) -> None:
        self.flow.metadata[SAID] = time.monotonic()
        if self.client_ws.state in {ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING}:
            self._pieces.append(self.client_ws.send(piece))

    def _passed_on(self) -> Commands:
        if self._pieces:
            pieces, self._pieces = self._pieces, []
            yield commands.SendData(self.context.client, b"".join(pieces))


class _FromServer(WebsocketConnection):
    """
    What the service says; its pings are kept in mind. Its messages are handed to `pass_on` frame
    by frame as they come: nobody judges them, and whole they could be of any size.
    """

    def __init__(
        self,
        conn: connection.Connection,
        pings: deque[bytes],
        pass_on: Callable[[Message[Any]], None],
    ) -> None:
        super().__init__(ConnectionType.CLIENT, [], conn=conn)
        self._pings = pings
        self._pass_on = pass_on
        self._kept: list[Message[Any]] = []
        """Pieces of a frame."""
        self._size = 0
        self.is_in_message = False
        """Whether a message has begun that has not ended: nothing else may be said meanwhile."""

    @override
    def events(self) -> Generator[Event]:
        for event in super().events():
            if isinstance(event, Ping):
                self._pings.append(bytes(event.payload))
            if isinstance(event, Message):
                self._frame(event)
            else:
                yield event

    def _frame(self, piece: Message[Any]) -> None:
        """Pass on the frame that `piece` completes; of a long one, what is there."""
        self.is_in_message = not piece.message_finished
        self._kept.append(piece)
        self._size += len(piece.data) + _FRAME_COST
        if piece.frame_finished or self._size > _LONG:
            kept, self._kept, self._size = self._kept, [], 0
            whole = kept[0].data[:0].join(each.data for each in kept)
            self._pass_on(replace(piece, data=whole) if len(kept) > 1 else piece)


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
                    self._size += len(event.data) + _FRAME_COST
                    if self._size > self._max_message:
                        yield CloseConnection(code=CloseReason.MESSAGE_TOO_BIG)
                        return
                    if event.message_finished:
                        self._size = 0
                    yield event
                case _:
                    yield event
