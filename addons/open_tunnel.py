"""
The way into a tunnel that is open.

mitmproxy hands every event of a connection through all the layers that opened it, and every
command back, although from then on they change nothing: `CONNECT`, a connection to a proxy or to
the service that they would open and that nobody wants, and who chose what comes next. Measured on
mitmproxy 12.2.3: half of what its layers cost a decrypted request.

On the short way there is no layer that could fail open: what decrypts, judges and refuses is what
is left of it.
"""

from __future__ import annotations

from mitmproxy.proxy.layer import Layer, NextLayer
from mitmproxy.proxy.layers.http import HttpStream
from mitmproxy.proxy.layers.modes import TransparentProxy
from mitmproxy.proxy.layers.tls import ClientTLSLayer
from mitmproxy.proxy.tunnel import TunnelLayer, TunnelState

from addons.http1_layers import BoundedHttp1Server
from addons.http_layers import BoundedHttpLayer
from addons.open_layers import quicken

_CONNECT = "CONNECT"
_MODE_AND_PROXY = 2
"""Layers of a connection on which a client speaks HTTP to the proxy: its mode, and that."""


class Way:
    """From where a connection begins to who handles whatever comes from now on."""

    def __init__(self) -> None:
        self.is_over = False
        """Whether it gets no shorter."""
        self.is_in_connect = False
        self._nearest: Layer | None = None

    def end(self, top: Layer) -> Layer:
        """Who gets the next event of the connection that begins with `top`."""
        return self._nearest or top

    def shorten(self, top: Layer) -> None:
        """Between two events, once a tunnel or TLS with the client is there."""
        if self._nearest is None and (inside := _inside_connect(top)):
            self._nearest, self.is_in_connect = inside, True
            if isinstance(inside, TunnelLayer):
                quicken(inside)
        if decrypted := _decrypted(self.end(top)):
            quicken(decrypted)
            self._nearest, self.is_over = decrypted, True


def _inside_connect(top: Layer) -> Layer | None:
    """
    What a tunnel over HTTP/1 leads to, if it is open and nothing is under way in what opened it.
    That still closes a connection as a whole where one half is closed (RFC 9110, 9.3.6).
    """
    layers = top.context.layers
    if len(layers) != _MODE_AND_PROXY or not isinstance(proxy := layers[1], BoundedHttpLayer):
        return None
    server = proxy.connections.get(proxy.context.client)
    if not isinstance(server, BoundedHttp1Server) or server.state != server.passthrough:
        return None
    stream = next(iter(proxy.streams.values()), None)
    if stream is None or not _is_open(stream) or proxy.command_sources:
        return None
    if any(_is_waiting(each) for each in (top, proxy, server, stream)):
        return None
    return stream.child_layer


def _is_open(stream: HttpStream) -> bool:
    is_relayed = stream._handle_event == stream.passthrough  # noqa: SLF001 -- it tells that nowhere else
    return stream.flow.request.method == _CONNECT and is_relayed


def _decrypted(layer: Layer) -> ClientTLSLayer | None:
    """
    The client's TLS, where HTTP has begun inside and all between `layer` and that does nothing:
    whatever speaks to a service for a client that is decrypted opens connections of its own.
    """
    while True:
        if isinstance(layer, NextLayer) and layer.layer:
            layer = layer.layer
        elif isinstance(layer, ClientTLSLayer):
            inside = layer.child_layer
            begun = isinstance(inside, NextLayer) and isinstance(inside.layer, BoundedHttpLayer)
            return layer if begun and layer.tunnel_state is TunnelState.OPEN else None
        elif isinstance(layer, TunnelLayer | TransparentProxy) and _does_nothing(layer):
            layer = layer.child_layer
        else:
            return None


def _does_nothing(layer: TunnelLayer | TransparentProxy) -> bool:
    is_open = isinstance(layer, TunnelLayer) and layer.tunnel_state is not TunnelState.INACTIVE
    return not is_open and not _is_waiting(layer)


def _is_waiting(layer: Layer) -> bool:
    return layer._paused is not None  # noqa: SLF001 -- as above
