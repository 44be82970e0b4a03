"""
What a service answers: streamed as it comes, and kept from leading anybody around us.
"""

from __future__ import annotations

from mitmproxy import http

from addons.framing import leaves_http
from addons.overheard import Overheard
from addons.passage import HEARD, NOT_OURS, PASS

_SUCCESS = range(200, 300)


class Answers:
    """mitmproxy hooks for answers, of AI services and of all others."""

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        if not flow.response:
            return
        flow.response.stream = True
        if (heard := flow.metadata.pop(HEARD, None)) and flow.response.status_code in _SUCCESS:
            flow.response.stream = Overheard(flow.response, heard)
        if flow.metadata.get(PASS) and leaves_http(flow):
            flow.kill()
        if NOT_OURS not in flow.metadata:
            # HTTP/3 would lead the browser around us (RFC 7838); on a host that an AI service
            # shares with others, an answer of theirs would, too.
            flow.response.headers.pop("alt-svc", None)

    def response(self, flow: http.HTTPFlow) -> None:
        if flow.response and isinstance(flow.response.stream, Overheard):
            flow.response.stream.end()
