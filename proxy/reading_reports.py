"""
The words between the gateway and the server of readers, one datagram each. The documents
themselves never come here: each has a socket of its own, which the server hands to its child.
"""

from __future__ import annotations

import json
import struct
from enum import StrEnum
from typing import Any

from proxy.detection_frames import FrameError

MAX_REPORT = 4096
"""Bytes of one datagram, the orders aside."""
MAX_ORDERS = 1 << 16

_ORDER = struct.Struct("!cQ")
READ, END = b"R", b"E"
"""Read a document (its socket comes along), and end whoever reads it; each with its number."""


class Fate(StrEnum):
    """How the child of a document ended."""

    LEFT = "left"
    """By itself, and content: what it said is all there is."""
    DIED = "died"
    TIMED_OUT = "timed-out"
    ENDED = "ended"
    """By order of the gateway."""
    UNBORN = "unborn"
    """There was no room for another process."""


_FATES = {fate.value: fate for fate in Fate}


def pack_order(order: bytes, number: int) -> bytes:
    return _ORDER.pack(order, number)


def unpack_order(datagram: bytes) -> tuple[bytes, int]:
    """Raises `FrameError`."""
    if len(datagram) != _ORDER.size:
        raise FrameError("this is no order")
    order, number = _ORDER.unpack(datagram)
    return order, number


def pack_ready() -> bytes:
    return b'{"ready":true}'


def pack_failed(why: str) -> bytes:
    return json.dumps({"failed": why[:500]}).encode("ascii")


def pack_gone(number: int, fate: Fate) -> bytes:
    return json.dumps({"gone": number, "fate": fate}).encode("ascii")


def unpack_greeting(datagram: bytes) -> str | None:
    """None when the server is ready; else what it says went wrong. Raises `FrameError`."""
    match _unpacked(datagram):
        case {"ready": True}:
            return None
        case {"failed": str(why)}:
            return why
        case _:
            raise FrameError("this is no greeting")


def unpack_gone(datagram: bytes) -> tuple[int, Fate]:
    """The number of a document whose child is no more. Raises `FrameError`."""
    match _unpacked(datagram):
        case {"gone": int(number), "fate": str(fate)} if fate in _FATES:
            return number, _FATES[fate]
        case _:
            raise FrameError("this is no report")


def _unpacked(datagram: bytes) -> Any:
    try:
        return json.loads(datagram)
    except (ValueError, RecursionError):
        raise FrameError("this is no report") from None
