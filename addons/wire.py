"""
From mitmproxy's flow to the little that a codec may see, and back.
"""

from __future__ import annotations

from urllib.parse import urlencode

from mitmproxy import http

from addons.bodies import decoded
from addons.services.form_document import FormDocument
from addons.services.interface import UnreadableError, WireRequest, WireResponse
from addons.services.socket_urls import CREDENTIALS

_SHOWN_HEADERS = frozenset(
    {
        "accept",
        "access-control-request-headers",
        "access-control-request-method",
        "chatgpt-account-id",
        "content-md5",
        "content-range",
        "content-type",
        "origin",
        "sec-fetch-mode",
        "sec-websocket-protocol",
        "upgrade",
        "upload-offset",
        "x-conduit-token",
        "x-goog-upload-command",
        "x-goog-upload-file-name",
        "x-goog-upload-header-content-length",
        "x-goog-upload-offset",
        "x-goog-upload-protocol",
        "x-ms-blob-type",
        "x-ms-content-crc64",
    }
)
"""
What codecs may see. Cookies and credentials are not among them, so they cannot leak from one; the
conduit token is ChatGPT's ticket from a draft to its turn, and one that we made up must go.
"""

_STEERING = frozenset(
    name.encode()
    for name in _SHOWN_HEADERS
    if name.startswith(("content-", "upload-", "x-goog-upload-", "x-ms-"))
)
"""Of these each has one value (RFC 9110, 5.3): of two, one server takes the first, one the last."""

_HOP_HEADERS = frozenset({b"proxy-authorization", b"proxy-connection"})
"""Meant for us (RFC 9110, 7.6.1); upstream they would tell the world a password."""


def wire_request(flow: http.HTTPFlow, domain: str, limit: int) -> WireRequest:
    """
    The request of `flow`, its body without content encoding and at most `limit` bytes.

    Raises `UnreadableError` for a body that cannot be decoded, for trailers (RFC 9110, 6.5), which
    servers may read and no codec does, and for headers twice of which servers may read either.
    """
    request = flow.request
    if request.trailers:
        raise UnreadableError("trailers")
    if _has_twins(request.headers):
        raise UnreadableError("repeated-header")
    encodings = request.headers.get_all("content-encoding")
    if len(encodings) > 1:
        raise UnreadableError("stacked-content-encoding")
    raw = request.raw_content
    if raw is None:
        raise UnreadableError("body-not-there")
    return WireRequest(
        method=request.method.upper(),
        host=domain,
        path=request.path,
        headers=shown_headers(request.headers),
        body=decoded(raw, encodings[0] if encodings else "", limit),
    )


def bodiless(flow: http.HTTPFlow, domain: str) -> WireRequest:
    """The request of `flow` without its body, for a service that is refused unread."""
    request = flow.request
    return WireRequest(
        method=request.method.upper(),
        host=domain,
        path=request.path,
        headers=shown_headers(request.headers),
    )


def words_of_handshake(wire: WireRequest) -> WireRequest:
    """
    What a person may have put into the URL of a WebSocket: its path, and its query without the
    credentials.

    Raises `UnreadableError`.
    """
    query = wire.path.partition("?")[2]
    pairs = FormDocument.parse(query).pairs
    # A name without a value may be anything; with one it is a programmer's word.
    shown = [("", value or name) for name, value in pairs if name.lower() not in CREDENTIALS]
    path = f"{wire.route}?{urlencode(shown)}" if shown else wire.route
    return WireRequest(method="GET", host=wire.host, path=path)


def shown_headers(headers: http.Headers) -> dict[str, str]:
    # Straight from the wire: mitmproxy's own view looks each name up again, for every header.
    return {
        name: value.decode("utf-8", "surrogateescape")
        for key, value in headers.fields
        if (name := key.decode("latin-1").lower()) in _SHOWN_HEADERS
    }


def _has_twins(headers: http.Headers) -> bool:
    """Whether one that says how the request is to be read stands there more than once."""
    names = [name for key, _ in headers.fields if (name := key.lower()) in _STEERING]
    return len(names) != len(set(names))


def put_request(flow: http.HTTPFlow, before: WireRequest, after: WireRequest) -> None:
    """Write what changed between `before` and `after` into `flow`; all else stays as it was."""
    for name in before.headers.keys() - after.headers.keys():
        flow.request.headers.pop(name, None)
    for name, value in after.headers.items():
        if before.headers.get(name) != value:
            flow.request.headers[name] = value
    if after.path != before.path:
        flow.request.path = after.path
    if after.body == before.body:
        return
    # Identity is the one encoding that every server takes; the length follows the body.
    flow.request.headers.pop("content-encoding", None)
    flow.request.raw_content = after.body
    if "transfer-encoding" not in flow.request.headers:
        flow.request.headers["content-length"] = str(len(after.body))


def response(answer: WireResponse) -> http.Response:
    """Our answer as mitmproxy's response."""
    headers = {name: value for name, value in answer.headers if "\n" not in value + name}
    return http.Response.make(answer.status, answer.body, headers)


def copied(answer: http.Response) -> http.Response:
    """Another of an answer of ours: mitmproxy checks every field of one that it makes."""
    other = _twin(answer)
    other.data = _twin(answer.data)
    other.data.headers = _twin(answer.headers)
    return other


def _twin[Thing](thing: Thing) -> Thing:
    """With the same attributes; `copy.copy` asks three methods how that is done."""
    other: Thing = object.__new__(type(thing))
    other.__dict__.update(thing.__dict__)
    return other


def drop_hop_headers(flow: http.HTTPFlow) -> None:
    fields = flow.request.headers.fields
    if any(name.lower() in _HOP_HEADERS for name, _ in fields):
        flow.request.headers.fields = tuple(f for f in fields if f[0].lower() not in _HOP_HEADERS)
