"""
Where a request goes, compared in a way that no spelling of the path escapes.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from addons.services.form_document import FormDocument
from addons.services.interface import UnreadableError, WireRequest

_ODD: Final = re.compile(r"[%\\;\x00-\x20\x7f]")
"""Left after one decoding, these are read differently by different servers."""
_PLAIN: Final = re.compile(r"[\w.~,:=/+\-]{0,500}", re.ASCII)
_WITH_BODY: Final = {"POST", "PUT", "PATCH"}
ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """Requests to `path`, a glob: `*` stays within a segment, `**` does not."""

    methods: str
    """Separated by spaces; `*` is every method."""
    path: str
    hosts: tuple[str, ...] = ()
    """Exact, or with `*.` in front for every name below; empty: all hosts of the service."""
    fields: tuple[str, ...] = ()
    """For reviewed routes: the query fields that were reviewed with it; `*` is all of them."""

    def leads(self, request: WireRequest) -> bool:
        """Whether `request` goes here, in whatever spelling a server might accept."""
        return (
            self._fits(request)
            and (path := canonical(request.route)) is not None
            and _expression(self.path, re.IGNORECASE).fullmatch(path) is not None
        )

    def leads_exactly(self, request: WireRequest) -> bool:
        """Whether `request` goes here, letter by letter and with no field but the reviewed."""
        return (
            self._fits(request)
            # Nobody reviews a body where there should be none.
            and (request.method in _WITH_BODY or not request.body)
            and canonical(request.route) == request.route
            and _expression(self.path, 0).fullmatch(request.route) is not None
            and (ANY in self.fields or self._knows_query(request))
        )

    def _fits(self, request: WireRequest) -> bool:
        if self.methods != ANY and request.method not in self.methods.split():
            return False
        return not self.hosts or any(_is_host(request.host, pattern) for pattern in self.hosts)

    def _knows_query(self, request: WireRequest) -> bool:
        _, _, query = request.path.partition("?")
        with suppress(UnreadableError):
            pairs = FormDocument.parse(query).pairs
            return all(name in self.fields and _PLAIN.fullmatch(value) for name, value in pairs)
        return False


def canonical(route: str) -> str | None:
    """
    `route` decoded, without empty, `.` and `..` segments (RFC 3986, 6.2.2), or None where
    servers may disagree about what it means.
    """
    with suppress(UnicodeDecodeError):
        text = unquote(route, errors="strict") if "%" in route else route
        if not text.startswith("/") or _ODD.search(text):
            return None
        return _resolved(text) if "//" in text or "/." in text or text.endswith("/") else text
    return None


def _resolved(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in {"", "."}:
            kept.append(segment)
    return "/" + "/".join(kept)


def _is_host(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


@lru_cache(maxsize=2048)
def _expression(glob: str, flags: int) -> re.Pattern[str]:
    # `/**` at the end also means the folder itself.
    pieces = re.split(r"(/\*\*$|\*\*|\*)", glob)
    steps = {"/**": "(?:/.*)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(steps.get(p, re.escape(p)) for p in pieces), flags | re.DOTALL)
