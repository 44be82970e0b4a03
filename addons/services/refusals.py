"""
Answers in a service's stead: event streams, JSON errors, preflights, with the headers they need.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from addons.services.interface import WireRequest, WireResponse
from policy.notice import Notice, Topic

# What we mirror comes from a client; no line end or quote may travel into a header with it.
_ORIGIN: Final = re.compile(r"null|[a-z][a-z0-9+.-]*://[A-Za-z0-9.\-\[\]:]{1,253}")
_HEADER_NAMES: Final = re.compile(r"[A-Za-z0-9\-_, ]{1,2000}")
_METHOD: Final = re.compile(r"[A-Z]{1,20}")
_WHOLE_SERVICE: Final = {Topic.FORBIDDEN, Topic.UNLISTED, Topic.SUSPENDED, Topic.CLOSED}


def json_answer(request: WireRequest, status: int, body: Any) -> WireResponse:
    """`body` as JSON. Never cached, and readable for the page that asked."""
    return _answer(request, status, "application/json; charset=utf-8", compact(body))


def stream_answer(request: WireRequest, events: Iterable[tuple[str, str]]) -> WireResponse:
    """
    Server-sent events (WHATWG HTML, 9.2): pairs of an event's name, empty for none, and its data.

    The data is one line each; JSON without line breaks is.
    """
    frames = (f"event: {name}\ndata: {data}\n\n" if name else f"data: {data}\n\n"
              for name, data in events)  # fmt: skip
    return _answer(request, 200, "text/event-stream; charset=utf-8", "".join(frames))


def preflight_answer(request: WireRequest) -> WireResponse:
    """A "you may ask" for a cross-origin request that we are going to refuse ourselves."""
    method = request.headers.get("access-control-request-method", "")
    names = request.headers.get("access-control-request-headers", "")
    headers = [("cache-control", "no-store"), *_cors(request)]
    if _METHOD.fullmatch(method):
        headers.append(("access-control-allow-methods", method))
    if _HEADER_NAMES.fullmatch(names):
        headers.append(("access-control-allow-headers", names))
    return WireResponse(status=204, headers=tuple(headers), body=b"")


def is_preflight(request: WireRequest) -> bool:
    """Whether `request` is a browser's own question before a cross-origin request (Fetch)."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def status_for(notice: Notice) -> int:
    """
    403 where the service as such is shut, else 400: about this one request.

    Neither is retried by the vendors' SDKs, and 400 starts no new sign-in in their tools.
    """
    return 403 if notice.topic in _WHOLE_SERVICE else 400


def one_line(notice: Notice) -> str:
    """The notice for a program: its short text, with the code to quote."""
    line = " ".join(notice.short.split())
    return line if notice.code in line else f"{line} ({notice.code})"


def markdown(notice: Notice) -> str:
    """The notice for a chat bubble."""
    return f"**{notice.title}**\n\n{notice.text}"


def compact(value: Any) -> str:
    """`value` as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _answer(request: WireRequest, status: int, media_type: str, body: str) -> WireResponse:
    headers = (("content-type", media_type), ("cache-control", "no-store"), *_cors(request))
    # A lone surrogate from a request's own id must not turn the refusal into an exception.
    return WireResponse(status=status, headers=headers, body=body.encode(errors="replace"))


def _cors(request: WireRequest) -> tuple[tuple[str, str], ...]:
    origin = request.headers.get("origin", "")
    if not _ORIGIN.fullmatch(origin):
        return ()
    return (
        ("access-control-allow-origin", origin),
        ("access-control-allow-credentials", "true"),
        ("vary", "Origin"),
    )
