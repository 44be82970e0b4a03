"""
Listening to the heartbeat of a process that we started.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, field

from proxy.heartbeat import PATIENCE, SOCKET

_MOST_BYTES = 4096
_START_SECONDS = 300.0
"""What a process may take before its first word: it reads lists and models first."""


@dataclass(slots=True)
class Ear:
    """
    Hears one process. Ask `is_dead` often: what is not heard in time is lost.

    Where the system knows no abstract sockets (only Linux does, unix(7)), nothing is ever heard,
    and nobody is taken for dead.
    """

    patience: float
    """Seconds of silence after which it is taken for dead."""
    began: float
    """Seconds on a clock that never goes back; that of `is_dead`."""
    is_ready: bool = field(default=False, init=False)
    _last: float | None = field(default=None, init=False)
    _socket: socket.socket | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            ear.bind("")  # the kernel chooses a name
            ear.setblocking(False)  # noqa: FBT003 -- the socket's own signature
        except OSError:
            ear.close()
        else:
            self._socket = ear

    @property
    def environment(self) -> dict[str, str]:
        """What the process must be started with."""
        if self._socket is None:
            return {}
        name = bytes(self._socket.getsockname()).decode("ascii").replace("\0", "@", 1)
        return {SOCKET: name, PATIENCE: str(round(self.patience * 1e6))}

    def is_dead(self, now: float) -> bool:
        """Whether the process has been silent for too long."""
        for word in self._heard():
            self.is_ready |= word == b"READY=1"
            self._last = now
        if self._socket is None:
            return False
        if self._last is None:
            return now - self.began > max(_START_SECONDS, self.patience)
        return now - self._last > self.patience

    def forgive(self, now: float) -> None:
        """We did not listen ourselves for a while: the silence begins now."""
        self.began = max(self.began, now)
        self._last = self._last and now

    def close(self) -> None:
        """Hear nothing any more."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _heard(self) -> list[bytes]:
        words: list[bytes] = []
        if self._socket is not None:
            with suppress(BlockingIOError):
                while len(words) < _MOST_BYTES:
                    words += self._socket.recv(_MOST_BYTES).split(b"\n")
        return words
