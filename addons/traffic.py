"""
What is under way: connections, requests, answers that still stream. For the metrics, and for
whoever wants to end the process without cutting anybody off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mitmproxy import connection, http

from addons.passage import SAID

QUIET_SECONDS = 3.0
"""A WebSocket without a message for so long is between two questions."""


@dataclass(slots=True)
class Traffic:
    """mitmproxy hooks that only count. The clock is that of `SAID`."""

    clock: Callable[[], float]
    draining: bool = False
    """Whether clients are asked to come back over another connection."""
    connections: int = 0
    """From clients, open now."""
    requests: int = 0
    """All that came since the start."""
    _flows: set[str] = field(default_factory=set)
    _sockets: dict[str, http.HTTPFlow] = field(default_factory=dict)
    """Open WebSockets. They know themselves when the service last said something (`SAID`)."""

    @property
    def in_flight(self) -> int:
        """Requests whose answer is not complete, and WebSockets in which something is said."""
        quiet = self.clock() - QUIET_SECONDS
        talking = [flow for flow in self._sockets.values() if flow.metadata[SAID] > quiet]
        return len(self._flows) + len(talking)

    @property
    def sockets(self) -> int:
        """WebSockets that are open."""
        return len(self._sockets)

    def client_connected(self, client: connection.Client) -> None:
        del client
        self.connections += 1

    def client_disconnected(self, client: connection.Client) -> None:
        del client
        self.connections -= 1

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        self.requests += 1
        self._flows.add(flow.id)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        if self.draining and flow.response and flow.request.http_version.startswith("HTTP/1"):
            # RFC 9112, 9.6: this answer is whole, the next question finds another process.
            flow.response.headers["connection"] = "close"

    def response(self, flow: http.HTTPFlow) -> None:
        self._flows.discard(flow.id)

    def error(self, flow: http.HTTPFlow) -> None:
        self._flows.discard(flow.id)

    def websocket_start(self, flow: http.HTTPFlow) -> None:
        self._flows.discard(flow.id)
        self._sockets[flow.id] = flow
        flow.metadata[SAID] = self.clock()

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        if flow.id in self._sockets:  # a last one may come after the end
            flow.metadata[SAID] = self.clock()

    def websocket_end(self, flow: http.HTTPFlow) -> None:
        self._sockets.pop(flow.id, None)
