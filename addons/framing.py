"""
Requests that servers might read in another way than we do, and what takes a client out of HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from mitmproxy import http

_METHOD = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110, 9.1: a token
_PATH = re.compile(rb"/[^\x00-\x20#\x7f]*")
"""
In origin form and without a fragment (RFC 9112, 3.2.1). Bytes beyond ASCII are wrong too, but old
programs send them and no server takes them for a delimiter.
"""
_BROKEN_FIELD = re.compile(rb"[\x00\r\n]")
"""RFC 9110, 5.5. Of obsolete line folding (RFC 9112, 5.2) a line end is what mitmproxy leaves."""

_END_OF_PATH = re.compile(r"[?#\x00]")
_DECODINGS = 3
"""Proxies and application servers in a row may each decode a path once."""

_SWITCHING = 101
_SOCKET_VERSION = "13"  # RFC 6455, 4.1; mitmproxy relays any other version as raw bytes
_LEAVING_HTTP = ("upgrade", "http2-settings")


def is_malformed(request: http.Request) -> bool:
    """Whether servers may disagree about where `request` goes, or where it ends."""
    data = request.data
    is_asterisk = data.path == b"*" and data.method == b"OPTIONS"
    if not (is_asterisk or _PATH.fullmatch(data.path)) or not _METHOD.fullmatch(request.method):
        return True
    fields = data.headers.fields
    if _BROKEN_FIELD.search(b"".join(part for field in fields for part in field)):
        return True
    # A coding under the chunks would be taken off by the server, and not by us.
    coding: str = request.headers.get("transfer-encoding", "chunked")
    return coding.lower() != "chunked"


def spellings(path: str) -> Iterator[str]:
    """`path` (without query) as it came, and as servers that decode it again may see it."""
    yield path
    for _ in range(_DECODINGS):
        decoded = unquote(path)
        if decoded == path:
            return
        path = decoded
        yield _END_OF_PATH.split(path)[0].rstrip()


def forgo_upgrade(request: http.Request) -> None:
    """Of all ways out of HTTP leave only a well-formed WebSocket handshake."""
    if "upgrade" in request.headers and is_handshake(request):
        return
    for name in _LEAVING_HTTP:
        request.headers.pop(name, None)


def is_handshake(request: http.Request) -> bool:
    """Whether `request` opens a WebSocket in the one way that every server reads alike."""
    headers = request.headers
    return (
        request.method == "GET"
        and request.http_version == "HTTP/1.1"
        and [value.lower() for value in headers.get_all("upgrade")] == ["websocket"]
        and headers.get_all("sec-websocket-version") == [_SOCKET_VERSION]
        and "transfer-encoding" not in headers
        and headers.get("content-length", "0") == "0"
    )


def lacks_length(request: http.Request) -> bool:
    """Whether `request` is of HTTP/2 and does not say how long its body is, if it has one."""
    headers = request.headers
    return request.is_http2 and "content-length" not in headers


def give_length(request: http.Request) -> None:
    """
    Say how long a body is. HTTP/2 needs no length, and mitmproxy adds none for a server that
    speaks HTTP/1: to that server the body would be the next request.
    """
    if request.raw_content and lacks_length(request):
        request.headers["content-length"] = str(len(request.raw_content))


def leaves_http(flow: http.HTTPFlow) -> bool:
    """
    Whether the answer of `flow` ends HTTP for anything but the WebSocket that was asked for.
    mitmproxy relays raw bytes after every such answer that it does not know.
    """
    if flow.response is None or flow.response.status_code != _SWITCHING:
        return False
    asked, answered = flow.request.headers, flow.response.headers
    return (
        not is_handshake(flow.request)
        or answered.get("upgrade", "").lower() != "websocket"
        # RFC 6455, 4.1: a client must fail a connection with an extension that it did not offer.
        or ("sec-websocket-extensions" in answered and "sec-websocket-extensions" not in asked)
    )
