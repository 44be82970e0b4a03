"""
A vendor's SDK against a codec's refusal, without a network.
"""

from dataclasses import replace

from addons.services.interface import WireRequest
from tests.addons.services.examples import NOTICE


class RefusingServer:
    """Reads each request as the gateway would, and refuses it; for an SDK's `MockTransport`."""

    def __init__(self, codec, topic, response):
        self.codec = codec
        self.notice = replace(NOTICE, topic=topic)
        self.response = response
        self.seen = []

    def __call__(self, request):
        wire = WireRequest(
            method=request.method,
            host=request.url.host,
            path=request.url.raw_path.decode(),
            headers=dict(request.headers),
            body=request.read(),
        )
        self.seen.append([part.text for part in self.codec.read(wire).parts])
        no = self.codec.refuse(wire, self.notice).response
        return self.response(no.status, headers=list(no.headers), content=no.body)
