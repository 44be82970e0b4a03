"""
The name in a ClientHello that no client sends so, and that servers take all the same.

mitmproxy reads plain handshake records of versions 3.0 to 3.3, and takes a connection that begins
otherwise for something else than TLS. Servers need not: RFC 8446, 5.1 has them ignore the version
of a record, and widely used ones skip empty records and warnings in front of the first message.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mitmproxy.addons.next_layer import NeedsMoreData
from mitmproxy.tls import ClientHello

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE = 0x14, 0x15, 0x16
"""Content types of records (RFC 8446, 5.1)."""
_MAJOR: Final = 3
_HEAD: Final = 5
_MESSAGE_HEAD: Final = 4
_HELLO: Final = 1
_SKIPPED: Final = {CHANGE_CIPHER_SPEC: 1, ALERT: 2}
"""What a server may skip, and how long it is when it is not encrypted."""
_MOST: Final = 64
"""Records that are skipped; servers stop at 32 or fewer."""


def could_be_records(data: bytes) -> bool:
    """Whether `data` begins as records do with which a client can open. It is not empty."""
    return data[0] in {HANDSHAKE, *_SKIPPED} and data[1:2] in {b"", b"\x03"}


def odd_server_name(data: bytes) -> str | None:
    """
    The server name (RFC 6066, 3) in `data`, whatever stands around its records; None without one.
    Raises `NeedsMoreData` as long as it may still come.
    """
    message = b""
    for piece in _handshake(data):
        message += piece
        end = _MESSAGE_HEAD + int.from_bytes(message[1:_MESSAGE_HEAD])
        if message[0] != _HELLO:
            return None
        if end <= len(message):
            return _name_in(message[_MESSAGE_HEAD:end])
    return None


def _name_in(hello: bytes) -> str | None:
    try:
        return ClientHello(hello).sni
    except (EOFError, ValueError):
        return None


def _handshake(data: bytes) -> Iterator[bytes]:
    """What the handshake records hold; ends where no server would read on."""
    at = skipped = 0
    while skipped <= _MOST:
        if len(data) < at + _HEAD:
            raise NeedsMoreData
        kind, size = data[at], int.from_bytes(data[at + 3 : at + _HEAD])
        is_known = kind == HANDSHAKE or (kind in _SKIPPED and size in {0, _SKIPPED[kind]})
        if not is_known or data[at + 1] != _MAJOR:
            return
        at += _HEAD
        if len(data) < at + size:
            raise NeedsMoreData
        if kind == HANDSHAKE and size:
            yield data[at : at + size]
        else:
            skipped += 1
        at += size
