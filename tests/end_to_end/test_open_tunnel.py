"""
A connection that is open is handled by whoever has to do with it, and by nobody else.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

import pytest
from mitmproxy import ctx

from tests.end_to_end.bypass_rig import DEADLINE, TURN
from tests.end_to_end.clients import Way, read_all, tunnel
from tests.end_to_end.exchange import echo
from tests.end_to_end.gateway_in_process import SECRET, InProcess
from tests.end_to_end.people import clean
from tests.end_to_end.web_chats import CHATGPT


@dataclass
class Onlooker:
    """Sees at each request whether its connection is handled in the short way."""

    seen: list = field(default_factory=list)

    def request(self, flow):
        server = ctx.master.addons.get("proxyserver")
        self.seen.append(server.connections[flow.client_conn.id].way.is_over)


@pytest.fixture(scope="module")
def onlooker():
    return Onlooker()


@pytest.fixture(scope="module")
def open_way(network, onlooker, tmp_path_factory):
    with InProcess(network, tmp_path_factory.mktemp("open")).running(onlooker) as way:
        yield way


@pytest.mark.parametrize("http2", [False, True], ids=["http1", "http2"])
def test_requests_of_an_open_connection_take_the_short_way(internet, open_way, onlooker, http2):
    """
    Every request after the first; the clean ones arrive, and the other one does not.
    """
    onlooker.seen.clear()
    texts = (clean(), clean(), SECRET, clean())
    with internet.serving(CHATGPT, echo), open_way.client(http2=http2) as client:
        answers = [client.post(f"https://{CHATGPT}{TURN}", json={"text": t}) for t in texts]

    assert [texts[2] in each.text for each in answers] == [False] * 4
    assert [texts[i] in answers[i].text for i in (0, 1, 3)] == [True] * 3
    assert onlooker.seen[1:] == [True] * 3
    assert SECRET.encode() not in internet.received(CHATGPT)


def test_who_is_done_in_a_passed_tunnel_closes_all_of_it(internet, network, open_way):
    """
    A tunnel is one connection: what was said arrives, and both ends are closed (RFC 9110, 9.3.6).
    """
    bank = Way(open_way.proxy_url, network.ca_file)

    with tunnel(bank, "ssh.example.org", 22) as connection:
        connection.settimeout(DEADLINE)
        connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")
        connection.shutdown(socket.SHUT_WR)
        read_all(connection)  # raises where nobody closes it

    assert internet.received("ssh.example.org") == b"SSH-2.0-OpenSSH_9.9\r\n"
