"""
Our own pages: whoever goes there through us comes from our address, and may not pass for us.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit

from mitmproxy import http

_OURSELVES = "promptwacht"
_HTTP = 80


def plain_ports(portal_url: str, console_port: int) -> frozenset[int]:
    """Where our own pages are without TLS: as people know them, and before the front if any."""
    portal = urlsplit(portal_url)
    return frozenset(
        {console_port, portal.port or _HTTP} if portal.scheme == "http" else {console_port}
    )


class OwnPages:
    """
    Tells them that a plain request comes from a proxy (RFC 9110, 7.6.3): they tell their metrics
    to some addresses, of which ours may be one. By the port alone, for a name may stand for
    anything; the doorman opens plain tunnels to it for the same reason.
    """

    def __init__(self, ports: AbstractSet[int]) -> None:
        self._ports = ports

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        if flow.request.port in self._ports:
            version = flow.request.http_version.removeprefix("HTTP/")
            flow.request.headers.add("via", f"{version} {_OURSELVES}")
