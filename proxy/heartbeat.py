"""
"I am ready", "I live", "I am ending": what a process tells whoever started it, by sd_notify(3).

systemd understands it, and so does our own supervisor. A process whose event loop hangs says
nothing any more, and is started again.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

SOCKET = "NOTIFY_SOCKET"
PATIENCE = "WATCHDOG_USEC"
"""Microseconds after which whoever listens takes a silent process for dead."""

_PAUSE = 1.0
_PER_PATIENCE = 4
"""So many signs of life in that time: one may be late, two may be lost."""


@dataclass(slots=True)
class Heartbeat:
    """Says what it is told to, to nobody where nobody listens. It never blocks and never fails."""

    address: str = ""
    """A path, or `@` and a name in the abstract namespace (unix(7))."""
    pause: float = _PAUSE
    """Seconds between signs of life."""
    _socket: socket.socket | None = field(default=None, init=False, repr=False)

    @classmethod
    def of_process(cls, environment: Mapping[str, str] = os.environ) -> Heartbeat:
        """To whom this process was told to speak."""
        patience = environment.get(PATIENCE, "")
        seconds = int(patience) / 1e6 if patience.isdecimal() else _PAUSE * _PER_PATIENCE
        return cls(environment.get(SOCKET, ""), min(_PAUSE, seconds / _PER_PATIENCE))

    def ready(self) -> None:
        """Everything is there."""
        self._say(b"READY=1")

    def stopping(self) -> None:
        """From here on it ends, which may take its time."""
        self._say(b"STOPPING=1")

    async def run(self) -> None:
        """A sign of life again and again, until cancelled."""
        try:
            while True:
                self._say(b"WATCHDOG=1")
                await asyncio.sleep(self.pause)
        finally:
            self.close()

    def close(self) -> None:
        """Nothing is said any more until the next word."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _say(self, words: bytes) -> None:
        if not self.address.startswith(("/", "@")):
            return
        if self._socket is None:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
            self._socket.setblocking(False)  # noqa: FBT003 -- the socket's own signature
        with suppress(OSError):  # whoever listened is gone, or has too much to read
            self._socket.sendto(words, self.address.replace("@", "\0", 1))
