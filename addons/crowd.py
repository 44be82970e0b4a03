"""
How many connections may be open at once: with one client, and with everybody together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address

import structlog
from mitmproxy import connection
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

_log = structlog.get_logger()

TOO_MANY = "too many connections"
_OF_ONE = "PROMPTWACHT_MAX_CONNECTIONS_PER_CLIENT"
_OF_ALL = "PROMPTWACHT_MAX_CONNECTIONS, or the limit of open files (LimitNOFILE)"


@dataclass(slots=True)
class Crowd:
    """Hooks of mitmproxy that count. It stands behind whoever tells the clients of fronts."""

    limit: int
    """Connections of one address."""
    fronts: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks of proxies that bring many clients; those have no limit of their own."""
    whole: int = 1_000_000
    """
    Connections of all clients, and those with servers. Half of it is for clients, so that who got
    in gets out, too.
    """
    refused: int = 0
    """Connections of an address that had too many."""
    turned_away: int = 0
    """Connections for which there was no room at all."""
    _open: Counter[str] = field(default_factory=Counter, repr=False)
    _whose: dict[str, str] = field(default_factory=dict, repr=False)
    """The address of each connection as it came; a front may change it later."""
    _servers: dict[str, set[str]] = field(default_factory=dict, repr=False)
    """The connections with servers of each client that got in."""
    _to_servers: int = 0

    def client_connected(self, client: connection.Client) -> None:
        address = str(client.peername[0])
        is_front = self._is_front(address)
        if not is_front and self._open[address] >= self.limit:
            client.error = TOO_MANY
            self.refused += 1
            _tell("client.too_many_connections", _OF_ONE, self.refused)
        elif len(self._servers) >= self.whole // 2 or self._is_full:
            client.error = TOO_MANY
            self._turn_away()
        else:
            self._servers[client.id] = set()
            if not is_front:
                self._open[address] += 1
                self._whose[client.id] = address

    def client_disconnected(self, client: connection.Client) -> None:
        self._to_servers -= len(self._servers.pop(client.id, ()))
        address = self._whose.pop(client.id, None)
        if address is None:
            return
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    def server_connect(self, data: ServerConnectionHookData) -> None:
        ours = self._servers.get(data.client.id)
        if ours is None:
            return  # gone meanwhile
        if self._is_full:
            data.server.error = TOO_MANY
            self._turn_away()
        elif data.server.id not in ours:
            ours.add(data.server.id)
            self._to_servers += 1

    def server_connect_error(self, data: ServerConnectionHookData) -> None:
        self.server_disconnected(data)

    def server_disconnected(self, data: ServerConnectionHookData) -> None:
        ours = self._servers.get(data.client.id, set())
        if data.server.id in ours:
            ours.discard(data.server.id)
            self._to_servers -= 1

    @property
    def _is_full(self) -> bool:
        return len(self._servers) + self._to_servers >= self.whole

    def _turn_away(self) -> None:
        self.turned_away += 1
        _tell("gateway.full", _OF_ALL, self.turned_away)

    def _is_front(self, address: str) -> bool:
        try:
            known = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return any(known in front for front in self.fronts)


def _tell(event: str, setting: str, refused: int) -> None:
    if refused & (refused - 1) == 0:  # the first, second, fourth, eighth …
        _log.warning(event, count=refused, cause=setting)
