"""
HTTP/2 that asks for much and gives little, from either side, ends without harm to anybody else.
"""

from __future__ import annotations

import json
import socket
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from time import monotonic, sleep

import h2.exceptions
import hpack
import httpx
import pytest
from hyperframe.frame import ContinuationFrame, HeadersFrame, WindowUpdateFrame

from tests.end_to_end.bypass_rig import OTHER, SHARED, h2_post, head, heard, policy
from tests.end_to_end.clients import Way, tls
from tests.end_to_end.gateway_in_process import InProcess, KeptIncidents
from tests.end_to_end.gateway_process import GatewayProcess
from tests.end_to_end.internet import Internet
from tests.end_to_end.test_bounds import GROWTH, LARGE, Http2Client, Memory, http2
from tests.end_to_end.web_chats import CHATGPT, COPILOT

MB = 1024 * 1024
TURN = json.dumps({"text": ["een woord " * 20] * 8000}).encode()
"""A megabyte and a half; of more text than that nobody can keep the thread."""
ROOM = 5 * MB
"""Of which one client may have half."""
WINDOW = 65535
"""Bytes that a server takes before it has said anything (RFC 9113, 6.9.2)."""
PATIENCE = 60
UNREAD = "/images/search"
"""Another product on the host that a chat is on: it passes, and is not kept."""


@pytest.fixture
def hasty(network, tmp_path):
    """A gateway that waits for nobody long, and has room for one request of that size."""
    with waiting_for(3, network, tmp_path) as way:
        yield way


@pytest.fixture
def less_hasty(network, tmp_path):
    """The same, but two requests of others fit into the time that it waits."""
    with waiting_for(8, network, tmp_path) as way:
        yield way


def waiting_for(seconds: int, network: Internet, state: Path) -> AbstractContextManager[Way]:
    return InProcess(network, state, policy()).running(
        incidents=KeptIncidents(), deadline=30.0, upload_memory_bytes=ROOM, body_seconds=seconds
    )


def send_turn(client: httpx.Client, host: str = CHATGPT) -> httpx.Response:
    kind = {"content-type": "application/json"}
    return client.post(f"https://{host}/x", content=TURN, headers=kind, timeout=PATIENCE)


def gets_through(way: Way, host: str) -> bool:
    with way.client() as client:
        return send_turn(client, host).status_code == 200


def outcome(sent: Future[httpx.Response]) -> int | None:
    """The status of an answer; None where the connection was ended."""
    try:
        return sent.result(PATIENCE).status_code
    except httpx.HTTPError:
        return None


def until(holds) -> None:
    end = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < end, "it never came true"
        sleep(0.05)


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_service_that_takes_nothing(internet, less_hasty, version):
    """
    What is sent and not taken counts as long as it waits here; then its connection ends, and there
    is room again. Others are served meanwhile.
    """
    with (
        ThreadPoolExecutor(1) as thread,
        internet.without_windows(CHATGPT),
        internet.without_http2(CHATGPT) if version == "1" else nullcontext(),
        less_hasty.client(http2=True) as client,
    ):
        stuck = thread.submit(send_turn, client)
        until(lambda: len(internet.received(CHATGPT)) >= (1 if version == "1" else WINDOW))
        with less_hasty.client() as other:
            small = other.get(f"https://{COPILOT}/").status_code
            large = send_turn(other, COPILOT).status_code
        stuck = outcome(stuck)

    assert stuck in {None, 502}
    assert small == 200
    assert large != 200
    until(lambda: gets_through(less_hasty, "ai.example"))


class Uploader(Http2Client):
    """Sends bodies as long as there are windows for them."""

    def begin(self, stream: int, *, claim: str = SHARED, length: int | None = None) -> None:
        more = () if length is None else (("content-length", str(length)),)
        self.state.send_headers(stream, h2_post(UNREAD, *more, authority=claim))
        self.flush()

    def send(self, stream: int, size: int) -> int:
        """At most `size` bytes, until the stream ends or nothing comes for a second."""
        sent = 0
        self.connection.settimeout(1)
        with suppress(TimeoutError, h2.exceptions.ProtocolError):
            while sent < size:
                window = min(self.state.local_flow_control_window(stream), 16384, size - sent)
                if window > 0:
                    self.state.send_data(stream, bytes(window))
                    self.flush()
                    sent += window
                elif not self.hear():
                    break
        return sent


def test_an_upload_that_passes_unread(internet, gateway, way):
    """
    It is held back where it comes from, not here.
    """
    with http2(way, SHARED) as client:
        client.get(1, UNREAD, SHARED)
        client.hear_until(1)
    memory = Memory(gateway.pid)

    with internet.without_windows(SHARED), tls(way, SHARED, h2=True) as connection:
        client = Uploader(connection)
        client.begin(1, length=LARGE)
        sent = client.send(1, LARGE)
        with way.client() as other:
            meanwhile = other.get(f"https://{COPILOT}/").status_code

    assert WINDOW <= sent < 4 * MB
    assert memory.of_each()[gateway.pid] * MB < GROWTH
    assert meanwhile == 200


@pytest.fixture(scope="module")
def narrow(network, tmp_path_factory):
    """A gateway with little room for bodies."""
    state = tmp_path_factory.mktemp("narrow") / "state"
    process = GatewayProcess(state, network, {"UPLOAD_MEMORY_BYTES": str(4 * MB)})
    process.start()
    yield process
    process.kill()


@pytest.mark.parametrize("claim", [SHARED, OTHER], ids=["passes", "is-refused"])
def test_bodies_without_a_length(internet, narrow, claim):
    """
    They cannot be handed on before they end, whether they pass or were refused by their heads; of
    many only some are kept.
    """
    streams = range(1, 41, 2)
    with http2(narrow.way, SHARED) as client:
        client.get(1, UNREAD, SHARED)
        client.hear_until(1)
    memory = Memory(narrow.pid)

    with tls(narrow.way, SHARED, h2=True) as connection:
        client = Uploader(connection)
        for stream in streams:
            client.begin(stream, claim=claim)
        with suppress(OSError):
            for _ in range(5):
                for stream in streams:
                    client.send(stream, MB)
        with narrow.way.client() as other:
            meanwhile = other.get(f"https://{COPILOT}/").status_code

    assert memory.of_each()[narrow.pid] * MB < 8 * MB + GROWTH
    assert meanwhile == 200


def test_that_upload_ends_too(internet, hasty):
    """
    Bytes that went on earn time, and no more do.
    """
    with internet.without_windows(SHARED), tls(hasty, SHARED, h2=True) as connection:
        client = Uploader(connection)
        client.begin(1, length=LARGE)
        client.send(1, LARGE)
        connection.settimeout(PATIENCE)
        with suppress(ConnectionError):
            while client.hear():
                pass


def test_a_body_that_stops(internet, hasty):
    """
    What came earned minutes; nothing comes of it when no more does.
    """
    request = head("POST /x HTTP/1.1", f"Host: {CHATGPT}", f"Content-Length: {len(TURN)}")

    with tls(hasty, CHATGPT) as connection:
        connection.sendall(request + TURN[:-9])
        ended = is_hung_up_on(connection)

    assert ended
    until(lambda: gets_through(hasty, CHATGPT))


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_a_head_that_is_always_continued(internet, gateway, way, size):
    """
    CONTINUATION frames have an end, empty ones as well (CVE-2024-27316).
    """
    with http2(way) as client:
        client.get(1)
        client.hear_until(1)
    internet.forget()
    memory = Memory(gateway.pid)
    begun = HeadersFrame(1, hpack.Encoder().encode(h2_post("/c/1")))
    more = ContinuationFrame(1, b"\x82" * size)

    with tls(way, CHATGPT, h2=True) as connection:
        client = Http2Client(connection)
        with suppress(OSError):
            connection.sendall(begun.serialize())
            for _ in range(200):
                connection.sendall(more.serialize() * 50)
        ended = is_hung_up_on(connection)
    with way.client() as other:
        meanwhile = other.get(f"https://{COPILOT}/").status_code

    assert ended
    assert {request.host for request in internet.records.requests} == {COPILOT}
    assert memory.growth() < GROWTH, memory.of_each()
    assert meanwhile == 200


def is_hung_up_on(connection: socket.socket) -> bool:
    connection.settimeout(PATIENCE)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def test_streams_that_we_are_made_to_reset(internet, way):
    """
    It costs as much as if the client reset them (CVE-2025-8671).
    """
    with http2(way) as client:
        with suppress(OSError):
            for stream in range(1, 4001, 2):
                client.get(stream, "/c/1")
                client.connection.sendall(WindowUpdateFrame(stream, 2**31 - 1).serialize())
        ended = is_hung_up_on(client.connection)
    with way.client() as other:
        meanwhile = other.get(f"https://{COPILOT}/").status_code

    assert ended
    assert meanwhile == 200


FIELDS = 10_000


@pytest.mark.parametrize("name", ["x", "x-{}", "cookie"])
def test_ten_thousand_fields(internet, way, name):
    """
    They are refused, however small each is, in either version.
    """
    fields = [(name.format(n), "") for n in range(FIELDS)]
    said = b""

    with tls(way, CHATGPT) as connection, suppress(OSError):
        lines = [f"{key}:" for key, _ in fields]
        connection.sendall(head("GET /c/1 HTTP/1.1", f"Host: {CHATGPT}", *lines))
        said = heard(connection)
    with http2(way) as client:
        with suppress(OSError):
            client.state.send_headers(1, [*h2_post("/c/1"), *fields], end_stream=True)
            client.flush()
        ended = is_hung_up_on(client.connection)

    assert said == b"" or said.startswith(b"HTTP/1.1 431 ")
    assert ended
    assert internet.connections(CHATGPT) == 0


def test_ten_thousand_fields_of_a_service(internet, way):
    """
    Its answer is given up.
    """

    async def wordy(exchange):
        await exchange.wire.write(b"HTTP/1.1 200 OK\r\n" + b"x:\r\n" * FIELDS + b"\r\n")

    with internet.serving(CHATGPT, wordy), way.client() as client:
        said = client.get(f"https://{CHATGPT}/c/1")

    assert said.status_code == 502


def test_who_prefers_it_speaks_it(internet, way):
    """
    As browsers do; so the tests that ask for HTTP/2 have it.
    """
    with way.client(http2=True) as client:
        said = client.get(f"https://{CHATGPT}/")

    assert said.http_version == "HTTP/2"
    assert internet.records.requests[0].version == "2"
