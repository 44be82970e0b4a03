"""
A gateway with one service of each sort, and clients that say exactly what they are told.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, sleep

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from policy.catalogue import Catalogue, Host, Service, Status
from tests.end_to_end.clients import Way, tls, tunnel
from tests.end_to_end.exchange import Exchange
from tests.end_to_end.gateway_in_process import SECRET, KeptIncidents, SmallPolicy
from tests.end_to_end.http_server import Http1Exchange
from tests.end_to_end.internet import Internet
from tests.end_to_end.web_chats import CHATGPT, COPILOT

SHARED = "www.bing.com"
"""Serves `/chat`, which is forbidden, and other products, which are none of our business."""
OTHER = "www.bank.example"
ADDRESS = "203.0.113.7"
TURN = "/backend-api/f/conversation"
BODY = f'{{"action":"next","text":"{SECRET}"}}'.encode()
KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", KEY)
DEADLINE = 30.0
"""Seconds for what must happen."""
PATIENCE = 20.0
"""Seconds for an answer, unless a test says that it waits for none."""


def policy() -> SmallPolicy:
    chat = (Host(domain=SHARED, paths=("/chat/*",)),)
    answers = (Host(domain=SHARED, paths=("/search",), query=(("udm", "50"),)),)
    return SmallPolicy(
        catalogue=Catalogue(
            (
                _service("chatgpt", Status.ALLOWED, Host(domain=CHATGPT)),
                _service("copilot", Status.ALLOWED, Host(domain=COPILOT)),
                _service("nobodys", Status.ALLOWED, Host(domain="ai.example")),
                _service("bing-chat", Status.FORBIDDEN, *chat, *answers),
            )
        )
    )


def _service(slug: str, status: Status, *hosts: Host) -> Service:
    return Service(
        slug=slug,
        name=slug,
        vendor=slug,
        category="chat",
        status=status,
        hosts=hosts,
        reason="Geen",
        conditions="Geen",
    )


@dataclass(frozen=True, slots=True)
class Witness:
    """What one attempt left at the servers and in the incident log."""

    internet: Internet
    incidents: KeptIncidents

    def __post_init__(self) -> None:
        del self.incidents.kept[:]

    def saw_nothing_but(self, action: str) -> None:
        """No server heard the word, and one incident says what was tried."""
        assert self.internet.records.heard(SECRET) == []
        assert self.actions() == [action]

    def actions(self) -> list[str]:
        """Of all incidents; the record of a connection that is cut is made while it closes."""
        until = monotonic() + DEADLINE
        while not self.incidents.kept and monotonic() < until:
            sleep(0.005)
        return [incident.action.value for incident in self.incidents.kept]


def head(line: str, *headers: str) -> bytes:
    return "\r\n".join((line, *headers, "", "")).encode("latin-1")


def post(
    path: str, *headers: str, host: str = CHATGPT, body: bytes = BODY, name: str = "Host"
) -> bytes:
    """A chat turn with the one word that may not leave; without a `name` of no field but these."""
    is_named = not name or any(h.lower().startswith("host:") for h in headers)
    names = [] if is_named else [f"{name}: {host}"]
    kind = ("Content-Type: application/json", f"Content-Length: {len(body)}")
    return head(f"POST {path} HTTP/1.1", *names, *kind, *headers) + body


def heard(connection: socket.socket, answers: int = 1, patience: float = PATIENCE) -> bytes:
    """What comes back until there are so many answers, or the end, or too long a silence."""
    data = b""
    connection.settimeout(patience)
    with suppress(OSError):
        while data.count(b"\r\n\r\n") < answers and (more := connection.recv(65536)):
            data += more
    return data


def say(
    way: Way, data: bytes, *, host: str = CHATGPT, sni: str | None = None, answers: int = 1
) -> bytes:
    """`data` inside TLS in a tunnel to `host`. Raises `OSError` where that does not come about."""
    with tls(way, host, name=sni) as connection, suppress(OSError):
        connection.sendall(data)
        return heard(connection, answers)
    return b""


def say_plainly(way: Way, data: bytes, *, host: str = CHATGPT, port: int = 80) -> bytes:
    """`data` in a tunnel, without TLS. Raises `OSError` where that does not come about."""
    with tunnel(way, host, port) as connection, suppress(OSError):
        connection.sendall(data)
        return heard(connection)
    return b""


def tell_proxy(way: Way, data: bytes, answers: int = 1) -> bytes:
    """`data` to the proxy itself."""
    with socket.create_connection(("127.0.0.1", way.port), PATIENCE) as connection:
        connection.sendall(data)
        return heard(connection, answers)


type Headers = Iterable[tuple[str, str]]


def say_h2(
    way: Way, *streams: tuple[Headers, bytes], host: str = CHATGPT, sni: str | None = None
) -> list[str]:
    """
    Each stream's headers and body on one HTTP/2 connection, checked by nobody on this side.
    Returns the statuses in the order in which they came. Raises `OSError` where it does not come
    about.
    """
    quiet = h2.config.H2Configuration(
        header_encoding="utf-8",
        validate_outbound_headers=False,
        normalize_outbound_headers=False,
    )
    state = h2.connection.H2Connection(quiet)
    statuses: list[str] = []
    with (
        tls(way, host, name=sni, h2=True) as connection,
        suppress(OSError, h2.exceptions.ProtocolError),
    ):
        connection.settimeout(PATIENCE)
        state.initiate_connection()
        for number, (headers, body) in enumerate(streams):
            state.send_headers(2 * number + 1, list(headers), end_stream=not body)
            if body:
                state.send_data(2 * number + 1, body, end_stream=True)
        connection.sendall(state.data_to_send())
        _hear_h2(connection, state, statuses, len(streams))
    return statuses


def _hear_h2(
    connection: socket.socket,
    state: h2.connection.H2Connection,
    statuses: list[str],
    expected: int,
) -> None:
    ended = 0
    while ended < expected and (data := connection.recv(65536)):
        for event in state.receive_data(data):
            if isinstance(event, h2.events.ResponseReceived):
                statuses.append(str(dict(event.headers)[":status"]))
            ended += isinstance(event, h2.events.StreamEnded | h2.events.StreamReset)
        connection.sendall(state.data_to_send())


def h2_post(path: str, *more: tuple[str, str], authority: str = CHATGPT) -> list[tuple[str, str]]:
    pseudo = (":method", "POST"), (":scheme", "https"), (":authority", authority), (":path", path)
    return [*pseudo, ("content-type", "application/json"), *more]


async def switches(exchange: Exchange) -> None:
    """A server that leaves HTTP although nobody asked for it, and then takes what comes."""
    if isinstance(exchange, Http1Exchange):
        await exchange.wire.write(head("HTTP/1.1 101 Switching Protocols", "Upgrade: raw"))
        while await exchange.wire.read():
            pass
