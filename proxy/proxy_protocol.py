"""
The PROXY protocol, versions 1 and 2: a front says in the first bytes whose connection it is.

https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt
"""

from __future__ import annotations

import asyncio
import struct
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

_V1: Final = b"PROXY "
_V1_LONGEST: Final = 107
"""Bytes, line end included (section 2.1)."""
_V2: Final = b"\r\n\r\n\x00\r\nQUIT\n"
_V2_HEAD: Final = 16
_V2_LONGEST: Final = 4096
"""Bytes after the head; more than any front has to say."""
_LOCAL, _PROXY = 0x20, 0x21

_KINDS: Final[dict[str, type[IPv4Address | IPv6Address]]] = {
    "TCP4": IPv4Address,
    "TCP6": IPv6Address,
}

type Peer = tuple[str, int]


class ProxyProtocolError(Exception):
    """These are not the first bytes of a front that speaks the PROXY protocol."""


async def read_header(reader: asyncio.StreamReader) -> Peer | None:
    """
    The client's address and port; None where the front speaks for itself (a health check).

    Raises `ProxyProtocolError`; whoever calls sets a time limit.
    """
    try:
        start = await reader.readexactly(len(_V1))
        if start == _V1:
            return _version_1(await _line(reader))
        return await _version_2(reader, start)
    except (asyncio.IncompleteReadError, ValueError, struct.error) as wrong:
        raise ProxyProtocolError(type(wrong).__name__) from None


async def _line(reader: asyncio.StreamReader) -> bytes:
    line = bytearray()
    while not line.endswith(b"\r\n"):
        if len(line) > _V1_LONGEST - len(_V1):
            raise ProxyProtocolError("the line is too long")
        line += await reader.readexactly(1)
    return bytes(line[:-2])


def _version_1(line: bytes) -> Peer | None:
    family, *fields = line.decode("ascii").split(" ")
    if family == "UNKNOWN":
        return None
    source, _, source_port, _ = fields
    kind = _KINDS.get(family)
    if kind is None or not source_port.isdecimal() or int(source_port) > 65535:  # noqa: PLR2004 -- TCP's highest
        raise ProxyProtocolError("an unknown family or port")
    return _plain(kind(source)), int(source_port)


async def _version_2(reader: asyncio.StreamReader, start: bytes) -> Peer | None:
    head = start + await reader.readexactly(_V2_HEAD - len(start))
    signature, command, family, size = struct.unpack("!12sBBH", head)
    if signature != _V2 or command not in {_LOCAL, _PROXY} or size > _V2_LONGEST:
        raise ProxyProtocolError("no signature, or an unknown command")
    rest = await reader.readexactly(size)
    if command == _LOCAL:
        return None
    match family:
        case 0x11:
            source, _, port = struct.unpack("!4s4sH", rest[:10])
        case 0x21:
            source, _, port = struct.unpack("!16s16sH", rest[:34])
        case _:
            raise ProxyProtocolError(
                "an unknown family"
            )  # datagrams and sockets of Unix among them
    return _plain(ip_address(source)), port


def _plain(address: IPv4Address | IPv6Address) -> str:
    """A front that listens for both families writes IPv4 as `::ffff:…`; our networks do not."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
