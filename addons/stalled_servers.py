"""
Services that take nothing of what they are sent, over HTTP/1 and WebSocket.

The rest of it waits in the kernel and in a transport's buffer, where no layer of mitmproxy sees
it. The kernel itself can tell: it gives up a connection on which bytes have waited for a window, or
for an acknowledgement, too long. HTTP/2 has windows of its own (`addons/http2_layers.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass

from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy.server_hooks import ServerConnectionHookData


@dataclass(frozen=True, slots=True)
class StalledServers:
    """A hook of mitmproxy that says so to the kernel; of AI hosts only, all others are not ours."""

    server: Proxyserver
    is_ai: Callable[[str], bool]
    seconds: float
    """For how long nothing may move (`TCP_USER_TIMEOUT`, tcp(7))."""

    def server_connected(self, data: ServerConnectionHookData) -> None:
        names = (data.client.sni, data.server.sni, data.server.address and data.server.address[0])
        if not any(self.is_ai(name) for name in names if name):
            return
        handler = self.server.connections.get(data.client.id)
        io = handler.transports.get(data.server) if handler else None
        if io is None or not isinstance(io.writer, asyncio.StreamWriter):
            return
        milliseconds = int(self.seconds * 1000)
        with contextlib.suppress(OSError):
            connection = io.writer.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
