"""
The handshake of a WebSocket: it begins only where somebody reads its messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from mitmproxy import http

from addons.inspection import Inspection
from addons.passage import PASS, SOCKET, Passage
from addons.services.interface import Codec, WireRequest
from addons.stand_in import StandIn
from addons.wire import words_of_handshake


@dataclass(frozen=True, slots=True)
class SocketOpening:
    """What becomes of a flow that asks for a WebSocket; it is refused until told otherwise."""

    inspection: Inspection
    stand_in: StandIn

    async def open(
        self, flow: http.HTTPFlow, passage: Passage, wire: WireRequest, codec: Codec
    ) -> None:
        """Let it begin if there is a reader. Raises like `Inspection.handshake`."""
        reader = codec.socket(wire)
        if reader is None:
            # RFC 9110, 15.5.22; clients such as OpenAI's fall back to POST at once.
            flow.response = http.Response.make(426, b"", {"connection": "close"})
            return
        if not await self.inspection.handshake(passage, words_of_handshake(wire)):
            flow.response = http.Response.make(403)
            return
        flow.metadata[SOCKET] = reader
        # Compressed messages could grow without bound before anybody sees them.
        flow.request.headers.pop("sec-websocket-extensions", None)
        flow.response = None
        flow.metadata[PASS] = True

    def refuse(self, flow: http.HTTPFlow, wire: WireRequest, codec: Codec) -> bool:
        """
        Explain the refusal inside the WebSocket: its handshake goes to a server of our own that
        never says a word, so that not one byte of it reaches the service. Whether that can be.
        """
        reader = codec.socket(wire)
        if reader is None:
            return False
        flow.metadata[SOCKET] = reader
        self.stand_in.take_over(flow)
        flow.response = None
        flow.metadata[PASS] = True
        return True
