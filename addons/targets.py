"""
Where nobody may go through us: the machine that we run on.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, ip_address

from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from addons.hosts import is_address

type Resolve = Callable[[str], Awaitable[Iterable[str]]]

_OLD_ADDRESS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")
"""`127.1`, `0x7f000001`, `017700000001`: what `inet_aton` reads, and so do name look-ups."""
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})

REFUSED = "the proxy does not connect to its own machine"


async def _addresses(name: str) -> list[str]:
    """What `name` stands for now; nothing if it is not known."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(where[0]) for *_, where in found]


class Targets:
    """
    Refuses connections to loopback, link-local and unspecified addresses: behind them are the
    console, the database and cloud metadata, which trust whoever comes from this machine.

    Names that stand for such an address are refused too. Whoever changes his name's address
    between our look and mitmproxy's gets past; what listens there must not trust loopback alone.
    """

    def __init__(
        self,
        *,
        ours: Callable[[], Iterable[tuple[str, int]]],
        allowed: bool = False,
        resolve: Resolve = _addresses,
    ) -> None:
        self._ours = ours
        """Addresses on this machine that we lead traffic to ourselves."""
        self._allowed = allowed
        self._resolve = resolve

    async def server_connect(self, data: ServerConnectionHookData) -> None:
        address = data.server.address
        if self._allowed or address is None or tuple(address[:2]) in set(self._ours()):
            return
        host = address[0]
        behind = () if is_address(host) else await self._resolve(host)
        if any(is_own_machine(name) for name in (host, *behind)):
            data.server.error = REFUSED


def is_own_machine(host: str) -> bool:
    """Whether `host`, a name or an address, is this machine or its link."""
    name = host.strip("[]").rstrip(".").lower().partition("%")[0]
    if name in _LOCAL_NAMES or name.endswith(".localhost"):  # RFC 6761, 6.3
        return True
    if _OLD_ADDRESS.fullmatch(name):
        with contextlib.suppress(OSError):
            name = str(IPv4Address(socket.inet_aton(name)))
    try:
        address = ip_address(name)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_link_local or address.is_unspecified
