"""
How much of a request to the console has arrived, and whether it would be taken in. No I/O.

A form of ours is small, says how long it is, and is urlencoded; one page takes a file. Whatever
else a body is, nobody here asked for it, and it need not be read to be refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

MOST_HEAD: Final = 32 * 1024
"""Bytes of a request line with its header fields."""
MOST_FORM: Final = 256 * 1024
UPLOADS: Final = {b"/console/inzage/uittreksel/nakijken": 51_000_000}
"""Pages that take a file, and the bytes that such a request may have."""

_FIRST_LINE: Final = re.compile(rb"[A-Za-z][!#-~]{0,30} [!-~]+ HTTP/1\.[01]")
"""No other begins a request (RFC 9112, 3): the gateway knows by it who comes through it to us."""
_END: Final = b"\r\n\r\n"
_FORM: Final = b"application/x-www-form-urlencoded"
_FILE: Final = b"multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the header section says about the body behind it (RFC 9112, 6)."""

    size: int
    """Bytes of the head itself."""
    is_http: bool
    """Whether its first line is that of a request."""
    length: int | None
    """Bytes of the body; None where nobody says so, or not in one way."""
    path: bytes
    content_type: bytes
    coded: bool
    """Whether the body comes in pieces (`Transfer-Encoding`)."""
    waits: bool
    """Whether the client sends no body before it hears `100 Continue`."""

    @property
    def most(self) -> int:
        """Bytes that the body may have."""
        return UPLOADS.get(self.path, MOST_FORM)

    @property
    def is_large(self) -> bool:
        return self.length is not None and self.length > MOST_FORM


def head_of(heard: bytes | bytearray) -> Head | None:
    """None as long as the head is not complete."""
    end = heard.find(_END, 0, MOST_HEAD)
    if end < 0:
        return None
    line, *fields = bytes(heard[:end]).split(b"\r\n")
    named: dict[bytes, list[bytes]] = {}
    for field in fields:
        name, _, value = field.partition(b":")
        named.setdefault(name.strip().lower(), []).append(value.strip())
    return Head(
        size=end + len(_END),
        is_http=_FIRST_LINE.fullmatch(line) is not None,
        length=_length(named.get(b"content-length", [b"0"])),
        path=_path(line),
        content_type=_first(named, b"content-type").partition(b";")[0].strip().lower(),
        coded=b"transfer-encoding" in named,
        waits=_first(named, b"expect").lower() == b"100-continue",
    )


def refusal(head: Head) -> HTTPStatus | None:
    """Why the console does not want this body; None: it may come."""
    if not head.is_http:
        return HTTPStatus.BAD_REQUEST
    if head.coded or head.length is None:
        return HTTPStatus.LENGTH_REQUIRED
    if head.length == 0:
        return None
    if head.content_type != _FORM and not (head.path in UPLOADS and head.content_type == _FILE):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if head.length > head.most else None


def _length(values: list[bytes]) -> int | None:
    # Two lengths, or one that is no number, is how requests are smuggled (RFC 9112, 6.3).
    if len(values) != 1 or not values[0].isdigit() or len(values[0]) > len(str(2**62)):
        return None
    return int(values[0])


def _first(named: dict[bytes, list[bytes]], name: bytes) -> bytes:
    return named.get(name, [b""])[0]


def _path(line: bytes) -> bytes:
    parts = line.split(b" ")
    return parts[1].partition(b"?")[0] if len(parts) > 1 else b""
