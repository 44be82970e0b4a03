"""
A process that starts one child for each document, ready to read: libraries loaded, OCR warm.

It has one thread, no network and no document: a child reads its own from a socket that passes
through here unopened. It says that it is ready only after a child read the canary, in the cage in
which all will be read. It ends when its gateway does, and its children with it.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import pickle
import select
import signal
import socket
import sys
import time

from proxy.detection_frames import FrameError
from proxy.priority import stand_back
from proxy.reading_cage import Walls, adopt_orphans, leave_networks, look_around
from proxy.reading_child import LENGTH, NeedsWarmth, Orders
from proxy.reading_frames import AnswerReader
from proxy.reading_nursery import Nursery
from proxy.reading_reports import (
    MAX_ORDERS,
    MAX_REPORT,
    READ,
    Fate,
    pack_failed,
    pack_gone,
    pack_ready,
    unpack_order,
)

CANARY = "Goedemorgen, dit proefdocument moet helemaal gelezen worden."
"""A document of plain text."""

_NICENESS = 3
"""Half a share: the gateway and its detectors come first, also on a machine with one core. With
less, a machine that does other work would starve the readers beyond their deadline."""


def main(handle: int) -> int:
    """Serve on the socket `handle`. Its first datagram holds the orders."""
    _be_quiet()
    with socket.socket(fileno=handle) as gateway:
        walls = look_around()
        try:
            nursery = _prepared(gateway, walls)
        except Exception as e:  # noqa: BLE001 -- told to the gateway, which decides
            # No document was seen yet, so this may be told in full.
            with contextlib.suppress(OSError):
                gateway.send(pack_failed(f"{type(e).__name__}: {e}"))
            return 1
        with contextlib.suppress(OSError):  # the gateway is gone
            gateway.send(pack_ready())
            _serve(gateway, nursery)
        nursery.end_all()
    return 0


def _prepared(gateway: socket.socket, walls: Walls) -> Nursery:
    """Somewhere that children can read. Raises whatever stands in the way."""
    if not walls.keeps_network_out:
        raise PermissionError("this kernel offers nothing to keep a document from the network")
    if walls.empty_network:
        leave_networks()
    adopt_orphans()
    orders = pickle.loads(gateway.recv(MAX_ORDERS))  # noqa: S301 -- from the process that started us, over a socket that nobody else has
    if not isinstance(orders, Orders):
        raise TypeError("these are no orders")
    reader: object = orders.read
    if isinstance(reader, NeedsWarmth):
        reader.warm()
    gc.collect()
    gc.freeze()
    nursery = Nursery(orders, walls)
    if not reads_canary(nursery):
        raise LookupError("the readers miss the text of a plain document")
    return nursery


def reads_canary(nursery: Nursery) -> bool:
    """Whether a child of `nursery` reads a document of plain text, in its cage."""
    ours, theirs = socket.socketpair()
    with ours:
        text = CANARY.encode()
        ours.sendall(LENGTH.pack(len(text)) + text)
        nursery.start(0, theirs)
        fates: list[tuple[int, Fate]] = []
        while not fates:
            select.select([nursery.stirring], [], [], nursery.seconds_left(time.monotonic()))
            fates = nursery.bury(time.monotonic())
        if fates != [(0, Fate.LEFT)]:
            raise ChildProcessError(f"a reader came to its end: {fates[0][1]}")
        ours.setblocking(False)  # noqa: FBT003 -- the socket's own signature
        return _tells_canary(ours)


def _tells_canary(ours: socket.socket) -> bool:
    answer = AnswerReader()
    with contextlib.suppress(FrameError):
        while data := ours.recv(1 << 16):
            answer.feed(data)
    pieces = answer.contents.pieces if answer.contents is not None else ()
    return CANARY in "\n".join(piece.text for piece in pieces)


def _serve(gateway: socket.socket, nursery: Nursery) -> None:
    """Until the gateway hangs up. Raises `OSError` when it does so rudely."""
    waiting = select.poll()
    waiting.register(gateway, select.POLLIN)
    waiting.register(nursery.stirring, select.POLLIN)
    while True:
        left = nursery.seconds_left(time.monotonic())
        heard = {handle for handle, _ in waiting.poll(None if left is None else left * 1000 + 1)}
        for number, fate in nursery.bury(time.monotonic()):
            gateway.send(pack_gone(number, fate))
        if gateway.fileno() in heard and not _heed(gateway, nursery):
            return


def _heed(gateway: socket.socket, nursery: Nursery) -> bool:
    """One order; False when there will be no more."""
    datagram, handles, _, _ = socket.recv_fds(gateway, MAX_REPORT, 1)
    if not datagram:
        return False
    order, number = unpack_order(datagram)
    peers = [socket.socket(fileno=handle) for handle in handles]
    if order == READ and len(peers) == 1:
        if not nursery.start(number, peers[0]):
            gateway.send(pack_gone(number, Fate.UNBORN))
    else:
        nursery.end(number)
    return True


def _be_quiet() -> None:
    # Ctrl-C and service managers signal the whole group; our end is the gateway's to decide,
    # or the end of its socket.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    stand_back(_NICENESS)
    with contextlib.suppress(OSError):
        # Readers take nobody's processor when they wake up.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
