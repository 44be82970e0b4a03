"""
Nobody is read from faster than what he says can go on.

mitmproxy reads on while a layer waits for a hook, for a connection or for a window of HTTP/2, and
keeps what comes. Here the readers of its connections look now and then at what waits, and stop
until it has become less: then the peer's own sending stops, as TCP has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mitmproxy import connection
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.layer import Layer, NextLayer
from mitmproxy.proxy.layers.http import HttpStream
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from addons.effort import Effort, Efforts
from addons.http_layers import BoundedHttpLayer
from addons.paused import paused_bytes

MUCH = 1024 * 1024
"""Bytes of one connection that may wait here before it is read no more."""
_LOOK_EVERY = 128 * 1024
"""Bytes that are read between two looks."""
_AGAIN_SECONDS = 0.02

type Waiting = Callable[[], int]


@dataclass(slots=True)
class PatientReader:
    """A `StreamReader` as mitmproxy uses one, that waits while too much of it waits."""

    reader: Any
    waiting: Waiting
    effort: Effort
    _read: int = 0

    async def read(self, size: int) -> bytes:
        self.effort.ends()
        await self.effort.rested()
        if self._read >= _LOOK_EVERY:
            self._read = 0
            while self.waiting() > MUCH:  # noqa: ASYNC110 -- mitmproxy's queues tell nobody
                await asyncio.sleep(_AGAIN_SECONDS)
        data: bytes = await self.reader.read(self.effort.size(size))
        self._read += max(len(data), 1024)
        self.effort.begins(len(data))
        return data


class Backpressure:
    """mitmproxy hooks that put patient readers in the place of its own."""

    def __init__(self, server: Proxyserver, holder: Callable[[connection.Client], str]) -> None:
        self._server = server
        self._holder = holder
        self._efforts = Efforts()

    def client_connected(self, client: connection.Client) -> None:
        self._watch(client, client)

    def server_connected(self, data: ServerConnectionHookData) -> None:
        self._watch(data.client, data.server)

    def _watch(self, client: connection.Client, conn: connection.Connection) -> None:
        handler = self._server.connections.get(client.id)
        io = handler.transports.get(conn) if handler else None
        if handler is None or io is None or io.reader is None:
            return
        top = handler.layer
        whose = (lambda: self._holder(client)) if conn is client else None
        effort = Effort(self._efforts, whose)
        reader = PatientReader(io.reader, lambda: waiting(top, conn), effort)
        io.reader = reader  # type: ignore[assignment]  # mitmproxy only calls `read` of it


def waiting(top: Layer, conn: connection.Connection) -> int:
    """Bytes that came from `conn` and wait in or below the layer `top`, roughly."""
    return sum(_own(each, conn) for each in _all(top))


def _own(layer: Layer, conn: connection.Connection) -> int:
    from_client = conn is layer.context.client
    if isinstance(layer, HttpStream):
        return 0  # its layer above tells
    size = paused_bytes(layer, from_client=from_client)
    if isinstance(layer, BoundedHttpLayer):
        size += sum(
            layer.waiting(stream_id, conn)
            for stream_id, stream in layer.streams.items()
            if _is_held_back_by_us(layer, stream, conn)
        )
    return size


def _is_held_back_by_us(
    layer: BoundedHttpLayer, stream: HttpStream, conn: connection.Connection
) -> bool:
    """HTTP/2 peers are held back stream by stream, by their windows, and need to be read."""
    if conn is layer.context.client:
        return conn not in layer.http2_legs
    server = stream.flow.server_conn
    through = getattr(layer.connections.get(server), "tunnel_connection", None)
    return server not in layer.http2_legs and (conn is server or conn is through)


def _all(top: Layer) -> Iterator[Layer]:
    """`top` and all that it hands events to, each once."""
    # The layer of a proxy mode keeps what is below it to itself; its context has it.
    found = {id(each): each for each in top.context.layers}
    found[id(top)] = top
    todo = list(found.values())
    while todo:
        for below in _below(todo.pop()):
            if id(below) not in found:
                found[id(below)] = below
                todo.append(below)
    return iter(found.values())


def _below(layer: Layer) -> Iterator[Layer]:
    nearest = layer.layer if isinstance(layer, NextLayer) else getattr(layer, "child_layer", None)
    if nearest is not None:
        yield nearest
    if isinstance(layer, BoundedHttpLayer):
        yield from (*layer.connections.values(), *layer.streams.values())
