"""
Ways to get words through a WebSocket past the guard: in its handshake, beside its messages.
"""

from __future__ import annotations

import gc
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from websockets.frames import Frame, Opcode

from tests.end_to_end.bypass_rig import (
    BODY,
    KEY,
    PATIENCE,
    SHARED,
    UPGRADE,
    head,
    heard,
    policy,
    say,
)
from tests.end_to_end.clients import Way, tls
from tests.end_to_end.exchange import Socket
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents
from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.web_chats import COPILOT

CHAT = "/c/api/chat"
NOBODYS = "ai.example"
INCIDENTS = KeptIncidents()
CLEAN = "Goedemiddag"
BODY_LENGTH = f"Content-Length: {len(BODY)}"


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    rig = InProcess(network, tmp_path_factory.mktemp("sockets"), policy())
    with rig.running(incidents=INCIDENTS, deadline=5.0) as way:
        yield way
    gc.collect()  # so that what is said below of mitmproxy is said here


# mitmproxy leaves a client's transport to the collector when both sides close at the same time.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def turn(text: str) -> bytes:
    content = [{"type": "text", "text": text}]
    return json.dumps({"event": "send", "conversationId": "C", "content": content}).encode()


@contextmanager
def opened(way: Way, host: str = COPILOT, path: str = CHAT) -> Iterator[ssl.SSLSocket]:
    """A WebSocket of which the client writes each frame itself."""
    with tls(way, host) as connection:
        connection.sendall(head(f"GET {path} HTTP/1.1", f"Host: {host}", *UPGRADE))
        assert b" 101 " in heard(connection)
        yield connection


def talk(way: Way, *frames: Frame | bytes, host: str = COPILOT, enough: bytes = b"\x88") -> bytes:
    """What comes back for `frames`, until `enough` of it or too long a silence."""
    said = b""
    with opened(way, host) as connection, suppress(OSError):
        for frame in frames:
            sent = frame if isinstance(frame, bytes) else frame.serialize(mask=True)
            connection.sendall(sent)
        connection.settimeout(PATIENCE)
        while enough not in said and (more := connection.recv(65536)):
            said += more
    return said


def text(data: bytes) -> Frame:
    return Frame(Opcode.TEXT, data)


COMPRESSED = bytes([0xC1, 0x80 | len(SECRET), 0, 0, 0, 0]) + SECRET.encode()
"""A frame of a compressed message (RFC 7692), although nobody agreed on that."""
BYE = Frame(Opcode.CLOSE, (1000).to_bytes(2))


def test_the_guard_of_sockets_is_awake(internet, way):
    """
    A clean message gets through and is answered.
    """
    said = talk(way, text(turn(CLEAN)), enough=b'"done"')

    assert b'"done"' in said
    assert internet.records.heard(CLEAN)


@pytest.mark.parametrize(
    "frames",
    [
        [text(turn(SECRET))],
        [Frame(Opcode.TEXT, turn(SECRET)[:60], fin=False), Frame(Opcode.CONT, turn(SECRET)[60:])],
        [Frame(Opcode.BINARY, turn(SECRET))],
        [Frame(Opcode.BINARY, turn(CLEAN) + SECRET.encode())],
        [Frame(Opcode.PING, SECRET.encode())],
        [Frame(Opcode.PONG, SECRET.encode())],
        [Frame(Opcode.TEXT, b"{", fin=False), Frame(Opcode.PING, SECRET.encode())],
        [Frame(Opcode.CLOSE, (1000).to_bytes(2) + SECRET.encode())],
        [Frame(Opcode.CLOSE, (4000).to_bytes(2) + SECRET.encode())],
        [COMPRESSED],
        [text(b"\xff" + SECRET.encode())],
        [text(SECRET.encode())],
    ],
    ids=repr,
)
def test_words_in_every_sort_of_frame(internet, way, frames):
    """
    Whole, in pieces, binary, compressed, or where a frame has room for words beside messages.
    """
    talk(way, *frames, BYE)

    assert internet.records.heard(SECRET) == []


def test_a_ping_is_answered(internet, way):
    """
    Programs that look whether the line is still there get their own bytes back.
    """
    said = talk(way, Frame(Opcode.PING, b"1234"), enough=b"1234")

    assert said.endswith(Frame(Opcode.PONG, b"1234").serialize(mask=False))


def test_a_message_without_end(internet, way):
    """
    Nobody keeps a message that only grows; the socket is closed, and that is on record.
    """
    del INCIDENTS.kept[:]
    piece = Frame(Opcode.CONT, b"a" * 1024 * 1024, fin=False)
    first = Frame(Opcode.TEXT, piece.data, fin=False)

    said = talk(way, first, *[piece] * 40)

    assert said[-4:] in (b"", Frame(Opcode.CLOSE, (1009).to_bytes(2)).serialize(mask=False))
    assert b"aaaa" not in internet.received(COPILOT)
    eventually(lambda: len(INCIDENTS.kept) > 0)  # the record is made while it closes
    assert [i.reason for i in INCIDENTS.kept] == ["message-too-large"]


@pytest.mark.parametrize(
    "data",
    [
        head(f"GET {CHAT} HTTP/1.1", f"Host: {COPILOT}", *UPGRADE, BODY_LENGTH) + BODY,
        head(f"POST {CHAT} HTTP/1.1", f"Host: {COPILOT}", *UPGRADE, BODY_LENGTH) + BODY,
        head(f"GET {CHAT}?text={SECRET} HTTP/1.1", f"Host: {COPILOT}", *UPGRADE),
        head(f"GET /x?text={SECRET} HTTP/1.1", f"Host: {NOBODYS}", *UPGRADE),
        head(f"GET /x?{SECRET} HTTP/1.1", f"Host: {NOBODYS}", *UPGRADE),
    ],
    ids=["get-body", "post-body", "query", "query-of-nobodys", "name-in-query"],
)
def test_words_in_the_handshake(internet, way, data):
    """
    A handshake has a URL and may have a body; both are read before anything leaves.
    """
    say(way, data, host=NOBODYS if NOBODYS.encode() in data else COPILOT)

    assert internet.records.heard(SECRET) == []


def test_a_token_in_the_handshake_passes(internet, way):
    """
    Pages can put a credential nowhere else, and nobody reads those.
    """
    path = f"{CHAT}?api-version=2&accessToken={SECRET}"

    with opened(way, path=path):
        assert internet.records.requests[0].target == path


@pytest.mark.parametrize(
    "headers",
    [
        ["Upgrade: websocket", KEY],
        ["Upgrade: websocket", "Sec-WebSocket-Version: 8", KEY],
        ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", KEY],
        ["Upgrade: websocket", "Upgrade: raw", "Sec-WebSocket-Version: 13", KEY],
    ],
)
def test_a_handshake_that_servers_may_read_differently(internet, way, headers):
    """
    What might become a socket that nobody here takes for one, does not become one.
    """
    asked = head(f"GET {CHAT} HTTP/1.1", f"Host: {COPILOT}", "Connection: Upgrade", *headers)

    said = say(way, asked)

    assert b" 101 " not in said
    assert all(request.header("upgrade") == "" for request in internet.records.requests)


def test_sockets_of_other_products_pass(internet, way):
    """
    On a host that serves more than a chat, the rest works as without us, compressed or not.
    """
    with internet.serving(SHARED, Socket(reply=lambda message: [message])):
        said = talk(way, text(SECRET.encode()), host=SHARED, enough=SECRET.encode())

    assert SECRET.encode() in said
    assert (SHARED, SECRET) in internet.records.messages
