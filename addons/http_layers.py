"""
mitmproxy's HTTP layers with the bounds that they lack.
"""

from __future__ import annotations

from functools import partial
from typing import override

from mitmproxy import flow
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    HttpClient,
    HttpLayer,
    HTTPMode,
    HttpStream,
    RegisterHttpConnection,
    SendHttp,
)
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestData,
    RequestEndOfMessage,
    RequestProtocolError,
    ResponseEndOfMessage,
    ResponseHeaders,
    ResponseProtocolError,
)
from mitmproxy.proxy.layers.http._hooks import HttpErrorHook
from mitmproxy.proxy.layers.tcp import TCPLayer
from mitmproxy.proxy.tunnel import TunnelLayer

from addons.bounds import Bounds
from addons.held_bodies import HELD, HeldBody
from addons.http1_layers import BoundedHttp1Client, BoundedHttp1Server
from addons.http2_layers import (
    BoundedHttp2Client,
    BoundedHttp2Server,
    GiveCredit,
    Http2Leg,
)
from addons.open_layers import quicken
from addons.passage import NOT_OURS, PASS, PASSAGE, SOCKET
from addons.patience import Pace
from addons.paused import SOME, paused_bytes
from addons.socket_layer import SocketLayer

ENDLESS = "endless"
"""The error of a flow whose request does not end."""

_SWITCHING = 101

type Commands = layer.CommandGenerator[None]


class BoundedHttpLayer(HttpLayer):
    """An `HttpLayer` made of the parts below, of `http1_layers` and of `http2_layers`."""

    def __init__(self, ctx: Context, mode: HTTPMode, bounds: Bounds) -> None:
        super().__init__(ctx, mode)
        self._bounds = bounds
        self.http2_legs: dict[Connection, Http2Leg] = {}
        """Those of our connections that speak HTTP/2."""

    @override
    def _handle_event(self, event: events.Event) -> Commands:
        if isinstance(event, events.Start):
            self.connections[self.context.client] = self._http_server()
        yield from super()._handle_event(event)
        if self.http2_legs:
            yield from self._give_credit()

    def _http_server(self) -> layer.Layer:
        if self.context.client.alpn != b"h2":
            return BoundedHttp1Server(self.context.fork(), self._bounds)
        leg = BoundedHttp2Server(self.context.fork(), self._bounds)
        self.http2_legs[self.context.client] = leg
        return leg

    @override
    def event_to_child(self, child: layer.Layer | HttpStream, event: events.Event) -> Commands:
        if isinstance(event, events.Start) and child is not self.connections[self.context.client]:
            self._bound_client(child)
        return super().event_to_child(child, event)

    def _bound_client(self, child: layer.Layer) -> None:
        """Put our layer in the place of the one that mitmproxy has made to speak with a server."""
        while (below := getattr(child, "child_layer", None)) is not None:
            if isinstance(child, TunnelLayer):
                quicken(child)
            child = below
        if isinstance(child, HttpClient):
            child._handle_event = partial(self._start_client, child)  # noqa: SLF001 -- as mitmproxy's layers do it

    def _start_client(self, client: HttpClient, event: events.Event) -> Commands:
        """What `HttpClient` does, with bounded layers."""
        err: str | None = None
        if not client.context.server.connected:
            err = yield commands.OpenConnection(client.context.server)
        if not err:
            client.child_layer = self._http_client(client.context)
            client._handle_event = client.child_layer.handle_event  # noqa: SLF001 -- as mitmproxy's layers do it
            yield from client.child_layer.handle_event(event)
        yield RegisterHttpConnection(client.context.server, err)

    def _http_client(self, ctx: Context) -> layer.Layer:
        if ctx.server.alpn != b"h2":
            return BoundedHttp1Client(ctx, self._bounds)
        leg = BoundedHttp2Client(ctx, self._bounds)
        self.http2_legs[ctx.server] = leg
        return leg

    def _give_credit(self) -> Commands:
        """Let each peer that speaks HTTP/2 send as much more as the other side has taken."""
        for conn, leg in list(self.http2_legs.items()):
            if leg.is_over:
                del self.http2_legs[conn]
            elif leg.owes_credit:
                yield from self.event_to_child(self.connections[conn], GiveCredit(self._is_clear))

    def _is_clear(self, stream_id: int, source: Connection) -> bool:
        """Whether what came from `source` for a stream has gone on, all but a little."""
        return self.waiting(stream_id, source) <= SOME

    def waiting(self, stream_id: int, source: Connection) -> int:
        """Bytes of a stream that came from `source` and wait here to go on."""
        stream = self.streams.get(stream_id)
        if stream is None:
            return 0
        from_client = source is self.context.client
        size = paused_bytes(stream, from_client=from_client)
        leg = self.http2_legs.get(stream.flow.server_conn if from_client else self.context.client)
        return size + (leg.unsent(stream_id) if leg else 0)

    @override
    def make_stream(self, stream_id: int) -> Commands:
        self.streams[stream_id] = _Stream(self.context.fork(), stream_id, self._bounds)
        yield from self.event_to_child(self.streams[stream_id], events.Start())


class _Stream(HttpStream):
    """
    One request and its answer. mitmproxy's `body_size_limit` holds for every body that has a
    length; here whatever is kept, to be judged or because it cannot be streamed, is bounded by its
    `HeldBody`, and nothing else is.
    """

    def __init__(self, ctx: Context, stream_id: int, bounds: Bounds) -> None:
        super().__init__(ctx, stream_id)
        self._bounds = bounds
        self._pace: Pace | None = None

    @override
    def state_consume_request_body(self, event: events.Event) -> Commands:
        held: HeldBody | None = self.flow.metadata.get(HELD)
        if held is None and isinstance(event, RequestData):
            held = self._hold()
        if held is not None:
            self._wait_for_rest(event)
        if held is None or not isinstance(event, RequestData):
            yield from super().state_consume_request_body(event)
        elif held.add(len(event.data)):
            self.request_body_buf += event.data
        else:
            self.request_body_buf.clear()
            if held.is_endless or (held.is_read and not self._is_judged):
                yield from self._give_up()
        if held is not None and isinstance(event, RequestEndOfMessage):
            # It was handed on or refused, and an answer may take minutes.
            self.flow.request.data.content = None
            if self.flow.response:
                held.release()

    @override
    def state_wait_for_response_headers(self, event: ResponseHeaders) -> Commands:
        # Only now the service has taken what it was sent; until then it may all wait here.
        self._release()
        yield from super().state_wait_for_response_headers(event)

    def _release(self) -> None:
        held: HeldBody | None = self.flow.metadata.get(HELD)
        if held is not None:
            held.release()

    @property
    def _is_judged(self) -> bool:
        """Whether somebody will explain a refusal; else the error alone has to do."""
        return PASSAGE in self.flow.metadata

    def _hold(self) -> HeldBody:
        """Of a body that nobody judges and that is no stream; of a refused one nothing is kept."""
        bounds = self._bounds
        whose = bounds.holder(self.context.client)
        held = HeldBody(bounds.bodies, whose, bounds.body, is_read=not self.flow.response)
        self.flow.metadata[HELD] = held
        return held

    def _wait_for_rest(self, event: events.Event) -> None:
        bounds, client = self._bounds, self.context.client
        if isinstance(event, RequestEndOfMessage):
            bounds.patience.end(client, self)
            return
        if self._pace is None:
            self._pace = bounds.pace()
            bounds.patience.begin(client, self, self._pace.allowed)
        if isinstance(event, RequestData):
            self._pace.went_on(len(event.data))

    @override
    def handle_protocol_error(
        self, event: RequestProtocolError | ResponseProtocolError
    ) -> Commands:
        self._bounds.patience.end(self.context.client, self)
        self._release()
        yield from super().handle_protocol_error(event)

    def _give_up(self) -> Commands:
        self._bounds.patience.end(self.context.client, self)
        self.flow.error = flow.Error(ENDLESS)
        yield HttpErrorHook(self.flow)
        code = ErrorCode.REQUEST_TOO_LARGE
        yield SendHttp(ResponseProtocolError(self.stream_id, ENDLESS, code), self.context.client)
        self.client_state = self.state_errored
        self.flow.live = False

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
        known = self.flow.metadata
        if self.flow.websocket and SOCKET in known:
            return SocketLayer(self.context, self.flow, max_message=self._bounds.message)
        is_switch = self.flow.response is not None and self.flow.response.status_code == _SWITCHING
        is_another_product = self.flow.websocket and known.get(PASS) and PASSAGE not in known
        if is_switch and (known.get(NOT_OURS) or is_another_product):
            # Unread bytes are relayed for nobody else (`rawtcp` is off). Messages of a WebSocket
            # that nobody reads would be put together here, and unpacked, without a bound.
            return TCPLayer(self.context, ignore=True)
        return None
