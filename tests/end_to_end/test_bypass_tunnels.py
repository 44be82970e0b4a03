"""
Tunnels with something else in them than TLS and HTTP, and TLS that begins or agrees oddly.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from time import sleep

import pytest

from tests.end_to_end.bypass_rig import (
    ADDRESS,
    DEADLINE,
    OTHER,
    TURN,
    Witness,
    policy,
    post,
    say_plainly,
)
from tests.end_to_end.clients import Way, tunnel
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents
from tests.end_to_end.web_chats import CHATGPT

INCIDENTS = KeptIncidents()
ADDRESS_6 = "[2001:db8::7]"
WORD = SECRET.encode()
HELLO_WITHOUT_HELLO = b"\x16\x03\x01\x00\x40\x02\x00\x00\x3c" + WORD.ljust(60)
"""A handshake record whose message says that it is something else than a ClientHello."""

STRANGE = {
    "ssh": b"SSH-2.0-OpenSSH_9.6\r\n" + WORD,
    "smtp": b"EHLO " + WORD + b"\r\n",
    "socks4": b"\x04\x01\x01\xbb\xcb\x00\x71\x07" + WORD + b"\x00",
    "socks5": b"\x05\x01\x00" + WORD,
    "proxy-line": b"PROXY TCP4 192.0.2.1 192.0.2.2 1 443\r\n" + WORD,
    "proxy-header": b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c" + WORD,
    "mqtt": b"\x10\x20\x00\x04MQTT\x05" + WORD,
    "dns": b"\x00\x40\x12\x34\x01\x00\x00\x01" + WORD,
    "postgresql": b"\x00\x00\x00\x40\x00\x03\x00\x00user\x00" + WORD,
    "rdp": b"\x03\x00\x00\x13\x0e\xe0\x00\x00" + WORD,
    "websocket-frame": b"\x81" + bytes([len(WORD)]) + WORD,
    "quic": b"\xc0\x00\x00\x00\x01\x08" + WORD,
    "wireguard": b"\x01\x00\x00\x00" + WORD,
    "tls-alert": b"\x15\x03\x03\x00\x40" + WORD.ljust(64),
    "tls-data": b"\x17\x03\x03\x00\x40" + WORD.ljust(64),
    "tls-change-cipher": b"\x14\x03\x03\x00\x40" + WORD.ljust(64),
    "sslv2-hello": b"\x80\x2e\x01\x00\x02" + WORD,
    "no-client-hello": HELLO_WITHOUT_HELLO,
    "old-http": b"GET /" + WORD + b"\r\n",
    "http-without-version": b"POST / \r\n" + WORD,
    "http2-preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + WORD,
    "empty-line": b"\r\n" + WORD,
    "line-feeds": b"\n\n\n" + WORD + b"\n",
    "nul": b"\x00" + WORD,
    "bytes": bytes(range(128, 200)) + WORD,
    "word": WORD + b"\n",
}


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    rig = InProcess(network, tmp_path_factory.mktemp("tunnels"), policy())
    with rig.running(incidents=INCIDENTS, deadline=30.0) as way:
        yield way


@pytest.fixture
def witness(internet):
    return Witness(internet, INCIDENTS)


def pour(way: Way, data: bytes, *, host: str, port: int, crumb: int | None = None) -> bytes:
    """`data` in a bare tunnel, at once or in pieces, and then all that comes back."""
    said = b""
    with tunnel(way, host, port) as connection, suppress(OSError):
        connection.settimeout(DEADLINE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(data), crumb or len(data)):
            connection.sendall(data[start : start + (crumb or len(data))])
            if crumb and start < 3 * crumb:
                sleep(0.01)  # so that these travel alone
        connection.shutdown(socket.SHUT_WR)
        while more := connection.recv(65536):
            said += more
    return said


@pytest.mark.parametrize("port", [443, 80, 8443, 22])
@pytest.mark.parametrize("what", STRANGE)
def test_a_stranger_in_a_tunnel(way, witness, what, port):
    """
    Whatever is neither TLS nor HTTP does not reach an AI host on any port, and is an attempt.
    """
    host = CHATGPT if port in {443, 22} else "ChatGPT.com."

    pour(way, STRANGE[what], host=host, port=port)

    assert witness.internet.records.connects == []
    witness.saw_nothing_but("bypass-attempt")


@pytest.mark.parametrize("crumb", [1, 2, 3])
@pytest.mark.parametrize("what", ["ssh", "tls-data", "http2-preface", "no-client-hello", "bytes"])
def test_a_stranger_in_crumbs(way, witness, what, crumb):
    """
    One, two or three bytes at a time it is as strange as in one piece.
    """
    pour(way, STRANGE[what], host=CHATGPT, port=443, crumb=crumb)

    assert witness.internet.records.connects == []
    witness.saw_nothing_but("bypass-attempt")


@pytest.mark.parametrize("what", ["ssh", "tls-data", "socks5", "bytes", "word"])
def test_strangers_elsewhere(way, witness, what):
    """
    In a tunnel to anybody else they pass, every byte of them.
    """
    pour(way, STRANGE[what], host=OTHER, port=8443)

    # Who hangs up at once is gone before the last of it has arrived.
    assert witness.internet.records.wait_for_bytes(OTHER, len(STRANGE[what])) == STRANGE[what]
    assert not INCIDENTS.kept


@pytest.mark.parametrize("host", [CHATGPT, "CHATGPT.COM", "chatgpt.com.", ADDRESS, ADDRESS_6])
@pytest.mark.parametrize("port", [443, 80, 8080])
@pytest.mark.parametrize("claim", [CHATGPT, f"{CHATGPT}:80", "CHATGPT.COM."])
def test_plain_requests_in_a_tunnel(way, witness, host, port, claim):
    """
    Without TLS the Host field says for whom a request is; in a tunnel to an address that is a
    disguise.
    """
    say_plainly(way, post(TURN, f"Host: {claim}"), host=host, port=port)

    named = host not in {ADDRESS, ADDRESS_6}
    witness.saw_nothing_but("prompt-rejected" if named else "bypass-attempt")


class Hello:
    """A client that sends its ClientHello as it is told, and then a prompt."""

    def __init__(self, way: Way, name: str, *, alpn: tuple[str, ...] = ()) -> None:
        self._arriving, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        context = way.context()
        # Whose certificate it is does not matter to a client that wants to get through.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if alpn:
            context.set_alpn_protocols(alpn)
        self._session = context.wrap_bio(self._arriving, self._leaving, server_hostname=name)
        with suppress(ssl.SSLWantReadError):
            self._session.do_handshake()
        self.first = self._leaving.read()

    def go_on(self, connection: socket.socket, data: bytes) -> bytes:
        """Finish the handshake, send `data`; what comes back."""
        connection.settimeout(DEADLINE)
        while True:
            try:
                self._session.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.sendall(self._leaving.read())
                self._arriving.write(self._heard(connection))
        self._session.write(data)
        connection.sendall(self._leaving.read())
        while True:
            try:
                return self._session.read()
            except ssl.SSLWantReadError:
                self._arriving.write(self._heard(connection))

    @staticmethod
    def _heard(connection: socket.socket) -> bytes:
        if not (data := connection.recv(65536)):
            raise ConnectionResetError("hung up")
        return data

    @property
    def protocol(self) -> str | None:
        return self._session.selected_alpn_protocol()


def records(hello: bytes, *sizes: int) -> bytes:
    """The one record of `hello` as several (RFC 8446, 5.1), the first ones of these sizes."""
    message, pieces = hello[5:], []
    for size in (*sizes, len(message)):
        pieces.append(message[:size])
        message = message[size:]
    return b"".join(hello[:3] + len(p).to_bytes(2) + p for p in pieces if p)


@pytest.mark.parametrize("first", [1, 2, 3, 4, 5, 6, 9, 43, 100, 200])
@pytest.mark.parametrize("host", [CHATGPT, ADDRESS, OTHER])
def test_a_hello_in_two_segments(way, witness, host, first):
    """
    Wherever a ClientHello is cut, its name is read, and what follows is judged.
    """
    hello = Hello(way, CHATGPT)

    with tunnel(way, host) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(hello.first[:first])
        sleep(0.02)  # so that it travels alone
        connection.sendall(hello.first[first:])
        with suppress(OSError):
            hello.go_on(connection, post(TURN))

    witness.saw_nothing_but("bypass-attempt" if host == OTHER else "prompt-rejected")


@pytest.mark.parametrize("sizes", [(1,), (2,), (3,), (4,), (1, 1, 1), (40,), (90, 20), (1,) * 100])
@pytest.mark.parametrize("host", [CHATGPT, ADDRESS, OTHER])
def test_a_hello_in_several_records(way, witness, host, sizes):
    """
    A ClientHello may be spread over records; its name is no less there.
    """
    hello = Hello(way, CHATGPT)

    with tunnel(way, host) as connection, suppress(OSError):
        connection.sendall(records(hello.first, *sizes))
        hello.go_on(connection, post(TURN))

    witness.saw_nothing_but("bypass-attempt" if host == OTHER else "prompt-rejected")


def _of_another_version(hello: bytes) -> bytes:
    return b"\x16\x03\x04" + hello[3:]


def _of_two_versions(hello: bytes) -> bytes:
    first, rest = records(hello, 40)[:45], records(hello, 40)[45:]
    return first + b"\x16\x03\x7f" + rest[3:]


ODD = {
    "another version": _of_another_version,
    "two versions": _of_two_versions,
    "an empty record": lambda hello: b"\x16\x03\x01\x00\x00" + hello,
    "a warning": lambda hello: b"\x15\x03\x01\x00\x02\x01\x5a" + hello,
    "an empty warning": lambda hello: b"\x15\x03\x01\x00\x00" + hello,
    "a change of ciphers": lambda hello: b"\x14\x03\x03\x00\x01\x01" + hello,
    "a warning in the middle": lambda hello: (
        records(hello, 40)[:45] + b"\x15\x03\x01\x00\x02\x01\x5a" + records(hello, 40)[45:]
    ),
    "all of it": lambda hello: (
        b"\x15\x03\x01\x00\x02\x01\x5a" * 4 + b"\x16\x03\x01\x00\x00" + _of_two_versions(hello)
    ),
}
"""How servers may take a ClientHello of which RFC 8446, 5.1 tells clients no such thing."""


@pytest.mark.parametrize("crumb", [None, 3])
@pytest.mark.parametrize("host", [CHATGPT, ADDRESS, OTHER])
@pytest.mark.parametrize("what", ODD)
def test_a_hello_in_odd_records(way, witness, what, host, crumb):
    """
    A name that only servers find in a ClientHello does not reach them, whatever host the tunnel
    names.
    """
    pour(way, ODD[what](Hello(way, CHATGPT).first) + WORD, host=host, port=443, crumb=crumb)

    assert witness.internet.received(host.strip("[]")) == b""
    witness.saw_nothing_but("bypass-attempt")


@pytest.mark.parametrize("what", ODD)
def test_an_odd_hello_to_somebody_else(way, witness, what):
    """
    In a tunnel to anybody else, with anybody else's name, it passes byte for byte.
    """
    hello = ODD[what](Hello(way, OTHER).first)

    pour(way, hello, host=OTHER, port=8443)

    assert witness.internet.records.wait_for_bytes(OTHER, len(hello)) == hello
    assert not INCIDENTS.kept


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
ALPN = {
    "none": ((), post(TURN), "prompt-rejected"),
    "http1": (("http/1.1",), post(TURN), "prompt-rejected"),
    "old-http": (("http/1.0",), post(TURN), "prompt-rejected"),
    "unknown": (("spdy/3",), post(TURN), "prompt-rejected"),
    "http3": (("h3",), post(TURN), "prompt-rejected"),
    "mail": (("imap", "pop3"), post(TURN), "prompt-rejected"),
    "both-and-http1": (("http/1.1", "h2"), post(TURN), "prompt-rejected"),
    "http2-and-then-http1": (("h2",), post(TURN), "bypass-attempt"),
    "http1-and-then-http2": (("http/1.1",), PREFACE + WORD, "bypass-attempt"),
    "none-and-then-http2": ((), PREFACE + WORD, "bypass-attempt"),
    "unknown-and-then-itself": (("ssh",), b"SSH-2.0-x\r\n" + WORD, "bypass-attempt"),
    "dns-and-then-itself": (("dot",), b"\x00\x20\x12\x34" + WORD, "bypass-attempt"),
    "http2-and-then-words": (("h2",), WORD * 4, "bypass-attempt"),
    "http2-and-a-wrong-frame": (
        ("h2",),
        PREFACE + b"\x00\x00\x10\x00\x00\x00\x00\x00\x01" + WORD,
        "bypass-attempt",
    ),
}


@pytest.mark.parametrize("host", [CHATGPT, ADDRESS])
@pytest.mark.parametrize("game", ALPN)
def test_a_protocol_that_was_not_agreed_on(way, witness, game, host):
    """
    What a client offers in ALPN (RFC 7301) and what it then speaks need not be the same.
    """
    offered, data, expected = ALPN[game]
    hello = Hello(way, CHATGPT, alpn=offered)

    with tunnel(way, host) as connection, suppress(OSError):
        connection.sendall(hello.first)
        hello.go_on(connection, data)

    witness.saw_nothing_but(expected)
