"""
Ways around the guard that begin with a request it would let through.
"""

from __future__ import annotations

import ssl

import pytest
from websockets.sync.client import connect

from tests.end_to_end.clients import tls
from tests.end_to_end.exchange import Socket

HIDDEN = "verborgen-na-de-wissel"


class SwitchesToAnything:
    """A raw server that agrees to every upgrade and then listens."""

    async def __call__(self, exchange):
        await exchange.wire.write(
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n"
        )
        while await exchange.wire.read():
            pass  # on record


@pytest.mark.parametrize(
    "upgrade",
    [
        "Upgrade: foo\r\nConnection: upgrade\r\n",
        "Upgrade: websocket, foo\r\nConnection: upgrade\r\nSec-WebSocket-Version: 8\r\n",
        "Upgrade: h2c\r\nConnection: upgrade, http2-settings\r\nHTTP2-Settings: AAMAAABk\r\n",
    ],
    ids=["unknown protocol", "old websocket", "h2c"],
)
def test_another_protocol_is_no_way_past(internet, way, upgrade):
    """
    A connection that changes its language inside an allowed service carries nothing on.
    """
    with internet.serving("chatgpt.com", SwitchesToAnything()), tls(way, "chatgpt.com") as line:
        line.sendall(f"GET /c/1 HTTP/1.1\r\nHost: chatgpt.com\r\n{upgrade}\r\n".encode())
        try:
            line.recv(1000)
            line.sendall(HIDDEN.encode() * 3)
            line.settimeout(2)
            line.recv(1000)
        except (TimeoutError, ssl.SSLError, ConnectionError):
            pass  # hung up, which is right

    assert HIDDEN.encode() not in internet.received("chatgpt.com")


def test_a_socket_of_another_product_on_a_shared_host_is_left_alone(internet, way):
    """
    Search and chat share a host; only the chat is ours to read.
    """
    echo = Socket(reply=lambda message: [message])

    with (
        internet.serving("www.bing.com", echo),
        connect(
            "wss://www.bing.com/opaluqu/speech", proxy=way.proxy_url, ssl=way.context_for_threads()
        ) as line,
    ):
        line.send("een gewoon bericht aan een ander product")
        answer = line.recv(5)

    assert answer == "een gewoon bericht aan een ander product"
