"""
mitmproxy's HTTP/1 with the bounds that it lacks: its heads, its chunk lines and what a client
sends ahead of an answer are kept without end.
"""

from __future__ import annotations

import re
from typing import override

from h11._receivebuffer import ReceiveBuffer
from mitmproxy.connection import Client
from mitmproxy.proxy import commands, context, events, layer
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    ErrorCode,
    RequestProtocolError,
    ResponseProtocolError,
)
from mitmproxy.proxy.layers.http._http1 import (
    Http1Client,
    Http1Connection,
    Http1Server,
    make_error_response,
)

from addons.bounds import READ, Bounds

TRAILERS = "trailers"
"""The error of a flow whose request ends in trailer fields."""

MALFORMED = "malformed"
"""The error of a flow whose request, or the body of it, servers may read in more than one way."""

_END_OF_HEAD = re.compile(rb"\n\r?\n")
_FIELD = 32
"""Bytes that a field costs beside its text; HTTP/2 counts them, too (RFC 9113, 6.5.2)."""
_UNBOUNDED = "a part of the message has no end"
_OURS = frozenset({TRAILERS, MALFORMED, _UNBOUNDED})

type Commands = layer.CommandGenerator[None]


class BoundedHttp1Server(Http1Server):
    """
    Speaks HTTP/1 with the client. At trailer fields mitmproxy's own raises and leaves the
    connection open for ever, and of a head that it cannot read it tells nobody.
    """

    def __init__(self, ctx: context.Context, bounds: Bounds) -> None:
        super().__init__(ctx)
        self._bounds = bounds
        self._is_told = False

    @override
    def read_headers(self, event: events.ConnectionEvent) -> Commands:
        if isinstance(event, events.DataReceived) and _is_too_much(self.buf, self._bounds.head):
            yield from self._give_up(431, "The request's header fields are too large.")
            return
        yield from self._in_our_words(super().read_headers(event))
        if self.state == self.done and self.request is None and not self._is_told:
            self._is_told = True
            self._bounds.malformed(self.context)
        _wait_for_head(self, self.context.client, self._bounds)

    @override
    def read_body(self, event: events.Event) -> Commands:
        reading = super().read_body(event)
        if isinstance(event, events.DataReceived):
            reading = self._in_our_words(reading)
        try:
            yield from reading
        except NotImplementedError:  # what mitmproxy raises at trailer fields
            yield from self._give_up(400, "Trailer fields are not supported.")
            yield from self._fail(TRAILERS)
            return
        # What is left over is no body: the line before a chunk, or fields behind the last one.
        if self.state == self.read_body and len(self.buf) > self._bounds.head + READ:
            yield from self._give_up(400, "The request's chunks are malformed.")
            yield from self._fail(_UNBOUNDED)

    @override
    def wait(self, event: events.Event) -> Commands:
        if isinstance(event, events.DataReceived) and len(self.buf) > self._bounds.head + READ:
            # Requests sent ahead of an answer; no client that people use does it.
            self.state = self.done
            yield commands.CloseConnection(self.conn)
            yield from self._fail(_UNBOUNDED)
            return
        yield from super().wait(event)

    @staticmethod
    def _in_our_words(reading: Commands) -> Commands:
        """`reading`, in which what cannot be read is `MALFORMED`, and not quoted."""
        for command in reading:
            if isinstance(command, ReceiveHttp):
                error = command.event
                if isinstance(error, RequestProtocolError) and error.message not in _OURS:
                    error.message = MALFORMED
            if not isinstance(command, commands.Log):
                yield command

    def _give_up(self, status: int, why: str) -> Commands:
        self.state = self.done
        yield commands.SendData(self.conn, make_error_response(status, why))
        yield commands.CloseConnection(self.conn)

    def _fail(self, error: str) -> Commands:
        yield ReceiveHttp(
            RequestProtocolError(self.stream_id, error, ErrorCode.GENERIC_CLIENT_ERROR)
        )


class BoundedHttp1Client(Http1Client):
    """Speaks HTTP/1 with a server."""

    def __init__(self, ctx: context.Context, bounds: Bounds) -> None:
        super().__init__(ctx)
        self._bounds = bounds

    @override
    def read_headers(self, event: events.ConnectionEvent) -> Commands:
        if isinstance(event, events.DataReceived) and _is_too_much(self.buf, self._bounds.head):
            yield from self._fail()
            return
        yield from super().read_headers(event)
        _wait_for_head(self, self.context.client, self._bounds)

    @override
    def read_body(self, event: events.Event) -> Commands:
        try:
            yield from super().read_body(event)
        except NotImplementedError:  # what mitmproxy raises at trailer fields
            yield from self._fail()
            return
        if self.state == self.read_body and len(self.buf) > self._bounds.head + READ:
            yield from self._fail()

    def _fail(self) -> Commands:
        self.state = self.done
        self.buf = type(self.buf)()
        yield commands.CloseConnection(self.conn)
        if self.stream_id is not None:
            yield ReceiveHttp(
                ResponseProtocolError(self.stream_id, _UNBOUNDED, ErrorCode.GENERIC_SERVER_ERROR)
            )


def _wait_for_head(end: Http1Connection, client: Client, bounds: Bounds) -> None:
    """Say that the rest of a head is waited for, if it has begun; else that it is there."""
    if end.state == end.read_headers and end.buf:
        bounds.patience.begin(client, end, bounds.head_seconds)
    else:
        bounds.patience.end(client, end)


def _is_too_much(buffer: ReceiveBuffer, limit: int) -> bool:
    """Whether the head in `buffer` is longer than `limit` bytes, or has too many fields."""
    most = limit // _FIELD
    if len(buffer) <= most:
        return False
    raw = bytes(buffer)
    end = _END_OF_HEAD.search(raw, 0, limit)
    if end is None and len(raw) > limit:
        return True
    return raw.count(b"\n", 0, end.start() if end else len(raw)) > most
