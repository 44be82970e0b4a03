"""
Too much of anything neither fills the gateway's memory nor keeps others; and what is held back
for a while arrives whole.
"""

from __future__ import annotations

import itertools
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from time import monotonic, sleep

import brotli
import h2.config
import h2.connection
import h2.events
import pytest
import zstandard
from h2.errors import ErrorCodes
from hyperframe.frame import (
    DataFrame,
    PingFrame,
    PriorityFrame,
    RstStreamFrame,
    WindowUpdateFrame,
)
from websockets.sync.client import connect

from tests.end_to_end.bypass_rig import h2_post, head, heard
from tests.end_to_end.clients import Way, tls
from tests.end_to_end.exchange import Socket, answer
from tests.end_to_end.gateway_process import descendants, eventually
from tests.end_to_end.test_metrics import number
from tests.end_to_end.web_chats import CHATGPT, COPILOT

MB = 1024 * 1024
LARGE = 40 * MB
"""Of what is sent; `bench.bounds` sends more."""
GROWTH = 25 * MB
"""Of resident memory, that is borne."""
PATIENCE = 60
PIECE = bytes(MB)
BITE = 4096


class Memory:
    """The gateway's processes, and what they had at their peak since this was made."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._before = {pid: _resident(pid, "VmRSS") for pid in self._pids()}
        for pid in self._before:
            # From here on the peak counts anew (proc_pid_clear_refs(5)).
            with suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def growth(self) -> int:
        peaks = {pid: _resident(pid, "VmHWM") for pid in self._pids()}
        return sum(peaks.values()) - sum(self._before.get(pid, 0) for pid in peaks)

    def of_each(self) -> dict[int, int]:
        """Megabytes by process, the gateway itself first."""
        return {p: (_resident(p, "VmHWM") - self._before.get(p, 0)) // MB for p in self._pids()}

    def _pids(self) -> list[int]:
        return [self._root, *descendants(self._root)]


def _resident(pid: int, field: str) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) * 1024
    return 0


@pytest.fixture(scope="module")
def warm(gateway):
    """The gateway when its detectors have loaded everything: that is not what is measured."""
    turn = {"action": "next", "messages": [{"content": {"parts": ["Een korte tekst."]}}]}
    with gateway.way.client() as client:
        for _ in range(6):
            client.post(f"https://{CHATGPT}/backend-api/conversation", json=turn)
    until, before = monotonic() + PATIENCE, 0
    while monotonic() < until:
        now = sum(_resident(pid, "VmRSS") for pid in (gateway.pid, *gateway.children()))
        if abs(now - before) < MB:
            break
        before = now
        sleep(1)
    return gateway


@pytest.fixture
def memory(warm, internet):
    """Measured from a gateway that has done all of this once before."""
    with warm.way.client(http2=True) as client:
        client.get(f"https://{CHATGPT}/")
    return Memory(warm.pid)


async def large(exchange):
    """A service's long answer, as fast as it is taken."""
    await exchange.start(200, {"content-type": "video/mp4", "content-length": str(LARGE)})
    for _ in range(LARGE // MB):
        await exchange.send(PIECE)
    await exchange.end()


class Http2Client:
    """A client that opens its windows when it is told to."""

    def __init__(self, connection: ssl.SSLSocket) -> None:
        self.connection = connection
        self.state = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.state.initiate_connection()
        self.came: dict[int, int] = {}
        self.statuses: dict[int, str] = {}
        self.ended: set[int] = set()
        self.over: ErrorCodes | int | None = None
        connection.settimeout(PATIENCE)
        self.flush()

    def flush(self) -> None:
        self.connection.sendall(self.state.data_to_send())

    def get(self, stream: int, path: str = "/", host: str = CHATGPT) -> None:
        pseudo = [(":method", "GET"), (":scheme", "https"), (":authority", host), (":path", path)]
        self.state.send_headers(stream, pseudo, end_stream=True)
        self.flush()

    def hear(self) -> bool:
        """Take what has come; false at the end of the connection."""
        data = self.connection.recv(65536)
        for event in self.state.receive_data(data):
            match event:
                case h2.events.ResponseReceived():
                    self.statuses[event.stream_id] = dict(event.headers)[":status"]
                case h2.events.DataReceived():
                    came = self.came.get(event.stream_id, 0)
                    self.came[event.stream_id] = came + len(event.data)
                case h2.events.StreamEnded():
                    self.ended.add(event.stream_id)
                case h2.events.ConnectionTerminated():
                    self.over = event.error_code
                case _:
                    pass
        with suppress(h2.exceptions.ProtocolError, OSError):
            self.flush()
        return bool(data)

    def hear_until(self, stream: int) -> None:
        until = monotonic() + PATIENCE
        while stream not in self.ended and monotonic() < until and self.hear():
            pass

    def open_windows(self, stream: int) -> None:
        self.state.increment_flow_control_window(2**30)
        self.state.increment_flow_control_window(2**30, stream)
        self.flush()


@contextmanager
def http2(way: Way, host: str = CHATGPT, source: str = "127.0.0.1") -> Iterator[Http2Client]:
    with tls(way, host, h2=True, source=source) as connection:
        yield Http2Client(connection)


@pytest.mark.parametrize("server", ["HTTP/2", "HTTP/1.1"])
def test_a_reader_without_window(internet, way, memory, server):
    """
    What a client does not take waits at the service, not here; somebody else's request on the
    same connection is answered meanwhile, and in the end everything arrives.
    """
    only = internet.without_http2(CHATGPT) if server == "HTTP/1.1" else nullcontext()
    with only, internet.serving(CHATGPT, large), http2(way) as client:
        client.get(1)
        while client.came.get(1, 0) < 65535:
            client.hear()
        with suppress(TimeoutError):
            client.connection.settimeout(2)
            client.hear()
        client.connection.settimeout(PATIENCE)
        grown = memory.growth()
        with way.client() as other:
            meanwhile = other.get(f"https://{COPILOT}/")
        client.open_windows(1)
        client.hear_until(1)

    assert grown < GROWTH, memory.of_each()
    assert meanwhile.status_code == 200
    assert client.came[1] == LARGE


def test_a_stream_that_waits_keeps_no_other(internet, way):
    """
    A film that is paused in one tab does not hold up the chat beside it, on one connection.
    """

    async def either(exchange):
        if exchange.request.path == "/film":
            await large(exchange)
        else:
            await answer(exchange, b"{}")

    with internet.serving(CHATGPT, either), http2(way) as client:
        client.state.increment_flow_control_window(2**30)
        client.get(1, "/film")
        while client.came.get(1, 0) < 65535:
            client.hear()
        client.get(3, "/c/1")
        client.hear_until(3)

    assert client.statuses[3] == "200"
    assert 1 not in client.ended


@contextmanager
def ended_by_other_side() -> Iterator[None]:
    """A connection that breaks in the middle is fine, one that stays is not."""
    try:
        yield
    except TimeoutError:
        pytest.fail("nobody ended the connection")
    except OSError:
        pass


IDLE = {
    "windows": WindowUpdateFrame(0, window_increment=1).serialize(),
    "windows-of-a-stream": WindowUpdateFrame(1, window_increment=1).serialize(),
    "resets-of-a-stream": RstStreamFrame(1, error_code=8).serialize(),
    "acknowledgements": PingFrame(0, b"12345678", flags=["ACK"]).serialize(),
    "padding": DataFrame(3, b"", pad_length=1, flags=["PADDED"]).serialize(),
    "priorities": PriorityFrame(5, stream_weight=1).serialize(),
    "of-no-kind": b"\0\0\1\xfa\0\0\0\0\0x",
}


@pytest.mark.parametrize("what", IDLE)
def test_frames_of_any_kind(internet, way, what):
    """
    Whatever brings no request and no answer on has an end; one read may bring thousands of it.
    """
    with http2(way) as client, ended_by_other_side():
        client.get(1, "/c/1")
        client.state.send_headers(3, h2_post("/x", ("content-length", "9")))
        client.flush()
        for _ in range(100):
            client.connection.sendall(IDLE[what] * 100)
        while client.over is None and client.hear():
            pass
    with way.client() as other:
        meanwhile = other.get(f"https://{COPILOT}/")

    assert client.over in (ErrorCodes.ENHANCE_YOUR_CALM, None)
    assert meanwhile.status_code == 200


CHUNKED = head("POST /x HTTP/1.1", f"Host: {CHATGPT}", "Transfer-Encoding: chunked")


def send_until(connection: ssl.SSLSocket, data: bytes, enough: threading.Event) -> int:
    """Send `data` again and again; how many bytes went."""
    sent = 0
    connection.settimeout(0.2)
    with suppress(OSError):
        while not enough.is_set():
            with suppress(TimeoutError):
                sent += connection.send(data)
    return sent


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_body_in_crumbs(way, version):
    """
    Ten thousand of them in each read of a socket are no reason to let others wait: they are heard
    out as slowly as they are sent elsewhere.
    """
    # Others are somebody else: a client and its neighbours at one address rest together.
    line = tls(way, CHATGPT, h2=version == "2", source="127.0.8.1")
    with line as crumbling, ThreadPoolExecutor(1) as thread:
        crumbling.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        if version == "1":
            crumbling.sendall(CHUNKED)
            crumb = b"1\r\nx\r\n"
        else:
            client = Http2Client(crumbling)
            client.state.send_headers(1, h2_post("/x", ("content-length", str(LARGE))))
            client.flush()
            crumb = DataFrame(1, b"x").serialize()
        enough, began = threading.Event(), monotonic()
        sending = thread.submit(send_until, crumbling, crumb * 1000, enough)
        statuses = []
        for _ in range(4):
            with way.client() as other:
                statuses.append(other.get(f"https://{COPILOT}/").status_code)
        enough.set()
        sent = sending.result(PATIENCE)
        took = monotonic() - began

    assert statuses == [200] * 4
    # The kernel keeps most of it; a client has a tenth of our time for the rest.
    assert sent < 12 * MB + took * MB / 4


def test_who_takes_an_answer_in_small_bites(internet, way):
    """
    Some clients open both windows again for every 4 KB that they read.
    """
    size = 24 * MB

    async def much(exchange):
        await exchange.wire.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
        for _ in range(size // MB):
            await exchange.wire.write(bytes(MB))

    with internet.without_http2(CHATGPT), internet.serving(CHATGPT, much), http2(way) as client:
        client.get(1)
        done = 0
        while 1 not in client.ended and client.hear():
            while client.came.get(1, 0) - done >= BITE:
                done += BITE
                client.state.increment_flow_control_window(BITE)
                if 1 not in client.ended:
                    client.state.increment_flow_control_window(BITE, 1)
            client.flush()

    assert client.came[1] == size


def hear_what_is_there(client: Http2Client) -> None:
    """Raises `ConnectionResetError` at the end of the connection."""
    while client.over is None and select.select([client.connection], [], [], 0)[0]:
        if not client.hear():
            raise ConnectionResetError


@pytest.mark.parametrize("what", ["pings", "resets", "settings"])
def test_frames_that_only_cost(internet, way, what):
    """
    Frames that ask for nothing end the connection that they are sent on, and nobody else's.
    """
    until = monotonic() + PATIENCE
    # From somebody who need not rest for what others of these tests have cost.
    source = f"127.0.7.{len(what)}"
    with http2(way, source=source) as client, ended_by_other_side():
        for number in itertools.count():
            if what == "pings":
                client.state.ping(b"12345678")
            elif what == "settings":
                client.state.update_settings({3: 100 + number % 2})
            else:
                client.get(2 * number + 1, "/c/1")
                client.state.reset_stream(2 * number + 1)
            if number % 20 == 0:
                client.flush()
                hear_what_is_there(client)
            if client.over is not None:
                break
            if monotonic() > until:
                raise TimeoutError
    with way.client() as other:
        meanwhile = other.get(f"https://{COPILOT}/")

    assert client.over in (ErrorCodes.ENHANCE_YOUR_CALM, None)
    assert meanwhile.status_code == 200


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_a_bomb(internet, way, memory, encoding):
    """
    A few hundred bytes that would be hundreds of megabytes are refused before they are.
    """
    packed = {
        "br": lambda: brotli.compress(bytes(100 * MB), quality=1),
        "zstd": lambda: zstandard.ZstdCompressor().compress(bytes(100 * MB)),
    }[encoding]()

    with way.client() as client:
        client.post(
            f"https://{CHATGPT}/backend-api/conversation",
            content=packed,
            headers={"content-encoding": encoding, "content-type": "application/json"},
        )

    assert {request.method for request in internet.records.requests} == {"GET"}
    assert memory.growth() < GROWTH


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_an_upload_beyond_all_bounds(internet, way, memory, framing):
    """
    It is heard out and not kept.
    """
    pieces = (PIECE for _ in range(2 * LARGE // MB))
    length = {"content-length": str(2 * LARGE)} if framing == "length" else {}

    with way.client() as client:
        said = client.post(f"https://{CHATGPT}/x", content=pieces, headers=length)

    assert said.status_code == 400
    assert memory.growth() < GROWTH


@pytest.mark.parametrize(
    "begun",
    [
        head("GET / HTTP/1.1", f"Host: {CHATGPT}")[:-2] + b"X-A: ",
        head("GET / HTTP/1.1", f"Host: {CHATGPT}") + b"GET /c/1 HTTP/1.1\r\nX-A: ",
        head("POST /x HTTP/1.1", f"Host: {CHATGPT}", "Transfer-Encoding: chunked") + b"1;a=",
    ],
    ids=["head", "next-head", "chunk-line"],
)
def test_a_line_without_end(way, memory, begun):
    """
    Whatever line it is that only grows, the connection ends.
    """
    with tls(way, CHATGPT) as connection:
        connection.settimeout(PATIENCE)
        with suppress(OSError):
            connection.sendall(begun)
            for _ in range(LARGE // MB):
                connection.sendall(b"a" * MB)
        heard(connection)

    assert memory.growth() < GROWTH


def test_a_head_of_a_service_without_end(internet, way, memory):
    """
    A service is not believed more than a client: its answer is given up.
    """

    async def endless(exchange):
        await exchange.wire.write(b"HTTP/1.1 200 OK\r\nx-a: ")
        for _ in range(LARGE // MB):
            await exchange.wire.write(b"a" * MB)

    with internet.serving(CHATGPT, endless), way.client() as client:
        said = client.get(f"https://{CHATGPT}/c/1")

    assert said.status_code == 502
    assert memory.growth() < GROWTH


def test_a_long_message_of_a_service(internet, way, memory):
    """
    It goes to the client as it comes, and whole.
    """
    long = "a" * LARGE
    address = "wss://copilot.microsoft.com/c/api/chat?api-version=2"
    with (
        internet.serving(COPILOT, Socket(reply=lambda _: [], greeting=[long])),
        connect(
            address,
            proxy=way.proxy_url,
            ssl=way.context_for_threads(),
            max_size=None,
            open_timeout=PATIENCE,
        ) as client,
    ):
        came = client.recv(timeout=PATIENCE)

    assert came == long
    assert memory.growth() < GROWTH


def test_too_many_connections_of_one_client(start_gateway, internet):
    """
    The one too many is closed at once, and counted; when one ends, there is room again.
    """
    process = start_gateway(MAX_CONNECTIONS_PER_CLIENT="16")
    held = [socket.create_connection(("127.0.0.1", process.port), PATIENCE) for _ in range(16)]
    for connection in held:
        connection.sendall(head(f"CONNECT {CHATGPT}:443 HTTP/1.1", f"Host: {CHATGPT}:443"))
        assert b" 200 " in heard(connection)

    with socket.create_connection(("127.0.0.1", process.port), PATIENCE) as too_many:
        assert too_many.recv(1) == b""
    held.pop().close()
    with process.way.client() as client:
        until = monotonic() + PATIENCE
        while monotonic() < until:
            with suppress(OSError, Exception):
                assert client.get(f"https://{CHATGPT}/").status_code == 200
                break
        else:
            pytest.fail("no room again")
    for connection in held:
        connection.close()
    refused = "connections_refused_total"
    eventually(lambda: number(process, refused, reason="client") > 0, PATIENCE)
