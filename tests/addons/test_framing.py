"""
What servers may read in another way than we do, one request at a time.
"""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.test import tflow, tutils

from addons.framing import (
    forgo_upgrade,
    give_length,
    is_handshake,
    is_malformed,
    leaves_http,
    spellings,
)

HANDSHAKE = {
    "connection": "upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def asking(method="GET", path="/", version="HTTP/1.1", **headers):
    fields = tuple((name.encode(), value.encode()) for name, value in headers.items())
    return tutils.treq(
        method=method.encode(), path=path.encode(), http_version=version.encode(), headers=fields
    )


def answered(status, request, **headers):
    flow = tflow.tflow(req=request, resp=True)
    flow.response.status_code = status
    for name, value in headers.items():
        flow.response.headers[name.replace("_", "-")] = value
    return flow


@pytest.mark.parametrize("path", ["/", "/a?b=%20", "/é", "//x", "/a;b"])
def test_ordinary_requests_are_sound(path):
    """
    Odd is not malformed.
    """
    assert not is_malformed(asking("POST", path, **{"transfer-encoding": "Chunked"}))


def test_a_server_may_be_asked_what_it_can_do():
    """
    `OPTIONS *` has no path (RFC 9112, 3.2.4); nothing else may be without.
    """
    assert not is_malformed(asking("OPTIONS", "*"))
    assert is_malformed(asking("GET", "*"))


@pytest.mark.parametrize("char", ["\r", "\n", "\x00"])
def test_a_line_end_in_a_field_is_malformed(char):
    """
    It may end the field for one server and not for the next.
    """
    assert is_malformed(asking(**{"x-a": f"1{char}2"}))


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(0, 3))
def test_a_path_is_found_under_its_codings(name, times):
    """
    However often it was encoded, up to three times, the plain one is among the spellings.
    """
    plain = "/" + name
    path = plain
    for _ in range(times):
        path = quote(path)
    cut = plain.split("?")[0].split("#")[0].split("\x00")[0].rstrip()

    assert {plain, cut} & set(spellings(path))


def test_a_sound_handshake_stays():
    """
    Every field of it.
    """
    request = asking(**HANDSHAKE)

    forgo_upgrade(request)

    assert dict(request.headers) == HANDSHAKE
    assert is_handshake(request)


@pytest.mark.parametrize(
    "change",
    [
        {"upgrade": "h2c", "http2-settings": "AAMAAABk"},
        {"sec-websocket-version": "8"},
        {"content-length": "4"},
        {"transfer-encoding": "chunked"},
    ],
)
def test_any_other_upgrade_goes(change):
    """
    The request itself is left to be judged.
    """
    request = asking(**HANDSHAKE | change)

    forgo_upgrade(request)

    assert not {"upgrade", "http2-settings"} & set(request.headers)


@pytest.mark.parametrize(
    ("request_", "headers", "leaves"),
    [
        (asking(**HANDSHAKE), {"upgrade": "WebSocket"}, False),
        (asking(**HANDSHAKE), {"upgrade": "raw"}, True),
        (asking(**HANDSHAKE), {}, True),
        (asking(), {"upgrade": "websocket"}, True),
        (asking(**HANDSHAKE), {"upgrade": "websocket", "sec_websocket_extensions": "x"}, True),
    ],
)
def test_only_the_socket_that_was_asked_for(request_, headers, leaves):
    """
    Any other end of HTTP would be followed by bytes that nobody reads.
    """
    assert leaves_http(answered(101, request_, **headers)) == leaves
    assert not leaves_http(answered(200, request_, **headers))


@pytest.mark.parametrize(
    ("version", "headers", "length"),
    [
        ("HTTP/2.0", {}, "7"),
        ("HTTP/2.0", {"content-length": "3"}, "3"),
        ("HTTP/1.1", {"transfer-encoding": "chunked"}, None),
    ],
)
def test_a_body_of_http2_gets_its_length(version, headers, length):
    """
    Where the request does not say it, and only there.
    """
    request = asking("POST", version=version, **headers)
    request.data.content = b"content"

    give_length(request)

    assert request.headers.get("content-length") == length
