"""
Requests that two readers might read in two ways: every such request stays here, and is an attempt.
"""

from __future__ import annotations

import pytest

from tests.end_to_end.bypass_rig import (
    BODY,
    OTHER,
    TURN,
    Witness,
    h2_post,
    head,
    policy,
    post,
    say,
    say_h2,
)
from tests.end_to_end.gateway_in_process import SECRET, InProcess, KeptIncidents
from tests.end_to_end.web_chats import CHATGPT

INCIDENTS = KeptIncidents()
HOST = f"Host: {CHATGPT}"
JSON = "Content-Type: application/json"
LENGTH = f"Content-Length: {len(BODY)}"
CHUNKED = "Transfer-Encoding: chunked"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
CLEAN = b'{"text":"Goedemiddag"}'


def turn(*fields: str, body: bytes = BODY, line: str = f"POST {TURN} HTTP/1.1") -> bytes:
    return head(line, HOST, JSON, *fields) + body


AMBIGUOUS = {
    "folded-field": turn("X-A: 1\r\n folded", LENGTH),
    "folded-host": post(TURN, f"Host: {CHATGPT}\r\n {OTHER}"),
    "folded-length": turn(f"Content-Length:\r\n {len(BODY)}"),
    "nul-in-field": turn("X-A: 1\x00", LENGTH),
    "carriage-return-in-field": turn("X-A: 1\rX-B: 2", LENGTH),
    "space-before-colon": turn(f"Content-Length : {len(BODY)}"),
    "no-colon": turn("X-A", LENGTH),
    "no-name": turn(": 1", LENGTH),
    "name-of-bytes": turn("X-\xe9: 1", LENGTH),
    "name-of-brackets": turn("X[A]: 1", LENGTH),
    "two-lengths": turn(LENGTH, "Content-Length: 2"),
    "two-lengths-in-one": turn(f"Content-Length: {len(BODY)}, 2"),
    "same-length-twice": turn(LENGTH, LENGTH),
    "negative-length": turn("Content-Length: -1"),
    "signed-length": turn(f"Content-Length: +{len(BODY)}"),
    "padded-length": turn(f"Content-Length: 00{len(BODY)}"),
    "hexadecimal-length": turn("Content-Length: 0x2a"),
    "wordy-length": turn("Content-Length: all"),
    "empty-length": turn("Content-Length:"),
    "length-and-chunks": turn(LENGTH, CHUNKED, body=CHUNKS),
    "chunks-and-length": turn(CHUNKED, LENGTH, body=CHUNKS),
    "chunked-twice": turn(CHUNKED, CHUNKED, body=CHUNKS),
    "chunked-chunked": turn("Transfer-Encoding: chunked, chunked", body=CHUNKS),
    "chunked-then-identity": turn("Transfer-Encoding: chunked, identity", body=CHUNKS),
    "unknown-coding": turn("Transfer-Encoding: xchunked", body=CHUNKS),
    "quoted-coding": turn('Transfer-Encoding: "chunked"', body=CHUNKS),
    "gzip-coding": turn("Transfer-Encoding: gzip, chunked", body=CHUNKS),
    "deflate-coding": turn("Transfer-Encoding: deflate, chunked", body=CHUNKS),
    "identity-coding": turn("Transfer-Encoding: identity", LENGTH),
    "chunks-in-http10": turn(CHUNKED, body=CHUNKS, line=f"POST {TURN} HTTP/1.0"),
    "wordy-chunk": turn(CHUNKED, body=b"all\r\n" + CHUNKS),
    "negative-chunk": turn(CHUNKED, body=b"-1\r\n" + CHUNKS),
    "signed-chunk": turn(CHUNKED, body=b"+" + CHUNKS),
    "prefixed-chunk": turn(CHUNKED, body=b"0x" + CHUNKS),
    "short-chunk": turn(CHUNKED, body=b"1\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "endless-chunk-size": turn(CHUNKED, body=b"1" * 40 + b"\r\n" + BODY),
    "trailer": turn(CHUNKED, body=CHUNKS[:-2] + b"X-A: " + SECRET.encode() + b"\r\n\r\n"),
    "announced-trailer": turn(CHUNKED, "Trailer: X-A", body=CHUNKS[:-2] + b"X-A: 1\r\n\r\n"),
    "trailing-length": turn(CHUNKED, body=CHUNKS[:-2] + b"Content-Length: 1\r\n\r\n"),
    "fragment": turn(LENGTH, line=f"POST {TURN}#x HTTP/1.1"),
    "target-of-bytes": turn(LENGTH, line=f"POST {TURN}\x01 HTTP/1.1"),
    "target-without-slash": turn(LENGTH, line=f"POST {TURN[1:]} HTTP/1.1"),
    "asterisk": turn(LENGTH, line="POST * HTTP/1.1"),
    "connect": turn(LENGTH, line=f"CONNECT {CHATGPT}:443 HTTP/1.1"),
    "connect-other": turn(LENGTH, line=f"CONNECT {OTHER}:443 HTTP/1.1"),
    "method-of-signs": turn(LENGTH, line=f"PO(ST {TURN} HTTP/1.1"),
    "no-version": turn(LENGTH, line=f"POST {TURN}"),
    "odd-version": turn(LENGTH, line=f"POST {TURN} HTTP/1.1x"),
    "four-words": turn(LENGTH, line=f"POST {TURN} x HTTP/1.1"),
}
JUDGED = {
    "bare-line-feeds": turn(LENGTH).replace(b"\r\n", b"\n"),
    "bare-line-feed": turn("X-A: 1\nX-B: 2", LENGTH),
    "vertical-tab-coding": turn("Transfer-Encoding: \x0bchunked", body=CHUNKS),
    "later-version": turn(LENGTH, line=f"POST {TURN} HTTP/2.0"),
    "http10": turn(LENGTH, line=f"POST {TURN} HTTP/1.0"),
    "lower-case-method": turn(LENGTH, line=f"post {TURN} HTTP/1.1"),
    "unknown-method": turn(LENGTH, line=f"FLY {TURN} HTTP/1.1"),
    "body-of-get": turn(LENGTH, line=f"GET {TURN} HTTP/1.1"),
    "body-of-head": turn(LENGTH, line=f"HEAD {TURN} HTTP/1.1"),
    "body-of-options": turn(LENGTH, line=f"OPTIONS {TURN} HTTP/1.1"),
    "body-of-delete": turn(LENGTH, line="DELETE /x HTTP/1.1"),
    "one-chunk": turn(CHUNKED, body=CHUNKS),
    "crumbs": turn(CHUNKED, body=b"".join(b"1\r\n%c\r\n" % c for c in BODY) + b"0\r\n\r\n"),
    "chunk-extension": turn(CHUNKED, body=CHUNKS.replace(b"\r\n", b";a=b\r\n", 1)),
    "padded-chunk-size": turn(CHUNKED, body=b"000" + CHUNKS),
    "upper-case-coding": turn("TRANSFER-ENCODING: CHUNKED", body=CHUNKS),
    "expect": turn(LENGTH, "Expect: 100-continue"),
    "method-override": turn(LENGTH, "X-HTTP-Method-Override: GET"),
    "path-override": turn(LENGTH, "X-Original-URL: /x", "X-Rewrite-URL: /x"),
    "host-override": turn(LENGTH, f"X-Forwarded-Host: {OTHER}"),
    "connection-names-host": turn(LENGTH, "Connection: close, host"),
    "connection-names-length": turn(LENGTH, "Connection: content-length"),
    "early-data": turn(LENGTH, "Early-Data: 1"),
    "range": turn(LENGTH, "Content-Range: bytes 0-1/2"),
}
CARELESS = {
    "two-spaces": turn(LENGTH, line=f"POST  {TURN} HTTP/1.1"),
    "tab": turn(LENGTH, line=f"POST\t{TURN} HTTP/1.1"),
}
PLACES = {"first": b"", "second": head(f"POST {TURN} HTTP/1.1", HOST, "Content-Length: 22") + CLEAN}


@pytest.fixture(scope="module")
def way(network, tmp_path_factory):
    rig = InProcess(network, tmp_path_factory.mktemp("framing"), policy())
    with rig.running(incidents=INCIDENTS, deadline=30.0) as way:
        yield way


@pytest.fixture
def witness(internet):
    return Witness(internet, INCIDENTS)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", AMBIGUOUS)
def test_a_request_that_can_be_read_in_two_ways(way, witness, shape, place):
    """
    First on its connection or behind a clean one: no server hears it, and that it was tried is
    on record.
    """
    say(way, PLACES[place] + AMBIGUOUS[shape], answers=1 + bool(PLACES[place]))

    assert witness.internet.records.heard(SECRET) == []
    assert set(witness.actions()) == {"bypass-attempt"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", JUDGED)
def test_a_request_that_is_odd_but_plain(way, witness, shape, place):
    """
    What all readers read alike is judged like any other request, however odd it looks.
    """
    say(way, PLACES[place] + JUDGED[shape], answers=1 + bool(PLACES[place]))

    witness.saw_nothing_but("prompt-rejected")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", CARELESS)
def test_a_request_line_with_odd_gaps(way, witness, shape, place):
    """
    It is no HTTP at the start of a connection; later it is put right, and judged.
    """
    say(way, PLACES[place] + CARELESS[shape], answers=1 + bool(PLACES[place]))

    witness.saw_nothing_but("prompt-rejected" if place == "second" else "bypass-attempt")


H2_FORBIDDEN = {
    "upper-case-name": [("X-A", "1")],
    "connection": [("connection", "close")],
    "transfer-encoding": [("transfer-encoding", "chunked")],
    "upgrade": [("upgrade", "websocket")],
    "te": [("te", "gzip")],
    "late-pseudo-field": [("x-a", "1"), (":path", "/x")],
    "unknown-pseudo-field": [(":x", "1")],
    "line-in-value": [("x-a", "1\r\nX-B: 2")],
    "line-feed-in-value": [("x-a", "1\nX-B: 2")],
    "nul-in-value": [("x-a", "1\x00")],
    "line-in-name": [("x-a\r\nx-b", "1")],
    "colon-in-name": [("x-a: 1", "1")],
    "space-in-name": [("x a", "1")],
    "empty-name": [("", "1")],
    "length-too-small": [("content-length", "2")],
    "length-too-large": [("content-length", "9999")],
    "two-lengths": [("content-length", str(len(BODY))), ("content-length", "2")],
}


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "behind-another"])
@pytest.mark.parametrize("shape", H2_FORBIDDEN)
def test_a_stream_that_can_be_read_in_two_ways(way, witness, shape, alone):
    """
    What HTTP/2 forbids because it would mean something else in HTTP/1 (RFC 9113, 8.2 and 8.3).
    """
    clean = (h2_post("/x", ("content-length", str(len(CLEAN)))), CLEAN)
    bent = (h2_post(TURN, *H2_FORBIDDEN[shape]), BODY)

    say_h2(way, *([bent] if alone else [clean, bent]))

    assert witness.internet.records.heard(SECRET) == []
    assert set(witness.actions()) == {"bypass-attempt"}


H2_PSEUDO = {
    "no-method": [(":scheme", "https"), (":authority", CHATGPT), (":path", TURN)],
    "no-path": [(":method", "POST"), (":scheme", "https"), (":authority", CHATGPT)],
    "no-scheme": [(":method", "POST"), (":authority", CHATGPT), (":path", TURN)],
    "empty-path": h2_post(""),
    "absolute-path": h2_post(f"https://{OTHER}{TURN}"),
    "path-with-line": h2_post(f"{TURN} HTTP/1.1\r\nX-A: 1"),
    "path-with-version": h2_post(f"{TURN} HTTP/1.1"),
    "path-with-fragment": h2_post(f"{TURN}#x"),
    "two-paths": [*h2_post(TURN)[:4], (":path", "/x")],
    "two-authorities": [*h2_post(TURN)[:4], (":authority", OTHER)],
    "odd-scheme": [(":method", "POST"), (":scheme", "ftp"), *h2_post(TURN)[2:4]],
    "method-with-target": [(":method", f"POST {TURN}"), *h2_post("/x")[1:]],
    "connect": [(":method", "CONNECT"), (":authority", OTHER + ":443")],
    "websocket-connect": [(":method", "CONNECT"), (":protocol", "websocket"), *h2_post(TURN)[1:4]],
}


@pytest.mark.parametrize("shape", H2_PSEUDO)
def test_a_stream_that_says_oddly_where_it_goes(way, witness, shape):
    """
    Pseudo fields that are missing, doubled, or bent into a request line.
    """
    say_h2(way, (H2_PSEUDO[shape], BODY))

    assert witness.internet.records.heard(SECRET) == []
    assert set(witness.actions()) == {"bypass-attempt"}


def test_many_streams_at_once(way, witness):
    """
    Fifty streams on one connection, every other with the word in it: those and no others stay.
    """
    clean = (h2_post("/x", ("content-length", str(len(CLEAN)))), CLEAN)
    bad = (h2_post("/x", ("content-length", str(len(BODY)))), BODY)

    statuses = say_h2(way, *[clean, bad] * 25)

    assert sorted(statuses).count("200") == 25
    assert witness.internet.records.heard(SECRET) == []
    assert len(witness.internet.records.requests) == 25
    assert witness.actions() == ["prompt-rejected"] * 25
