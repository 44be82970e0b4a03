"""
Who a connection belongs to: client address, proxy user, department.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from weakref import WeakKeyDictionary, WeakSet

from mitmproxy import connection, http

from addons.passage import Client, Policy
from policy.department import Address, Belonging

_PROXY_USER = "proxyauth"
"""Where mitmproxy's add-on of that name leaves the name and the password of a request."""

_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+", re.ASCII)

type UserOf = Callable[[connection.Client], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clientele:
    """Tells whose a connection is."""

    user_of: UserOf = lambda _: None
    """The authenticated proxy user of a connection, if there is one."""
    trusted_fronts: tuple[IPv4Network | IPv6Network, ...] = ()
    """Proxies before us whose `X-Forwarded-For` is believed."""
    _fronts: WeakKeyDictionary[connection.Client, str] = field(default_factory=WeakKeyDictionary)
    """The front behind each connection of which it has changed the address already."""
    _tunnels: WeakSet[connection.Client] = field(default_factory=WeakSet)
    """Connections that are a client's own since its CONNECT: no front speaks in there."""
    _users: WeakKeyDictionary[connection.Client, str] = field(default_factory=WeakKeyDictionary)
    """Who signed on for the latest request outside of a tunnel."""

    def client(self, conn: connection.Client) -> Client:
        address = str(conn.peername[0])
        return Client(
            address=address,
            user=self.user_of(conn) or self._users.get(conn),
            connection=conn.id if self._is_trusted(address) else "",
        )

    def belonging(self, conn: connection.Client, policy: Policy) -> Belonging:
        """The department of `conn`, by user, listener port or network."""
        return self.belonging_of(self.client(conn), conn, policy)

    @staticmethod
    def belonging_of(client: Client, conn: connection.Client, policy: Policy) -> Belonging:
        """The same where it is known already whose `conn` is."""
        port = conn.sockname[1]
        return policy.departments.find(_address(client.address), port, client.user)

    def believe_front(self, flow: http.HTTPFlow) -> None:
        """
        Take the client's address from a trusted front's `X-Forwarded-For`, for each request anew:
        a front may send several clients' through one connection. The header goes no further in
        any case of ours. Untrusted peers, and clients inside a tunnel, are not believed.
        """
        conn = flow.client_conn
        if conn in self._tunnels:
            return
        if flow.request.method == "CONNECT":
            self._tunnels.add(conn)
        elif signed_on := flow.metadata.get(_PROXY_USER):
            self._users[conn] = signed_on[0]
        forwarded = flow.request.headers.get_all("x-forwarded-for")
        front = self._fronts.get(conn, str(conn.peername[0]))
        if not self._is_trusted(front):
            return
        if not forwarded:
            self._is_from(conn, front, None)
            return
        self._fronts[conn] = front
        del flow.request.headers["x-forwarded-for"]
        # The last entry is the one that the front itself has seen.
        self._is_from(conn, front, _forwarded_address(forwarded[-1].rpartition(",")[2].strip()))

    def _is_from(self, conn: connection.Client, front: str, address: Address | None) -> None:
        """Without a word on whose it is, a request is the front's, and not the client's before."""
        if address is not None or conn in self._fronts:
            conn.peername = (str(address or front), 0)

    def _is_trusted(self, peer: str) -> bool:
        address = _address(peer) if self.trusted_fronts else None
        return address is not None and any(address in front for front in self.trusted_fronts)


def _forwarded_address(text: str) -> Address | None:
    """Some fronts write the port behind it, and an address of IPv6 then in brackets."""
    found = _WITH_PORT.fullmatch(text)
    return _address(found[1] or found[2] if found else text)


def _address(text: str) -> Address | None:
    try:
        return _parsed(text.partition("%")[0])
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Address:
    address = ip_address(text)
    # Who listens for both families writes IPv4 so; networks are told as IPv4.
    return getattr(address, "ipv4_mapped", None) or address
