"""
The children of the server: born one for each document, ended in time, and all their kin with them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proxy.reading_cage import Share, Walls, address_space
from proxy.reading_child import LONGEST, Orders, live
from proxy.reading_reports import Fate
from proxy.reading_time import EarnedTime, hungry_after

_LEAST_LACK = 0.05
"""Seconds of processor time that are worth waiting for."""


@dataclass(slots=True)
class _Child:
    number: int
    """Of its document."""
    started: float
    seconds: float
    """What it may take, beyond what it earns."""
    earned: EarnedTime
    starved: float = 0.0
    """Seconds that it waited for a processor."""
    why_ended: Fate | None = None
    """Why we ended it; None while we did not."""

    @property
    def end(self) -> float:
        """When it must end."""
        more = min(self.earned.seconds + self.starved, (LONGEST - 1) * self.seconds)
        return self.started + self.seconds + more

    def goes_hungry(self, pid: int) -> bool:
        """
        Whether it would work but has not had its seconds of processor time: it gets them. One that
        sleeps has no use for more.
        """
        lacks = self.seconds + self.earned.seconds - hungry_after(pid)
        if lacks < _LEAST_LACK:
            return False
        before = self.end
        self.starved += lacks
        return self.end > before


class Nursery:
    """
    Children by document. Times are those of `time.monotonic`. The server has one of these, and no
    other children; it belongs to the main thread.
    """

    def __init__(self, orders: Orders, walls: Walls) -> None:
        self._orders = orders
        self._walls = walls
        self._share = Share(
            address_space=address_space() + orders.memory_bytes,
            cpu_seconds=orders.longest_seconds,
        )
        self._children: dict[int, _Child] = {}
        self._kin = Path(f"/proc/self/task/{os.getpid()}/children")
        self.stirring, waking = socket.socketpair()
        """Can be read when a child may have ended."""
        self.stirring.setblocking(False)  # noqa: FBT003 -- the socket's own signature
        waking.setblocking(False)  # noqa: FBT003
        self._waking = waking
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)

    def start(self, number: int, peer: socket.socket) -> bool:
        """Give the document on `peer`, ours no more, to a new child; False where none can be."""
        with peer:
            if len(self._children) >= self._orders.places:
                return False
            parent = os.getpid()
            earned = EarnedTime(self._orders.longest_seconds - self._orders.deadline_seconds)
            try:
                pid = os.fork()
            except OSError:
                earned.close()
                return False
            if pid == 0:
                live(peer, self._orders, self._walls, self._share, parent, earned.earn)
        self._children[pid] = _Child(
            number, time.monotonic(), self._orders.deadline_seconds, earned
        )
        return True

    def end(self, number: int) -> None:
        """Nobody needs that document any more."""
        for pid, child in self._children.items():
            if child.number == number:
                self._kill(pid, child, Fate.ENDED)

    def end_all(self) -> None:
        """And wait until they are gone."""
        for pid, child in self._children.items():
            self._kill(pid, child, Fate.ENDED)
        while self._children:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
            self.bury(time.monotonic())

    def seconds_left(self, now: float) -> float | None:
        """Until the next child must end; None when nobody must."""
        times = [child.end for child in self._children.values() if child.why_ended is None]
        return max(0.0, min(times) - now) if times else None

    def bury(self, now: float) -> list[tuple[int, Fate]]:
        """End who is late; then the documents whose children are gone, and how these ended."""
        with contextlib.suppress(BlockingIOError):
            while self.stirring.recv(4096):
                pass
        for pid, child in self._children.items():
            if child.end <= now and not child.goes_hungry(pid):
                self._kill(pid, child, Fate.TIMED_OUT)
        gone = [(child.number, fate) for child, fate in self._gone()]
        if gone:
            self._end_kin()
        return gone

    def _kill(self, pid: int, child: _Child, why: Fate) -> None:
        if child.why_ended is None:
            child.why_ended = why
            _kill_group(pid)

    def _gone(self) -> Iterator[tuple[_Child, Fate]]:
        while True:
            try:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if ended is None:
                return
            child = self._children.pop(ended.si_pid, None)
            if child is not None:
                # While it lies unburied its number is nobody else's.
                _kill_group(ended.si_pid)
            _, status = os.waitpid(ended.si_pid, 0)
            if child is not None:
                child.earned.close()
                yield child, child.why_ended or _fate(os.waitstatus_to_exitcode(status))

    def _end_kin(self) -> None:
        """A child should not have any; where a wall is missing, its orphans have come to us."""
        with contextlib.suppress(OSError, ValueError):
            for pid in map(int, self._kin.read_text(encoding="ascii").split()):
                if pid not in self._children:
                    os.kill(pid, signal.SIGKILL)


def _fate(code: int) -> Fate:
    match code:
        case 0:
            return Fate.LEFT
        case _ if code == -signal.SIGXCPU:
            return Fate.TIMED_OUT
        case _:
            return Fate.DIED


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    # Until it leads a group of its own, a child has that of the server.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
