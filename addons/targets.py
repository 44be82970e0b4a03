"""
Where nobody may go through us: the machine that we run on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address

from mitmproxy.proxy.server_hooks import ServerConnectionHookData

_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})

REFUSED = "the proxy does not connect to its own machine"


class Targets:
    """
    Refuses connections to loopback, link-local and unspecified addresses: behind them are the
    console, the database and cloud metadata, which trust whoever comes from this machine.
    """

    def __init__(
        self, *, ours: Callable[[], Iterable[tuple[str, int]]], allowed: bool = False
    ) -> None:
        self._ours = ours
        """Addresses on this machine that we lead traffic to ourselves."""
        self._allowed = allowed

    def server_connect(self, data: ServerConnectionHookData) -> None:
        address = data.server.address
        if self._allowed or address is None or tuple(address[:2]) in set(self._ours()):
            return
        if is_own_machine(address[0]):
            data.server.error = REFUSED


def is_own_machine(host: str) -> bool:
    """Whether `host`, a name or an address, is this machine or its link."""
    name = host.strip("[]").rstrip(".").lower().partition("%")[0]
    if name in _LOCAL_NAMES or name.endswith(".localhost"):  # RFC 6761, 6.3
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_link_local or address.is_unspecified
