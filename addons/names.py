"""
All names that one request and its connection give for where it goes.
"""

from __future__ import annotations

from mitmproxy import http
from mitmproxy.proxy.mode_specs import TransparentMode

from addons.hosts import HostNameError, is_address, split_authority


class Names:
    """All names that one request and its connection give for where it goes."""

    __slots__ = ("claimed", "disagree", "tunnel", "unverifiable")

    def __init__(self, tunnel: set[str], claimed: set[str], *, odd: bool) -> None:
        self.tunnel = tunnel
        """CONNECT target and TLS server name, without addresses."""
        self.claimed = claimed
        """Host header, `:authority` and absolute-form target."""
        self.disagree = odd or len(tunnel | claimed) > 1
        self.unverifiable = odd and all(is_address(name) for name in tunnel)
        """Goes to an address, and says in a way that servers may read differently to whom."""

    @property
    def domain(self) -> str:
        return next(iter(self.tunnel | self.claimed))


def names_of(flow: http.HTTPFlow) -> Names:
    """Names that cannot be read are left out, and make the rest disagree."""
    tunnel, claimed, odd = set[str](), set[str](), False
    hosts = flow.request.headers.get_all("host")
    claims = [*hosts, flow.request.authority]
    if len(hosts) > 1:
        odd = True
    # A redirected connection always goes to an address: the network says so, not the client.
    redirected = isinstance(flow.client_conn.proxy_mode, TransparentMode)
    target = "" if redirected and any(claims) else _bracketed(flow.request.host)
    for text, into in (
        *((claim, claimed) for claim in claims if claim),
        (target, tunnel),
        (flow.client_conn.sni, tunnel),
    ):
        try:
            if text:
                into.add(split_authority(text)[0])
        except HostNameError:
            odd = True
    return Names(_without_addresses(tunnel), claimed, odd=odd)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _without_addresses(names: set[str]) -> set[str]:
    return {name for name in names if not is_address(name)} or names
