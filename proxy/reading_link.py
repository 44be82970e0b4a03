"""
The server of readers as the gateway sees it: a process, and a socket for orders and reports.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
from collections.abc import Callable

from proxy.detection_frames import FrameError
from proxy.reading_case import Case
from proxy.reading_child import Orders
from proxy.reading_reports import (
    END,
    MAX_REPORT,
    READ,
    Fate,
    pack_order,
    unpack_gone,
    unpack_greeting,
)

_GRACE_SECONDS = 2.0
"""How long a server may take to end a child before it counts as hung."""


class Link:
    """
    One server, from its start to its end. When it is no more, `lost` is set, and `on_lost` called
    before any of its documents hears of it.
    """

    def __init__(self, peer: socket.socket, on_lost: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self.greeting: asyncio.Future[str | None] = self._loop.create_future()
        """None once the server is ready; else what it says went wrong."""
        self.lost = asyncio.Event()
        self._peer = peer
        self._on_lost = on_lost
        self._number = 0
        self._cases: dict[int, Case] = {}
        self._loop.add_reader(peer, self._hear)

    def send_orders(self, orders: Orders) -> None:
        """Raises whatever keeps the orders from being pickled."""
        self._send(pickle.dumps(orders))

    async def read(self, raw: bytes) -> Case:
        """
        A case under way. It is in its child's hands, or lost, when this returns; whoever has it
        must `dismiss` it. Raises `OSError` when there is nothing to talk over.
        """
        self._number += 1
        case = Case(self._number)
        ours, theirs = socket.socketpair()
        with theirs:
            ours.setblocking(False)  # noqa: FBT003 -- the socket's own signature
            await case.connect(ours)
            if self.lost.is_set():
                case.ended(Fate.DIED)
                return case
            self._cases[case.number] = case
            case.silent.add_done_callback(lambda _: self._end(case))
            self._send(pack_order(READ, case.number), theirs)
        case.send(raw)
        return case

    def failed(self, case: Case) -> bool:
        """Whether it was the server that failed this document, and not the document its child."""
        unborn = case.gone.done() and case.gone.result() is Fate.UNBORN
        return unborn or self.lost.is_set()

    def dismiss(self, case: Case) -> None:
        """Nothing more is wanted of it: its child is ended."""
        case.close()
        self._end(case)
        if not case.gone.done():
            self._loop.call_later(_GRACE_SECONDS, self._check_gone, case)

    def _check_gone(self, case: Case) -> None:
        if not case.gone.done():
            self.cut()

    def _end(self, case: Case) -> None:
        if not case.gone.done():
            self._send(pack_order(END, case.number))

    async def end(self) -> None:
        await self.lost.wait()

    def cut(self) -> None:
        """Hang up. Whatever was under way is lost."""
        if self.lost.is_set():
            return
        self.lost.set()
        self._on_lost()
        self._loop.remove_reader(self._peer)
        self._peer.close()
        if not self.greeting.done():
            self.greeting.set_result("it ended before it was ready")
        for case in tuple(self._cases.values()):
            case.ended(Fate.DIED)
        self._cases.clear()

    def _send(self, datagram: bytes, passenger: socket.socket | None = None) -> None:
        if self.lost.is_set():
            return
        handles = [] if passenger is None else [passenger.fileno()]
        try:
            socket.send_fds(self._peer, [datagram], handles)
        except OSError:  # it is gone, or it has not heeded hundreds of orders
            self.cut()

    def _hear(self) -> None:
        try:
            datagram = self._peer.recv(MAX_REPORT)
            if datagram:
                self._heard(datagram)
                return
        except BlockingIOError:
            return
        except (OSError, FrameError):
            pass
        self.cut()

    def _heard(self, datagram: bytes) -> None:
        if not self.greeting.done():
            self.greeting.set_result(unpack_greeting(datagram))
            return
        number, fate = unpack_gone(datagram)
        case = self._cases.pop(number, None)
        if case is None:
            raise FrameError("nobody asked")
        case.ended(fate)
