"""
Whoever begins and does not go on: heads, handshakes and bodies that come byte by byte.

mitmproxy's own timer starts anew at every byte, so a byte in four minutes keeps a connection for
ever. Here whoever waits for the rest of something says since when, and a look every second ends
what took too long.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from mitmproxy import connection, tls

_log = structlog.get_logger()

_LOOK_SECONDS = 1.0
HANDSHAKE = "handshake"
"""What is waited for from the first byte of TLS on."""

type _Key = tuple[str, object]


@dataclass(slots=True)
class Pace:
    """
    How long something may take that should go on. What went on earns time, but never more than
    `seconds` from then: who stops is not waited for because of what he once sent.
    """

    seconds: float
    rate: float
    """Bytes that earn a second."""
    now: Callable[[], float] = time.monotonic
    _begun: float = field(init=False)
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self.now()
        self._until = self._begun + self.seconds

    def went_on(self, size: int) -> None:
        """`size` more bytes have come, or were taken."""
        self._until = min(self._until + size / self.rate, self.now() + self.seconds)

    def allowed(self) -> float:
        """Seconds that it may take in all, from its beginning."""
        return self._until - self._begun


@dataclass(slots=True)
class _Wait:
    client: connection.Client
    since: float
    seconds: Callable[[], float]


@dataclass(slots=True)
class Patience:
    """What is waited for, and for how long. A hook of mitmproxy forgets who has gone."""

    hang_up: Callable[[connection.Client], None]
    """Closes all connections of a client at once."""
    now: Callable[[], float] = time.monotonic
    handshake_seconds: float = 30.0
    ended: int = 0
    """How many were hung up on."""
    _waits: dict[_Key, _Wait] = field(default_factory=dict, repr=False)

    def begin(
        self, client: connection.Client, what: object, seconds: Callable[[], float] | float
    ) -> None:
        """Wait for the rest of `what`; a wait that goes on already is not begun again."""
        key = (client.id, what)
        if key not in self._waits:
            allowed = seconds if callable(seconds) else lambda: seconds
            self._waits[key] = _Wait(client, self.now(), allowed)

    def end(self, client: connection.Client, what: object) -> None:
        """It has come, or nobody waits for it any more."""
        self._waits.pop((client.id, what), None)

    def tls_start_client(self, data: tls.TlsData) -> None:
        self.begin(data.context.client, HANDSHAKE, self.handshake_seconds)

    def tls_established_client(self, data: tls.TlsData) -> None:
        self.end(data.context.client, HANDSHAKE)

    def tls_failed_client(self, data: tls.TlsData) -> None:
        self.end(data.context.client, HANDSHAKE)

    def client_disconnected(self, client: connection.Client) -> None:
        for key in [key for key in self._waits if key[0] == client.id]:
            del self._waits[key]

    def look(self) -> None:
        """Hang up on everybody who has let us wait too long."""
        now = self.now()
        late = [key for key, wait in self._waits.items() if now - wait.since > wait.seconds()]
        for key in late:
            wait = self._waits.pop(key, None)
            if wait is not None:
                self._tell()
                self.hang_up(wait.client)

    def _tell(self) -> None:
        self.ended += 1
        if self.ended & (self.ended - 1) == 0:  # the first, second, fourth, eighth …
            _log.warning("client.too_slow", count=self.ended)

    async def run(self) -> None:
        """Look every second, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            self.look()
