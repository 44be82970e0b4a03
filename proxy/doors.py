"""
Where clients come in: our own listening sockets, each leading to mitmproxy's handler of a mode.

mitmproxy's own listeners share no port, wait with a hundred connections, and speak no PROXY
protocol.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address

import structlog
from mitmproxy import connection
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.proxy import mode_servers
from mitmproxy.proxy.mode_servers import ServerInstance

from config.settings import Network, Settings
from proxy.connection_row import ConnectionRow
from proxy.listening import listening_sockets
from proxy.mitmproxy_options import mode_of
from proxy.proxy_protocol import Peer, ProxyProtocolError, read_header

_log = structlog.get_logger()

_INTRODUCTION_SECONDS = 5.0
"""Within which a front says whose connection it brings."""

_FAREWELL_SECONDS = 30.0
"""Within which a client takes the last bytes for it."""

type _Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
type _Ends = tuple[object, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One port that clients or fronts connect to."""

    host: str
    port: int
    mode: str
    """As mitmproxy spells it: `regular`, `transparent`, `upstream:http://…`."""
    fronts: tuple[Network, ...] | None = None
    """Only these, and they introduce each client by the PROXY protocol; None: clients directly."""
    workers: int = 1
    """Processes that share this port."""


@dataclass(slots=True)
class Doors:
    """All listeners of one gateway. It is a mitmproxy add-on too, for `client_connected`."""

    server: Proxyserver
    doors: Sequence[Door]
    _open: list[asyncio.Server] = field(default_factory=list)
    _introduced: dict[_Ends, Peer] = field(default_factory=dict, repr=False)

    async def open(self) -> None:
        """Listen everywhere. Raises `OSError` when one port cannot be had; then nowhere."""
        # mitmproxy offers no other way to say who handles a connection.
        mode_servers.ProxyConnectionHandler = ConnectionRow  # type: ignore[misc]
        try:
            for door in self.doors:
                await self._listen(door)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Accept nobody any more; connections that are there live on."""
        for server in self._open:
            server.close()
        self._open.clear()

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where we listen: nobody may go there through us."""
        return [listener.getsockname()[:2] for server in self._open for listener in server.sockets]

    def client_connected(self, client: connection.Client) -> None:
        """Whom a front has introduced is the client; the front itself is nobody."""
        if peer := self._introduced.pop((client.peername, client.sockname), None):
            client.peername = peer

    async def _listen(self, door: Door) -> None:
        handler: ServerInstance[object] = ServerInstance.make(door.mode, self.server)  # type: ignore[type-var]
        handle: _Handle = partial(_until_closed, handler.handle_stream)
        if door.fronts is not None:
            handle = partial(self._introduction, door.fronts, handle)
        for listener in listening_sockets(door.host, door.port, door.workers):
            self._open.append(await asyncio.start_server(handle, sock=listener))

    async def _introduction(
        self,
        fronts: tuple[Network, ...],
        handle: _Handle,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        front, ours = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
        try:
            peer = await _introduced(front[0], fronts, reader)
        except (ProxyProtocolError, TimeoutError, OSError) as wrong:
            _log.warning("door.not_introduced", error=type(wrong).__name__)
            writer.transport.abort()
            return
        if peer is None:
            # A health check: it wants to see that somebody is at home.
            with contextlib.suppress(OSError):
                writer.close()
            return
        self._introduced[front, ours] = peer
        try:
            await handle(reader, writer)
        finally:
            self._introduced.pop((front, ours), None)


async def _until_closed(
    handle: _Handle, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """
    `handle`, and then the connection is closed in any case. mitmproxy leaves it open when it is
    told to close while a hook waits, and a client that does not read would hold it for ever.
    """
    try:
        await handle(reader, writer)
    finally:
        transport = writer.transport
        transport.close()
        if transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(_FAREWELL_SECONDS, transport.abort)


async def _introduced(
    front: str, trusted: tuple[Network, ...], reader: asyncio.StreamReader
) -> Peer | None:
    if not any(ip_address(front.partition("%")[0]) in network for network in trusted):
        raise ProxyProtocolError("not a front that is trusted")
    async with asyncio.timeout(_INTRODUCTION_SECONDS):
        return await read_header(reader)


def doors_of(settings: Settings, worker: int = 0) -> tuple[Door, ...]:
    """The doors of one worker: those that all share, and its own."""
    shared = [(port, settings.workers) for port in (settings.listen_port, *settings.extra_ports)]
    own = [(port, 1) for port in settings.worker_ports[worker : worker + 1]]
    return tuple(
        Door(
            host=settings.listen_host,
            port=port,
            mode=mode_of(settings),
            fronts=settings.trusted_proxies if port in settings.proxy_protocol_ports else None,
            workers=workers,
        )
        for port, workers in (*shared, *own)
    )
