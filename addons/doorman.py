"""
The door: which connections are opened at all, and which pass as they are.

Only hosts of the catalogue are decrypted. A connection is theirs when either the CONNECT name
or the TLS server name says so; every other connection passes byte for byte, unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from http import HTTPMethod

import structlog
from mitmproxy import connection, http, tls
from mitmproxy.addons.next_layer import NeedsMoreData, NextLayer
from mitmproxy.net.tls import starts_like_tls_record
from mitmproxy.proxy import commands, layer, layers, tunnel
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import modes
from mitmproxy.proxy.layers.http import HTTPMode

from addons.bounds import Bounds
from addons.client_hello import could_be_records, odd_server_name
from addons.clientele import Clientele
from addons.hosts import HostNameError, canonical, is_address
from addons.http_layers import BoundedHttpLayer
from addons.passage import CurrentPolicy
from addons.patience import HANDSHAKE
from addons.services.canary import others_first

_log = structlog.get_logger()

_MAX_HELLO = 160 * 1024
"""
Bytes of ClientHello that we wait for. Real ones are below 4 KB, also with post-quantum keys; of
one that is longer than this no server takes the name (OpenSSL stops at 128 KB).
"""
_HTTPS = 443
_BEGINNING = "beginning"
"""What is waited for in a tunnel whose first bytes do not tell yet what it is."""
_TLS_RECORD_START = 3
"""Bytes after which mitmproxy can tell a TLS record."""

_REQUEST_LINE = re.compile(rb"[A-Za-z][!#-~]{0,30} [!-~]+ HTTP/\d\.\d")
_BEGUN_METHOD = re.compile(rb"[A-Za-z][!#-~]{0,30}")
_BEGUN_LINE = re.compile(rb"[A-Za-z][!#-~]{0,30} [!-~]*")
_METHODS = tuple(f"{name} ".encode() for name in HTTPMethod)

_CONNECT_ERROR = b"The proxy could not understand the name of the host."


@dataclass
class HangUp(layer.Layer):
    """Ends a connection to an AI host that speaks neither TLS nor HTTP."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)

    def _handle_event(self, event: object) -> layer.CommandGenerator[None]:
        del event
        yield commands.CloseConnection(self.context.client)


class Doorman(NextLayer):
    """
    Replaces mitmproxy's own `NextLayer`, which relays a ClientHello that comes in pieces of one
    or two bytes, and anything else that is not HTTP, without any hook.
    """

    name = "nextlayer"  # mitmproxy looks its layer chooser up by this name

    def __init__(
        self,
        policy: CurrentPolicy,
        clientele: Clientele,
        on_bypass: Callable[[connection.Client, str, str], None],
        bounds: Bounds | None = None,
        page_ports: AbstractSet[int] = frozenset(),
    ) -> None:
        self._bounds = replace(bounds or Bounds(), malformed=self._malformed)
        self._policy = policy
        self._clientele = clientele
        self._on_bypass = on_bypass
        """Called with the client, the AI host and a machine word for what was tried."""
        self._page_ports = page_ports
        """Where our own pages may be without TLS, on whatever host."""

    def decrypts(self, host: str) -> bool:
        """Whether `host`, in any spelling, is a host that we open."""
        try:
            return self._policy.snapshot.catalogue.decrypts(canonical(host))
        except HostNameError:
            return False

    def http_connect(self, flow: http.HTTPFlow) -> None:
        if flow.response:
            return  # proxy authentication has said no
        self._clientele.believe_front(flow)
        try:
            host = canonical(flow.request.host)
        except HostNameError:
            flow.response = http.Response.make(400, _CONNECT_ERROR)
            return
        # mitmproxy connects upstream before it answers, unless there is an answer already. For
        # an AI host nobody may hear of the client before a verdict; other hosts get their
        # connection at once, so that servers that speak first and dead hosts are as without us.
        if self.decrypts(host) or (is_address(host) and flow.request.port == _HTTPS):
            flow.response = http.Response.make(200, b"", {})
            flow.response.reason = "Connection established"
            flow.response.headers.clear()

    def tls_clienthello(self, hello: tls.ClientHelloData) -> None:
        # Only AI connections get this far; their upstream is opened after the verdict.
        hello.establish_server_tls_first = False

    def _next_layer(
        self, context: Context, data_client: bytes, data_server: bytes
    ) -> layer.Layer | None:
        if len(context.layers) == 1 and isinstance(
            context.layers[0], (modes.HttpProxy, modes.HttpUpstreamProxy)
        ):
            return self._proxy(context, data_client)
        try:
            found = self._tunnelled(context, data_client, data_server)
        except NeedsMoreData:
            if data_client:
                bounds = self._bounds
                bounds.patience.begin(context.client, _BEGINNING, bounds.head_seconds)
            raise
        self._bounds.patience.end(context.client, _BEGINNING)
        return found

    def _tunnelled(self, context: Context, data_client: bytes, data_server: bytes) -> layer.Layer:
        host = context.server.address[0] if context.server.address else ""
        if data_server and not data_client:
            return self._unread(context, host, "server-speaks-first")
        if not data_client:
            raise NeedsMoreData
        if _is_inside_tls(context):
            return self._inside_tls(context, host, data_client)
        if could_be_records(data_client):
            return self._tls(context, host, data_client)
        return self._plain(context, host, data_client)

    def _proxy(self, context: Context, data: bytes) -> layer.Layer:
        """The proxy itself, inside TLS where the client speaks it to us (an `HTTPS` proxy)."""
        is_upstream = isinstance(context.layers[0], modes.HttpUpstreamProxy)
        stack = tunnel.LayerStack()
        if starts_like_tls_record(data):
            # mitmproxy tells of a handshake only once its first message is all there.
            bounds = self._bounds
            bounds.patience.begin(context.client, HANDSHAKE, bounds.head_seconds)
            stack /= layers.ClientTLSLayer(context)
        mode = HTTPMode.upstream if is_upstream else HTTPMode.regular
        stack /= BoundedHttpLayer(context, mode, self._bounds)
        return stack[0]

    def _tls(self, context: Context, host: str, data: bytes) -> layer.Layer:
        if len(data) > _MAX_HELLO:
            return self._unread(context, host, "oversized-client-hello")
        if len(data) < _TLS_RECORD_START:
            raise NeedsMoreData
        hello = self._get_client_hello(context, data)  # raises NeedsMoreData
        if hello is None:
            return self._odd_tls(context, host, data)
        if not (self.decrypts(host) or (hello.sni and self.decrypts(hello.sni))):
            return layers.TCPLayer(context, ignore=True)
        stack = layers.ServerTLSLayer(context)
        stack.child_layer = layers.ClientTLSLayer(context)
        return stack

    def _odd_tls(self, context: Context, host: str, data: bytes) -> layer.Layer:
        """What is no ClientHello for mitmproxy, and may be one for a server."""
        if self.decrypts(host):
            return self._unread(context, host, "not-a-client-hello")
        name = odd_server_name(data)  # raises NeedsMoreData
        if name and self.decrypts(name):
            return self._unread(context, name, "not-a-client-hello")
        return layers.TCPLayer(context, ignore=True)

    def _inside_tls(self, context: Context, host: str, data: bytes) -> layer.Layer:
        if context.client.alpn == b"h2" or _could_be_http(data):
            return BoundedHttpLayer(context, HTTPMode.transparent, self._bounds)
        self._report_one(context, "not-http-inside-tls")
        return HangUp(context)

    def _plain(self, context: Context, host: str, data: bytes) -> layer.Layer:
        # Behind an address may be any host; only the requests themselves tell which.
        if not self.decrypts(host) and not (is_address(host) and _begins_known_method(data)):
            return self._plain_elsewhere(context, data)
        if _could_be_http(data):
            return BoundedHttpLayer(context, HTTPMode.transparent, self._bounds)
        return self._unread(context, host, "not-tls-nor-http")

    def _plain_elsewhere(self, context: Context, data: bytes) -> layer.Layer:
        """What is not for an AI host passes unread, unless it may be for our own pages."""
        where = context.server.address
        if where and where[1] in self._page_ports and _could_be_http(data):
            return BoundedHttpLayer(context, HTTPMode.transparent, self._bounds)
        return layers.TCPLayer(context, ignore=True)

    def _unread(self, context: Context, host: str, what: str) -> layer.Layer:
        """For traffic that cannot be read: it passes, unless it is for an AI host."""
        if not self.decrypts(host):
            return layers.TCPLayer(context, ignore=True)
        self._report(context, host, what)
        return HangUp(context)

    def _malformed(self, context: Context) -> None:
        self._report_one(context, "malformed-request")

    def _report_one(self, context: Context, what: str) -> None:
        """Of the names that a connection goes by."""
        host = context.server.address[0] if context.server.address else ""
        for name in others_first(filter(None, (context.client.sni, host))):
            if self.decrypts(name):
                self._report(context, name, what)
                return

    def _report(self, context: Context, host: str, what: str) -> None:
        self._on_bypass(context.client, host, what)


def _is_inside_tls(context: Context) -> bool:
    """Whether the tunnel's own TLS has begun; a client may also speak TLS to the proxy itself."""
    return isinstance(context.layers[-1], layers.ClientTLSLayer) and (
        context.client.tls_established
    )


def _begins_known_method(data: bytes) -> bool:
    return any(data.startswith(method) or method.startswith(data) for method in _METHODS)


def _could_be_http(data: bytes) -> bool:
    """
    Whether `data` begins an HTTP/1 request (RFC 9112, 3): a method, a target, a version. The
    console knows no other first line (`proxy/console_requests.py`).

    Raises `NeedsMoreData` as long as that cannot be told.
    """
    line, ended, _ = data.partition(b"\n")
    if ended:
        return _REQUEST_LINE.fullmatch(line.rstrip(b"\r")) is not None
    if _BEGUN_METHOD.fullmatch(line):
        raise NeedsMoreData
    return _BEGUN_LINE.match(line) is not None
