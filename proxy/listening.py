"""
Sockets that several gateway workers share, so that each client stays with one worker.

A worker knows its clients' conversations: placeholders, uploads on their way. So the kernel hands
out connections by the client's address (`SO_ATTACH_REUSEPORT_CBPF`, socket(7)) rather than by
chance. When a worker dies, its share goes to the others; its clients lose what it knew, and
nothing passes unjudged because of it.
"""

from __future__ import annotations

import contextlib
import ctypes
import socket
import struct
from collections.abc import Iterator

BACKLOG = 2048
"""Connections that may wait; asyncio's own 100 is less than a school after the bell."""

_ATTACH_CBPF = 51
"""`SO_ATTACH_REUSEPORT_CBPF` of Linux, which Python does not name."""
_NETWORK_HEADER = 0xFFF00000
"""`SKF_NET_OFF`: offsets from here on count from the IP header."""
_LOAD_BYTE, _LOAD_WORD, _SHIFT_RIGHT, _MODULO = 0x30, 0x20, 0x74, 0x94
_JUMP_EQUAL, _RETURN_A = 0x15, 0x16
_IPV6 = 6


def listening_sockets(host: str, port: int, workers: int = 1) -> tuple[socket.socket, ...]:
    """
    One listening socket for each address that `host` stands for, shared among `workers`.

    Raises `OSError` when one cannot be had; then none is.
    """
    with contextlib.ExitStack() as undo:
        sockets = []
        for family, address in _addresses(host, port):
            listener = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if workers > 1:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
            listener.setblocking(False)  # noqa: FBT003 -- the name of the argument is `flag`
            if workers > 1:
                _share_by_client(listener, workers)
            sockets.append(listener)
        undo.pop_all()
        return tuple(sockets)


def _addresses(host: str, port: int) -> Iterator[tuple[socket.AddressFamily, tuple[object, ...]]]:
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, _, _, _, address in dict.fromkeys(found):
        yield family, address


def _share_by_client(listener: socket.socket, workers: int) -> None:
    program = _program(workers)
    kept = ctypes.create_string_buffer(b"".join(program))
    filter_ = struct.pack("HL", len(program), ctypes.addressof(kept))
    # Without it the kernel spreads by address and port: still correct, but a client may meet
    # another worker, which asks for its file once more.
    with contextlib.suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, _ATTACH_CBPF, filter_)


def _program(workers: int) -> tuple[bytes, ...]:
    """Classic BPF: the last four bytes of the client's address, modulo `workers`."""
    return (
        _step(_LOAD_BYTE, _NETWORK_HEADER),
        _step(_SHIFT_RIGHT, 4),
        _step(_JUMP_EQUAL, _IPV6, if_not=2),
        _step(_LOAD_WORD, _NETWORK_HEADER + 20),
        _step(_JUMP_EQUAL, 0, if_so=1, if_not=1),
        _step(_LOAD_WORD, _NETWORK_HEADER + 12),
        _step(_MODULO, workers),
        _step(_RETURN_A, 0),
    )


def _step(code: int, value: int, *, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_so, if_not, value)
