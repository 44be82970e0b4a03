"""
What a gateway asks of its interpreter.
"""

from __future__ import annotations

import contextlib
import gc
import resource
from pathlib import Path
from typing import Any

from mitmproxy import http
from mitmproxy.proxy.context import Context

_FILES = 65536
"""Open files that we ask for; more would be for tens of thousands of clients at once."""
_SPARE_FILES = 128
"""For what is no connection: look-ups, detectors that start again, files of the state folder."""
_FEWEST = 16
"""Connections that we allow in any case."""


def tune_process() -> None:
    """What a long-lived event loop wants of its process."""
    # A type check of every message that mitmproxy itself leaves out under `python -O`. Its asserts
    # elsewhere stay: they stop connections that have come into an impossible state.
    http.MessageData.__post_init__ = _unchecked_fields  # type: ignore[method-assign]  # on purpose
    for owner, name, quicker in _QUICKER:
        setattr(owner, name, quicker)
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    allow_files()


def allow_files() -> None:
    """As many open files as we need and may have; a login's usual 1,024 are few hundred clients."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def room_for_connections() -> int:
    """How many connections the limit of open files leaves, beside what is open now."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        soft = 16 * _FILES
    return max(_FEWEST, soft - len(list(Path("/proc/self/fd").iterdir())) - _SPARE_FILES)


def _unchecked_fields(message: http.MessageData) -> None:
    """Trust the types of a message's fields: the parsers made them."""


def all_values(headers: http.Headers, name: str | bytes) -> list[str]:
    """As `Headers.get_all`."""
    wanted = (name if isinstance(name, bytes) else name.encode("utf-8", "surrogateescape")).lower()
    return [
        value.decode("utf-8", "surrogateescape")
        for key, value in headers.fields
        if key.lower() == wanted
    ]


def value_of(headers: http.Headers, name: str | bytes, default: Any = None) -> Any:
    """As `Headers.get`."""
    values = all_values(headers, name)
    return ", ".join(values) if values else default


def is_there(headers: http.Headers, name: object) -> bool:
    """As `name in headers`."""
    return isinstance(name, str | bytes) and bool(all_values(headers, name))


def forked(context: Context) -> Context:
    """As `Context.fork`."""
    other = Context.__new__(Context)
    other.client, other.options = context.client, context.options
    other.server, other.layers = context.server, context.layers.copy()
    return other


_QUICKER = (
    # A request's header fields are asked for some thirty times, most of them for one that is not
    # there: mitmproxy calls a function for each field then, and raises an error that it catches.
    (http.Headers, "get_all", all_values),
    (http.Headers, "get", value_of),
    (http.Headers, "__contains__", is_there),
    # Each layer of a connection and each request gets a context of its own, for which mitmproxy
    # makes a server, with an id from the system's random numbers, and throws it away.
    (Context, "fork", forked),
)
"""Methods of mitmproxy in whose place others do the same for less."""
