"""
Too much, too slow, too soon gone: nothing of it reaches an AI service, and others do not notice.
"""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import sleep

import pytest

from policy.finding import Finding
from tests.end_to_end.bypass_rig import OTHER, PATIENCE, TURN, head, heard, policy, post, say
from tests.end_to_end.clients import Way, tls
from tests.end_to_end.exchange import answer, echo
from tests.end_to_end.gateway_in_process import InProcess, KeptIncidents, WordScanner
from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.web_chats import CHATGPT

MEGABYTE = 1024 * 1024
TOO_MUCH = 33 * MEGABYTE
HEAD = 330 * 1024
"""Just above what is kept, so that nothing unread is lost with the connection."""
INCIDENTS = KeptIncidents()
SLOW = "een tekst die niemand snel leest"
ENDLESS = "een tekst die niemand uit krijgt"
THINKS = threading.Event()


class Slow(WordScanner):
    """Thinks for a moment about one text, and for ever about another."""

    async def scan(self, texts: Sequence[str], *, whose: str = "") -> tuple[Finding, ...]:
        if SLOW in texts:
            THINKS.set()
            await asyncio.sleep(0.5)
        if ENDLESS in texts:
            THINKS.set()
            await asyncio.Event().wait()
        return await super().scan(texts, whose=whose)


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    rig = InProcess(network, tmp_path_factory.mktemp("bounds"), policy())
    with rig.running(incidents=INCIDENTS, scanner=Slow(), deadline=30.0) as way:
        yield way
    gc.collect()  # so that what is said below of mitmproxy is said here


# mitmproxy leaves a client's transport to the collector when both sides close at the same time.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def incidents():
    del INCIDENTS.kept[:]
    return INCIDENTS.kept


@pytest.fixture
def thinks():
    """Set once the scanner does so."""
    THINKS.clear()
    return THINKS


def turn(text):
    return post(TURN, body=json.dumps({"action": "next", "text": text}).encode())


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_body_that_nobody_could_keep(internet, way, incidents, framing):
    """
    It is refused as any other request, whatever it says of its size: a page may read why. The
    refusal is on record.
    """
    pieces = (b"a" * MEGABYTE for _ in range(TOO_MUCH // MEGABYTE))
    headers = {"origin": f"https://{CHATGPT}"}
    if framing == "length":
        headers["content-length"] = str(TOO_MUCH)

    with way.client(http2=framing == "chunks") as client:
        answer = client.post(f"https://{CHATGPT}/x", content=pieces, headers=headers)

    assert answer.status_code == 400
    assert answer.headers["access-control-allow-origin"] == f"https://{CHATGPT}"
    assert answer.json()["detail"]
    assert internet.received(CHATGPT) == b""
    assert [i.reason for i in incidents] == ["body-too-large"]


def test_there_is_no_limit_for_others(internet, way):
    """
    Plain pages and what people download from a service may be of any size.
    """

    async def large(exchange):
        await answer(exchange, b"a" * TOO_MUCH)

    body = b"b" * TOO_MUCH
    with way.client() as client:
        with internet.serving(OTHER, echo):
            echoed = client.post(f"http://{OTHER}/", content=body)
        with internet.serving(CHATGPT, large):
            downloaded = client.get(f"https://{CHATGPT}/c/1")

    assert echoed.content == body
    assert len(downloaded.content) == TOO_MUCH


def test_a_head_without_end(internet, way):
    """
    Header fields that only grow are cut off.
    """
    with tls(way, CHATGPT) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: chatgpt.com\r\nX-A: " + b"a" * HEAD)
        said = heard(connection)

    assert said.startswith(b"HTTP/1.1 431 ")
    assert internet.received(CHATGPT) == b""


def test_trailer_fields(internet, way, incidents):
    """
    They are refused at once instead of leaving the client waiting.
    """
    chunked = head("POST /x HTTP/1.1", f"Host: {CHATGPT}", "Transfer-Encoding: chunked")

    said = say(way, chunked + b"2\r\n{}\r\n0\r\nX-Trailer: x\r\n\r\n")

    assert said.startswith(b"HTTP/1.1 400 ")
    assert internet.received(CHATGPT) == b""
    eventually(lambda: len(incidents) > 0)  # the record is made while the connection closes
    assert [i.reason for i in incidents] == ["trailers"]


@pytest.mark.parametrize("missing", [5, 0], ids=["half", "whole"])
def test_a_client_that_does_not_wait(internet, way, thinks, missing):
    """
    Whoever leaves in the middle of his request, or of the verdict on it, has sent nothing.
    """
    request = turn(SLOW)

    with tls(way, CHATGPT) as connection:
        connection.sendall(request[: len(request) - missing])
        if missing:
            sleep(0.1)
        else:
            assert thinks.wait(PATIENCE)
    sleep(0.7)

    assert internet.received(CHATGPT) == b""


def test_others_do_not_wait_for_a_slow_verdict(internet, way, thinks):
    """
    A text that somebody still thinks about keeps nobody else.
    """
    with tls(way, CHATGPT) as slow:
        slow.sendall(turn(ENDLESS))
        assert thinks.wait(PATIENCE)

        said = say(way, head("GET / HTTP/1.1", f"Host: {CHATGPT}"))

        slow.setblocking(False)
        with pytest.raises(ssl.SSLWantReadError):  # nothing has come
            slow.recv(1)

    assert b" 200 " in said


@contextmanager
def through_https_proxy(way: Way, host: str, trusted: str) -> Iterator[ssl.SSLObject]:
    """TLS to `host` inside TLS to the proxy."""
    ours = way.context()
    arriving, leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
    inner = ssl.create_default_context(cafile=trusted)
    session = inner.wrap_bio(arriving, leaving, server_hostname=host)
    with (
        socket.create_connection(("127.0.0.1", way.port), PATIENCE) as raw,
        ours.wrap_socket(raw, server_hostname="proxy.gemeente.example") as outer,
    ):
        outer.sendall(head(f"CONNECT {host}:443 HTTP/1.1", f"Host: {host}:443"))
        assert b" 200 " in heard(outer)
        while True:
            try:
                session.do_handshake()
            except ssl.SSLWantReadError:
                outer.sendall(leaving.read())
                arriving.write(outer.recv(65536))
            else:
                break
        outer.sendall(leaving.read())
        yield session


def test_tls_to_the_proxy_itself(internet, way, direct):
    """
    A client that speaks TLS with its proxy is told apart within it: others pass as they are.
    """
    with through_https_proxy(way, OTHER, str(direct.ca_file)) as session:
        shown = session.getpeercert(binary_form=True)
    with through_https_proxy(way, CHATGPT, str(way.ca_file)) as session:
        ours = session.getpeercert(binary_form=True)

    assert shown == internet.genuine_certificate(OTHER)
    assert ours != internet.genuine_certificate(CHATGPT)
