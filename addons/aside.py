"""
Reading a large request or message beside the event loop, in which others want an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from addons.services.interface import WireRequest

_LARGE = 32 * 1024
"""Bytes that may take tens of milliseconds to read: a hundred thousand times `1,` take a tenth."""


async def aside[Read](read: Callable[[WireRequest], Read], wire: WireRequest) -> Read:
    """What `read` makes of `wire`, and whatever it raises. It may share nothing with others."""
    if len(wire.body) < _LARGE:
        return read(wire)
    return await asyncio.to_thread(read, wire)


async def message_aside[Read](read: Callable[[str], Read], message: str) -> Read:
    """As `aside`, of a WebSocket message."""
    if len(message) < _LARGE:
        return read(message)
    return await asyncio.to_thread(read, message)
