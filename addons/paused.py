"""
How much waits here to go on, and whose it is.

A layer of mitmproxy that waits for a hook or for a connection keeps in a queue whatever comes
meanwhile, and its HTTP/2 keeps what the other side has no window for; both without end.
"""

from __future__ import annotations

from mitmproxy.proxy.events import Event
from mitmproxy.proxy.layer import Layer
from mitmproxy.proxy.layers.http._events import HttpEvent, RequestData

SOME = 256 * 1024
"""Bytes that may wait without anybody minding."""
_EACH = 256
"""What an event costs beside its data; thousands of tiny ones are large as well."""


def paused_bytes(layer: Layer, *, from_client: bool) -> int:
    """Of all events from one side that wait for `layer` itself, roughly."""
    queue = layer._paused_event_queue  # noqa: SLF001 -- mitmproxy tells nobody how long it is
    return sum(_size(event) for event in queue if _is_from_client(layer, event) is from_client)


def _size(event: Event) -> int:
    return _EACH + len(getattr(event, "data", b"") or b"")


def _is_from_client(layer: Layer, event: Event) -> bool:
    if isinstance(event, HttpEvent):
        return isinstance(event, RequestData)
    return getattr(event, "connection", None) is layer.context.client
