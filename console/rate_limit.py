"""
How often one client may ask for a page that looks something up: in memory, for this process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

_MAX_CLIENTS = 10_000
_SUBNET = 64
"""Bits of an IPv6 address that one household or machine has for itself (RFC 6177)."""


@dataclass(slots=True, kw_only=True)
class RateLimit:
    """
    A bucket for each client: `burst` requests at once, then `per_second`. Behind a reverse proxy
    all clients are one, so it must be wide; nobody guesses a token within it.
    """

    clock: Callable[[], float]
    """Seconds, monotonic."""
    burst: float = 120.0
    per_second: float = 2.0
    _buckets: OrderedDict[str, tuple[float, float]] = field(
        default_factory=OrderedDict, init=False, repr=False
    )
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def allows(self, address: str) -> bool:
        """Whether the client at `address` may go on; it has then used one of its requests."""
        client, now = _client(address), self.clock()
        with self._lock:
            left, seen = self._buckets.pop(client, (self.burst, now))
            left = min(self.burst, left + (now - seen) * self.per_second)
            may = left >= 1
            self._buckets[client] = left - may, now
            while len(self._buckets) > _MAX_CLIENTS:
                self._buckets.popitem(last=False)
        return may


def _client(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or int(parsed) >> (128 - _SUBNET))
