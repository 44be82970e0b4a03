"""
Ways to lead a prompt around the guard, tried over bare sockets: the server hears nothing of it.
"""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.end_to_end.bypass_rig import (
    ADDRESS,
    BODY,
    OTHER,
    SHARED,
    TURN,
    h2_post,
    head,
    policy,
    post,
    say,
    say_h2,
    say_plainly,
    switches,
    tell_proxy,
)
from tests.end_to_end.clients import split_hello
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents
from tests.end_to_end.gateway_process import eventually
from tests.end_to_end.web_chats import CHATGPT

INCIDENTS = KeptIncidents()
BODY_LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = b"%x\r\n%s\r\n0\r\n" % (len(BODY), BODY)


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    """One gateway for the whole file; nothing that a client does may break it for the next."""
    rig = InProcess(network, tmp_path_factory.mktemp("bypass"), policy())
    with rig.running(incidents=INCIDENTS, deadline=5.0) as way:
        yield way


def test_the_guard_is_awake(internet, way):
    """
    The silence of the servers below is not that of a gateway that carries nothing.
    """
    clean = head("GET / HTTP/1.1", f"Host: {CHATGPT}")

    answers = say(way, clean + clean, answers=2)

    assert answers.count(b" 200 ") == 2
    assert len(internet.records.requests) == 2


@pytest.mark.parametrize("first", [1, 2, 3])
def test_a_hello_in_crumbs(internet, way, first):
    """
    A ClientHello of which one, two or three bytes travel alone is still seen as one.
    """
    shown = split_hello(way, CHATGPT, first)

    assert shown
    assert shown != internet.genuine_certificate(CHATGPT)


@pytest.mark.parametrize(
    "data",
    [
        post(TURN),
        post(TURN, f"Host: {CHATGPT}", f"Host: {OTHER}"),
        post(TURN, f"Host: {OTHER}"),
        post(TURN, f"Host: {CHATGPT}:443"),
        post(TURN, f"Host: {CHATGPT}:"),
        post(TURN, f"Host: x@{CHATGPT}"),
        post(TURN, "Host: CHATGPT.COM."),
        post(f"https://{OTHER}{TURN}"),
        post(f"https://{CHATGPT}{TURN}", f"Host: {OTHER}"),
        post(f"https://x@{CHATGPT}{TURN}"),
        head(f"POST {TURN} HTTP/1.1", BODY_LENGTH) + BODY,
        head(f"POST {TURN} HTTP/1.0", f"Host: {CHATGPT}", BODY_LENGTH) + BODY,
        post(TURN).replace(b"\r\n", b"\n"),
        post(TURN, "X-A: 1\r\n folded"),
        post(TURN, "X-A: 1\rX-B: 2"),
        post(TURN, "X-A: 1\x00"),
        post(TURN, "Expect: 100-continue"),
        post(TURN, "Transfer-Encoding: chunked"),
        post(TURN, "Content-Length: 0"),
        head(f"POST {TURN} HTTP/1.1", f"Host: {CHATGPT}", "Transfer-Encoding: chunked")
        + CHUNKED
        + b"\r\n",
        head("POST /x HTTP/1.1", f"Host: {CHATGPT}", "Transfer-Encoding: chunked")
        + b"2\r\n{}\r\n0\r\nX-Trailer: "
        + SECRET.encode()
        + b"\r\n\r\n",
        head(f"CONNECT {OTHER}:443 HTTP/1.1", f"Host: {OTHER}:443") + SECRET.encode(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SECRET.encode(),
        head("GET / HTTP/1.1", f"Host: {CHATGPT}", BODY_LENGTH) + BODY,
        post(TURN, "Content-Type: text/plain"),
    ],
    ids=lambda data: data[:24].decode() + f"...{len(data)}",
)
def test_a_request_in_every_shape(internet, way, data):
    """
    However a request is framed or whomever it says it is for, the word in it stays here.
    """
    say(way, data)

    assert internet.records.heard(SECRET) == []


def test_a_second_request_on_the_same_connection(internet, way):
    """
    Pipelined behind a clean one, and for somebody else, it is judged all the same.
    """
    first = head("GET / HTTP/1.1", f"Host: {CHATGPT}")

    say(way, first + post(TURN) + post(TURN, f"Host: {OTHER}"), answers=3)

    assert len(internet.records.requests) == 1
    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize("transfer", ["gzip, chunked", "deflate, chunked"])
def test_a_body_in_a_transfer_coding(internet, way, transfer):
    """
    A server takes a transfer coding off before it reads; what is read here must be the same.
    """
    framed = head("POST /x HTTP/1.1", f"Host: {CHATGPT}", f"Transfer-Encoding: {transfer}")

    say(way, framed + b"2\r\n{}\r\n0\r\n\r\n")

    assert internet.received(CHATGPT) == b""


@pytest.mark.parametrize(
    ("host", "sni"),
    [
        (ADDRESS, CHATGPT),
        (OTHER, CHATGPT),
        (CHATGPT, OTHER),
        ("CHATGPT.COM", CHATGPT),
        ("chatgpt.com.", CHATGPT),
        ("ｃｈａｔｇｐｔ.com", CHATGPT),
        ("x@chatgpt.com", CHATGPT),
    ],
)
def test_names_that_disagree(internet, way, host, sni):
    """
    The tunnel's name, TLS's name and the request's: one of them is enough to be looked at.
    """
    with suppress(ConnectionRefusedError):  # the tunnel itself may be refused
        say(way, post(TURN), host=host, sni=sni)

    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
@pytest.mark.parametrize("host", [CHATGPT, "Chatgpt.Com.", ADDRESS])
def test_plain_http_in_a_tunnel(internet, way, host, port):
    """
    No port and no address hides who a plain request in a tunnel is for.
    """
    say_plainly(way, post(TURN), host=host, port=port)

    assert internet.records.heard(SECRET) == []


def test_a_later_plain_request_in_a_tunnel_to_an_address(internet, way):
    """
    A first request for somebody else does not open the tunnel for good, and it is not touched.
    """
    first = head("GET /camera HTTP/1.1", f"Host: {ADDRESS}")

    say_plainly(way, first + post(TURN), host=ADDRESS)
    say_plainly(way, first, host=ADDRESS)

    assert internet.records.heard(SECRET) == []
    assert internet.received(ADDRESS).startswith(b"GET /camera")


@pytest.mark.parametrize(
    "data",
    [
        post(f"http://{CHATGPT}{TURN}"),
        post(f"http://{OTHER}{TURN}"),
        post(f"http://{ADDRESS}{TURN}", f"Host: {CHATGPT}"),
        post(f"http://{ADDRESS}{TURN}", f"Host: {CHATGPT}:"),
        post(f"http://{ADDRESS}{TURN}", f"Host: x@{CHATGPT}"),
        post(f"http://{ADDRESS}{TURN}", f"Host: {CHATGPT}:99999"),
        post(f"http://{ADDRESS}{TURN}", f"Host: {ADDRESS}", f"Host: {CHATGPT}"),
        post(f"http://chatgpt%2ecom{TURN}"),
        post(f"http://x@{CHATGPT}{TURN}"),
        post(TURN),
        head("GET http://www.bank.example/ HTTP/1.1", f"Host: {OTHER}")
        + post(f"http://{CHATGPT}{TURN}"),
    ],
    ids=lambda data: data[:60].decode().replace("\r\n", " "),
)
def test_plain_http_to_the_proxy(internet, way, data):
    """
    Without a tunnel, request line and headers say where it goes; an AI host in either counts.
    """
    tell_proxy(way, data, answers=data.count(b" HTTP/1.1"))

    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (h2_post(TURN, authority=OTHER), BODY),
        (h2_post(TURN, ("host", OTHER)), BODY),
        (h2_post(TURN, authority="x@" + CHATGPT), BODY),
        (h2_post(TURN)[:2] + h2_post(TURN)[3:], BODY),
        (h2_post(f"https://{OTHER}{TURN}"), BODY),
        (h2_post(TURN + " HTTP/1.1"), BODY),
        (h2_post(TURN, ("transfer-encoding", "chunked")), CHUNKED),
        (h2_post(TURN, ("content-length", "2")), b"{}" + BODY),
        (h2_post(TURN, ("x-a", "1\r\nX-B: 2")), BODY),
        (h2_post(TURN, ("x-a\n", "1")), BODY),
        ([(":method", f"GET /{SECRET}"), *h2_post("/")[1:]], b""),
        ([(":method", "CONNECT"), (":authority", OTHER + ":443")], BODY),
    ],
    ids=lambda value: str(value[-1])[:40] if isinstance(value, list) else "",
)
def test_http2_streams(internet, way, headers, body):
    """
    A stream that names another host, or is bent into something else on its way to HTTP/1.
    """
    say_h2(way, (h2_post("/x", ("content-length", "2")), b"{}"), (headers, body))

    assert internet.records.heard(SECRET) == []


@pytest.mark.parametrize("host", [SHARED, CHATGPT])
def test_a_body_without_a_length_is_no_second_request(internet, way, host):
    """
    HTTP/2 needs no length; towards a server that speaks HTTP/1 only, a body without one would
    be read as the next request.
    """
    hidden = post("/chat", host=host)

    with internet.without_http2(host):
        say_h2(way, (h2_post("/telemetry", authority=host), hidden), host=host)

    assert [r.path for r in internet.records.requests if r.path == "/chat"] == []


def test_a_server_that_leaves_http(internet, way):
    """
    After 101 nobody would read what the client says, so no such answer gets through.
    """
    asked = head("GET / HTTP/1.1", f"Host: {CHATGPT}", "Connection: Upgrade", "Upgrade: raw")

    with internet.serving(CHATGPT, switches):
        said = say(way, asked + SECRET.encode() + b"\r\n\r\n")

    assert b" 101 " not in said
    assert internet.records.heard(SECRET) == []


def test_others_may_leave_http(internet, way):
    """
    What a plain request to any other host turns into is none of our business.
    """
    asked = head(f"GET http://{OTHER}/ HTTP/1.1", f"Host: {OTHER}", "Upgrade: raw")

    with internet.serving(OTHER, switches):
        said = tell_proxy(way, asked + SECRET.encode() + b"\r\n\r\n")

    assert b" 101 " in said
    eventually(lambda: SECRET.encode() in internet.received(OTHER))


@pytest.mark.parametrize("host", [CHATGPT, SHARED])
@pytest.mark.parametrize("upgrade", ["raw", "h2c", "H2C", "websocket, raw", "raw, websocket"])
def test_an_upgrade_to_anything_else(internet, way, host, upgrade):
    """
    The wish to leave HTTP goes no further than here; the request itself may.
    """
    asked = ("Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk")

    say(way, head("GET /news HTTP/1.1", f"Host: {host}", f"Upgrade: {upgrade}", *asked), host=host)

    assert internet.records.requests[0].header("upgrade") == ""


def test_who_tries_is_on_record(way):
    """
    Names that disagree and malformed requests leave a trace.
    """
    del INCIDENTS.kept[:]

    say(way, post(TURN, f"Host: {OTHER}"))
    say(way, post(TURN, "X-A: 1\r\n folded"))
    eventually(lambda: len(INCIDENTS.kept) >= 2)

    assert [i.reason for i in INCIDENTS.kept] == ["names-disagree", "malformed-request"]
    assert {i.action for i in INCIDENTS.kept} == {"bypass-attempt"}
