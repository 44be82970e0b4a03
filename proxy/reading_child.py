"""
The life of a process that reads one document: shut in, take it, read it, tell, end.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, Protocol, runtime_checkable

from policy.documents.interface import Contents, Unread, UnreadError
from proxy.reading_cage import Share, Walls, enter
from proxy.reading_frames import pack_contents, pack_unread

type ReadDocument = Callable[[bytes], Contents]
"""Reads a document completely, or raises `UnreadError`. It must pickle: a function of a module,
or an object of a class of one. Where it `NeedsWarmth`, that is seen to once, before all forks."""

LONGEST = 5
"""
So many times its deadline a document may take that earns it, by pages that are read well, or that
got no processor because others had it.
"""
LENGTH = struct.Struct("!I")
"""Opens a request: how many bytes the document has."""

_CHUNK = 1 << 20


@runtime_checkable
class NeedsWarmth(Protocol):
    """Something that works faster, or at all, after it loaded what it needs."""

    def warm(self) -> None:
        """Load it: a child may not be allowed to open the files."""
        ...


type Earn = Callable[[float], None]
"""Told how many seconds were well spent."""


@runtime_checkable
class EarnsTime(Protocol):
    """
    A reader that says how much of its time gave text. A page of a scan takes a second or two, and
    what is read of it was worth that; a file that means ill takes as long and gives nothing.
    """

    def earning(self, earn: Earn) -> ReadDocument:
        """The same reader, which tells `earn`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the gateway tells the server, once."""

    read: ReadDocument
    places: int
    """Documents at once."""
    deadline_seconds: float
    """For one document, from its child's start to its end, beyond what it earns."""
    memory_bytes: int
    max_bytes: int
    """Of one document."""

    @property
    def longest_seconds(self) -> float:
        """For one document, whatever it earns."""
        return self.deadline_seconds * LONGEST


def live(
    peer: socket.socket, orders: Orders, walls: Walls, share: Share, parent: int, earn: Earn
) -> NoReturn:
    """In a new child of process `parent`: answer on `peer`, and end."""
    code = 1
    with contextlib.suppress(BaseException):  # a traceback could quote the document
        _forget_the_server()
        _fall_silent()
        _close_all_but(peer)
        enter(walls, share, parent)
        _answer(peer, orders, earn)
        peer.close()
        code = 0
    # Nothing of the server's runs in here any more: no buffers, no handlers at exit.
    os._exit(code)


def _forget_the_server() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    # A group of its own, to be ended with all its kin; not a session, which would come as soon as
    # the gateway's (see `stand_back`).
    os.setpgid(0, 0)


def _fall_silent() -> None:
    """
    What a library prints or logs may quote the document, so nobody hears it. And nothing is
    collected: what one document leaves behind goes with its process.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    logging.disable(logging.CRITICAL)
    logging.lastResort = None
    gc.disable()


def _close_all_but(peer: socket.socket) -> None:
    """
    And the three standard ones, which lead nowhere. `peer` keeps its number: under any other, a
    library may believe to have a file of its own.
    """
    handle = peer.fileno()
    os.closerange(3, handle)
    os.closerange(handle + 1, os.sysconf("SC_OPEN_MAX"))


def _answer(peer: socket.socket, orders: Orders, earn: Earn) -> None:
    reader: object = orders.read
    read = reader.earning(earn) if isinstance(reader, EarnsTime) else orders.read
    try:
        contents = read(_document(peer, orders.max_bytes))
    except UnreadError as unread:
        peer.sendall(pack_unread(unread.reason))
    except MemoryError:
        peer.sendall(pack_unread(Unread.TOO_LARGE))
    else:
        for frame in pack_contents(contents):
            peer.sendall(frame)


def _document(peer: socket.socket, max_bytes: int) -> bytes:
    """The one request. Raises `EOFError` when it is cut off or longer than agreed."""
    (length,) = LENGTH.unpack(_exactly(peer, LENGTH.size))
    if length > max_bytes:
        raise EOFError("a document is longer than agreed")
    return _exactly(peer, length)


def _exactly(peer: socket.socket, length: int) -> bytes:
    held = bytearray(length)
    rest = memoryview(held)
    while rest:
        count = peer.recv_into(rest, min(len(rest), _CHUNK))
        if count == 0:
            raise EOFError("a document is cut off")
        rest = rest[count:]
    return bytes(held)
