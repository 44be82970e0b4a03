"""
What one connection may ask of us: how much, and for how long.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mitmproxy.connection import Client
from mitmproxy.proxy.context import Context

from addons.held_bodies import BodyRoom
from addons.patience import Pace, Patience

READ = 64 * 1024
"""Bytes that one read of a socket may bring; so much may lie behind whatever has a bound."""


_BODIES = 256 * 1024 * 1024


def _untold(context: Context) -> None:
    del context


def _address(client: Client) -> str:
    return str(client.peername[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The bounds of each connection. Sizes are in bytes, times in seconds."""

    head: int = 64 * 1024
    """One message's first line and header fields; servers themselves give up at 8 to 64 KB."""
    body: int = 32 * 1024 * 1024
    """A request's body that nobody judges and that has to be kept for a while."""
    bodies: BodyRoom = field(default_factory=lambda: BodyRoom(_BODIES))
    """Of those bodies together, with those that are judged."""
    holder: Callable[[Client], str] = _address
    """In whose share of that room a connection's bodies count."""
    message: int = 4 * 1024 * 1024
    """One WebSocket message of a client. Services take files another way."""
    head_seconds: float = 30.0
    """From the first byte of a head, a handshake or an HTTP/2 frame to its last."""
    body_seconds: float = 60.0
    """
    For a body that we wait for, or that a server gives no window for. Each `body_rate` bytes that
    went on earn a second more, but nobody is waited for longer than this from his last byte.
    """
    body_rate: int = 4 * 1024
    """Bytes per second; the slowest line that anybody still works with has twice as much."""
    patience: Patience = field(default_factory=lambda: Patience(lambda _: None))
    """Who is told what is waited for."""
    malformed: Callable[[Context], None] = _untold
    """Told of a connection on which something came that is no request, so that no hook sees it."""

    def pace(self) -> Pace:
        """The time of a body that we begin to wait for."""
        return Pace(self.body_seconds, self.body_rate, self.patience.now)
