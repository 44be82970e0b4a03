"""
Applications that do not accept our certificate: they are told apart, and never let through.
"""

from __future__ import annotations

from collections.abc import Callable

from mitmproxy import connection, tls

from addons.services.canary import others_first


class TrustFailures:
    """
    Reports a TLS handshake that the client broke off at an AI host. A pinned application fails
    here; the remedy is to block that application, not to stop looking.
    """

    def __init__(
        self,
        is_ai: Callable[[str], bool],
        report: Callable[[connection.Client, str, str], None],
    ) -> None:
        self._is_ai = is_ai
        self._report = report

    def tls_failed_client(self, data: tls.TlsData) -> None:
        client = data.context.client
        address = data.context.server.address
        names = (client.sni, address[0] if address else "")
        host = next(filter(self._is_ai, others_first(filter(None, names))), None)
        if host is not None:
            self._report(client, host, _word(data.conn.error or ""))


def _word(error: str) -> str:
    """Mitmproxy's sentence as a machine word."""
    return "certificate-not-trusted" if "certificate" in error else "handshake-broken-off"
