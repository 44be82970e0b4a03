"""
Who a connection belongs to: client address, proxy user, department.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from mitmproxy import connection, http

from addons.passage import Client, Policy
from policy.department import Address, Belonging

type UserOf = Callable[[connection.Client], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clientele:
    """Tells whose a connection is."""

    user_of: UserOf = lambda _: None
    """The authenticated proxy user of a connection, if there is one."""
    trusted_fronts: tuple[IPv4Network | IPv6Network, ...] = ()
    """Proxies before us whose `X-Forwarded-For` is believed."""

    def client(self, conn: connection.Client) -> Client:
        address = str(conn.peername[0])
        return Client(address=address, user=self.user_of(conn))

    def belonging(self, conn: connection.Client, policy: Policy) -> Belonging:
        """The department of `conn`, by user, listener port or network."""
        port = conn.sockname[1]
        client = self.client(conn)
        return policy.departments.find(_address(client.address), port, client.user)

    def believe_front(self, flow: http.HTTPFlow) -> None:
        """
        Take the client's address from a trusted front's `X-Forwarded-For`; the header goes no
        further in any case of ours. Untrusted peers are not believed.
        """
        peer = flow.client_conn.peername
        forwarded = flow.request.headers.get_all("x-forwarded-for")
        if not forwarded or not self._is_trusted(str(peer[0])):
            return
        del flow.request.headers["x-forwarded-for"]
        # The last entry is the one that the front itself has seen.
        last = _address(forwarded[-1].rpartition(",")[2].strip())
        if last is not None:
            flow.client_conn.peername = (str(last), 0)

    def _is_trusted(self, peer: str) -> bool:
        address = _address(peer)
        return address is not None and any(address in front for front in self.trusted_fronts)


def _address(text: str) -> Address | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None
