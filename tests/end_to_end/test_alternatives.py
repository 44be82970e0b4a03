"""
No service leads a browser to another way that goes around us: HTTP/3 cannot be read here.
"""

from __future__ import annotations

import h2.events
import pytest

from tests.end_to_end.bypass_rig import OTHER, SHARED, policy
from tests.end_to_end.clients import tls
from tests.end_to_end.gateway_in_process import InProcess
from tests.end_to_end.http_server import Http2Exchange
from tests.end_to_end.test_bounds import Http2Client
from tests.end_to_end.web_chats import CHATGPT

ELSEWHERE = 'h3=":443"; ma=2592000, h3-29=":443"; ma=2592000'
UNREAD = "/images/search"
"""Another product on a host that it shares with a chat."""


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    with InProcess(network, tmp_path_factory.mktemp("alternatives"), policy()).running() as way:
        yield way


async def advertises(exchange):
    """By a field (RFC 7838, 3), and over HTTP/2 by frames as well (4)."""
    if isinstance(exchange, Http2Exchange):
        exchange.state.advertise_alternative_service(ELSEWHERE.encode(), stream_id=exchange.stream)
        origin = exchange.request.host.encode()
        exchange.state.advertise_alternative_service(ELSEWHERE.encode(), origin=origin)
    headers = {"alt-svc": ELSEWHERE, "content-type": "text/plain", "content-length": "2"}
    await exchange.start(200, headers)
    await exchange.send(b"ok")
    await exchange.end()


PLACES = pytest.mark.parametrize(("host", "path"), [(CHATGPT, "/c/1"), (SHARED, UNREAD)])


@PLACES
def test_an_answer_names_no_other_way(internet, way, host, path):
    """
    Of an AI host none does: what a browser learns from one product holds for the whole host.
    """
    with internet.serving(host, advertises), way.client() as client:
        said = client.get(f"https://{host}{path}")

    assert (said.status_code, said.text) == (200, "ok")
    assert "alt-svc" not in said.headers


class Listener(Http2Client):
    """Keeps whatever it hears until its stream ends."""

    def hear_events(self) -> list[h2.events.Event]:
        heard: list[h2.events.Event] = []
        while not any(isinstance(event, h2.events.StreamEnded) for event in heard):
            data = self.connection.recv(65536)
            assert data, "it ended before the answer did"
            heard += self.state.receive_data(data)
        return heard


@PLACES
def test_nor_do_frames(internet, way, host, path):
    """
    In HTTP/2 neither a field nor an ALTSVC frame gets past the gateway.
    """
    with internet.serving(host, advertises), tls(way, host, h2=True) as connection:
        client = Listener(connection)
        client.get(1, path, host)
        heard = client.hear_events()

    [answer] = [event for event in heard if isinstance(event, h2.events.ResponseReceived)]
    assert dict(answer.headers)[":status"] == "200"
    assert "alt-svc" not in dict(answer.headers)
    assert not any(isinstance(e, h2.events.AlternativeServiceAvailable) for e in heard)
    assert internet.records.requests[0].version == "2"


def test_others_keep_theirs(internet, way):
    """
    What is no AI is not ours to change, in a plain answer either.
    """
    with internet.serving(OTHER, advertises), way.client() as client:
        said = client.get(f"http://{OTHER}/")

    assert said.headers["alt-svc"] == ELSEWHERE
