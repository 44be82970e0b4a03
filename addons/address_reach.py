"""
Who can be behind an address: the machine that asks, a private network, or the internet.
"""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network


class Reach(Enum):
    """From the nearest to the farthest."""

    OWN = "own"
    """This machine, its link (cloud metadata), a group, or nobody at all."""
    PRIVATE = "private"
    """A network that the internet does not lead to."""
    PUBLIC = "public"
    """Anything else."""


_OWN = (
    "0.0.0.0/8",  # RFC 1122, 3.2.1.3; Linux takes 0.0.0.0 for itself
    "127.0.0.0/8",
    "169.254.0.0/16",  # RFC 3927
    "224.0.0.0/4",  # RFC 5771: groups
    "240.0.0.0/4",  # RFC 1112, 4, with 255.255.255.255
    "::/128",
    "::1/128",
    "fe80::/10",
    "ff00::/8",
)
_PRIVATE = (
    "10.0.0.0/8",  # RFC 1918, as the next two
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",  # RFC 6598: behind a provider's NAT
    "192.0.0.0/24",  # RFC 6890
    "198.18.0.0/15",  # RFC 2544: measurements
    "64:ff9b:1::/48",  # RFC 8215: NAT64 of one's own
    "fc00::/7",  # RFC 4193: ULA
    "fec0::/10",  # RFC 3879: what was before ULA
)
_REACHES = tuple(
    (ip_network(network), reach)
    for reach, networks in ((Reach.OWN, _OWN), (Reach.PRIVATE, _PRIVATE))
    for network in networks
)
_AT_END = tuple(
    IPv6Network(network)
    for network in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")
)
"""Networks whose addresses end in one of IPv4: RFC 4291, 2.5.5; RFC 2765; RFC 6052; RFC 8215."""
_OLD_ADDRESS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")
"""`127.1`, `0x7f000001`, `017700000001`: what `inet_aton` reads, and so do name look-ups."""
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})
_LOOPBACK = IPv4Address("127.0.0.1")


def faces(host: str) -> tuple[Address, ...]:
    """The addresses that `host` is by itself, in any spelling; of a name that must be asked none.

    An address of IPv6 that leads to one of IPv4 is both.
    """
    name = host.strip("[]").rstrip(".").lower().partition("%")[0]
    if name in _LOCAL_NAMES or name.endswith(".localhost"):  # RFC 6761, 6.3
        return (_LOOPBACK,)
    if _OLD_ADDRESS.fullmatch(name):
        with contextlib.suppress(OSError):
            name = str(IPv4Address(socket.inet_aton(name)))
    try:
        address = ip_address(name)
    except ValueError:
        return ()
    return address, *_within(address)


def _within(address: Address) -> Iterator[IPv4Address]:
    """The addresses of IPv4 to which one of IPv6 leads."""
    if isinstance(address, IPv4Address) or int(address) <= 1:  # `::` and `::1`
        return
    if any(address in network for network in _AT_END):
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo


def reach_of(address: Address) -> Reach:
    """Of this one face."""
    return next((reach for network, reach in _REACHES if address in network), Reach.PUBLIC)
