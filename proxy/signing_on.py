"""
Proxy users, and who need not be one: the canary, which proves itself in another way.
"""

from __future__ import annotations

from mitmproxy import http
from mitmproxy.addons.proxyauth import ProxyAuth

from addons.services.canary import PROVEN
from policy.canary import HEADER, HOST, Secret


class SigningOn(ProxyAuth):
    """
    mitmproxy's, but for the canary: its credentials open a tunnel to its host and nothing else,
    and in there each request proves itself. Marks those that did, and takes the proof off all.
    """

    def __init__(self, secret: Secret) -> None:
        super().__init__()
        self._secret = secret

    def http_connect(self, f: http.HTTPFlow) -> None:
        said = f.request.headers.get("proxy-authorization", "")
        if not (f.request.host == HOST and self._secret.opens(said)):
            super().http_connect(f)

    def requestheaders(self, f: http.HTTPFlow) -> None:
        said = f.request.headers.pop(HEADER, "")
        is_its_tunnel = f.client_conn.tls_established and f.client_conn.sni == HOST
        if is_its_tunnel and self._secret.is_word(said):
            f.metadata[PROVEN] = True
        else:
            super().requestheaders(f)
