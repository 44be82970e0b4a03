"""
What mitmproxy's tunnels do once they are open, in one step: it takes seven generators for each
event of a tunnel, and there are up to five tunnels between a client and a service (TLS with
either of them, and CONNECT with a proxy in between).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.tls import TLSLayer
from mitmproxy.proxy.tunnel import TunnelLayer, TunnelState
from OpenSSL import SSL

_READ = 65535
"""Bytes that are asked of OpenSSL at once; of what waits it never gives less than it has."""
_PIECE = 64 * 1024
"""Bytes after which what is sent leaves as records of its own."""

type Commands = layer.CommandGenerator[None]
type Handle = Callable[[events.Event], Commands]


def quicken(tunnel: TunnelLayer) -> None:
    """Let `tunnel` do so. What it does before it is open, and at its end, stays mitmproxy's."""
    quick: Any = partial(_handle, tunnel, tunnel.handle_event)
    tunnel.handle_event = quick  # type: ignore[method-assign]  # as mitmproxy's layers do it


def _handle(tunnel: TunnelLayer, slowly: Handle, event: events.Event) -> Commands:
    # What it waits for, and what came meanwhile, are its own affair.
    if tunnel.tunnel_state is not TunnelState.OPEN or tunnel._paused:  # noqa: SLF001 -- no other way to tell
        yield from slowly(event)
    elif not isinstance(event, events.ConnectionEvent) or (
        event.connection != tunnel.tunnel_connection
    ):
        yield from _to_child(tunnel, event)
    elif not isinstance(event, events.DataReceived):
        yield from slowly(event)
    elif isinstance(tunnel, TLSLayer):
        yield from _decrypted(tunnel, slowly, event.data)
    else:
        yield from _to_child(tunnel, events.DataReceived(tunnel.conn, event.data))


def _decrypted(tunnel: TLSLayer, slowly: Handle, data: bytes) -> Commands:
    """As `TLSLayer.receive_data`, which also sees to it where TLS itself has come to an end."""
    plain = bytearray()
    tunnel.tls.bio_write(data)
    try:
        while True:
            plain += tunnel.tls.recv(_READ)
    except SSL.WantReadError:
        yield from _written(tunnel)
        if plain:
            yield from _to_child(tunnel, events.DataReceived(tunnel.conn, bytes(plain)))
    except SSL.Error:
        if plain:
            yield from _to_child(tunnel, events.DataReceived(tunnel.conn, bytes(plain)))
        yield from slowly(events.DataReceived(tunnel.tunnel_connection, b""))


def _to_child(tunnel: TunnelLayer, event: events.Event) -> Commands:
    """What is sent in one go becomes one record, where mitmproxy makes one of each piece."""
    conn, unsent, size = tunnel.conn, list[bytes](), 0
    for command in tunnel.child_layer.handle_event(event):
        is_ours = isinstance(command, commands.ConnectionCommand) and (
            command.connection is conn or command.connection == conn
        )
        if is_ours and isinstance(command, commands.SendData):
            unsent.append(command.data)
            size += len(command.data)
            if size < _PIECE:
                continue
        if unsent:
            yield from _sent(tunnel, b"".join(unsent))
            unsent, size = [], 0
        if not is_ours:
            yield command
        elif not isinstance(command, commands.SendData):
            yield from tunnel._handle_command(command)  # noqa: SLF001 -- what is rare stays mitmproxy's
    if unsent:
        yield from _sent(tunnel, b"".join(unsent))


def _sent(tunnel: TunnelLayer, data: bytes) -> Commands:
    if not isinstance(tunnel, TLSLayer):
        yield commands.SendData(tunnel.tunnel_connection, data)
        return
    with suppress(SSL.ZeroReturnError, SSL.SysCallError):  # the other side has gone
        tunnel.tls.sendall(data)
    yield from _written(tunnel)


def _written(tunnel: TLSLayer) -> Commands:
    """What TLS itself has to send."""
    try:
        while True:
            data = tunnel.tls.bio_read(_READ)
            yield commands.SendData(tunnel.conn, data)
            if len(data) < _READ:
                return
    except SSL.WantReadError:
        return
