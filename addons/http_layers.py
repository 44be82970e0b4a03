"""
mitmproxy's HTTP layers with the bounds that they lack.
"""

from __future__ import annotations

from typing import override

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import HttpLayer, HttpStream, SendHttp
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestProtocolError,
    ResponseEndOfMessage,
)
from mitmproxy.proxy.layers.http._http1 import Http1Server, make_error_response
from mitmproxy.proxy.layers.tcp import TCPLayer
from mitmproxy.utils import human

from addons.passage import NOT_OURS, SOCKET
from addons.socket_layer import SocketLayer

TRAILERS = "trailers"
"""The error of a flow whose request ends in trailer fields."""

_MAX_HEAD = 256 * 1024
"""Bytes of one request's line and header fields; servers give up at 8 to 64 KB."""
_MAX_READ = 64 * 1024
"""What may lie behind a complete head when it is first looked at."""

_SWITCHING = 101

type Commands = layer.CommandGenerator[None]


class BoundedHttpLayer(HttpLayer):
    """An `HttpLayer` made of the parts below."""

    @override
    def _handle_event(self, event: events.Event) -> Commands:
        if isinstance(event, events.Start) and self.context.client.alpn != b"h2":
            self.connections[self.context.client] = _HttpServer(self.context.fork())
        yield from super()._handle_event(event)

    @override
    def make_stream(self, stream_id: int) -> Commands:
        self.streams[stream_id] = _Stream(self.context.fork(), stream_id)
        yield from self.event_to_child(self.streams[stream_id], events.Start())


class _HttpServer(Http1Server):
    """
    Speaks HTTP/1 with the client. mitmproxy's own keeps a head of any size, and at trailer fields
    it raises and leaves the connection open for ever.
    """

    @override
    def read_headers(self, event: events.ConnectionEvent) -> Commands:
        if isinstance(event, events.DataReceived) and len(self.buf) > _MAX_HEAD + _MAX_READ:
            yield from self._give_up(431, "The request's header fields are too large.")
            return
        yield from super().read_headers(event)

    @override
    def read_body(self, event: events.Event) -> Commands:
        try:
            yield from super().read_body(event)
        except NotImplementedError:
            yield from self._give_up(400, "Trailer fields are not supported.")
            yield ReceiveHttp(
                RequestProtocolError(self.stream_id, TRAILERS, ErrorCode.GENERIC_CLIENT_ERROR)
            )

    def _give_up(self, status: int, why: str) -> Commands:
        self.state = self.done
        yield commands.SendData(self.conn, make_error_response(status, why))
        yield commands.CloseConnection(self.conn)


class _Stream(HttpStream):
    """
    One request and its answer. mitmproxy's `body_size_limit` holds for every body that has a
    length; here it holds for requests that are kept to be judged, and for nothing else.
    """

    @override
    def check_body_size(self, request: bool) -> layer.CommandGenerator[bool]:
        if not request or not self.request_body_buf:
            return False
        return (yield from super().check_body_size(request))

    @override
    def flow_done(self) -> Commands:
        after = self._after_http()
        if after is None:
            yield from super().flow_done()
            return
        self.child_layer = after
        self._handle_event = self.passthrough
        yield from after.handle_event(events.Start())
        # Last, as in mitmproxy: data may be there at once.
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def _after_http(self) -> layer.Layer | None:
        """Who has the connection from here on, where mitmproxy would choose another."""
        if self.flow.websocket:
            if SOCKET not in self.flow.metadata:
                return None
            limit = human.parse_size(self.context.options.body_size_limit)
            return SocketLayer(self.context, self.flow, max_message=limit or 0)
        is_switch = self.flow.response is not None and self.flow.response.status_code == _SWITCHING
        if is_switch and self.flow.metadata.get(NOT_OURS):
            # Unread bytes are relayed for nobody else (`rawtcp` is off).
            return TCPLayer(self.context, ignore=True)
        return None
