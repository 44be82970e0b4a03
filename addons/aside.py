"""
Reading a large request beside the event loop, in which others want an answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from addons.services.interface import WireRequest

_LARGE = 256 * 1024
"""Bytes of a body that take milliseconds to read."""


async def aside[Read](read: Callable[[WireRequest], Read], wire: WireRequest) -> Read:
    """What `read` makes of `wire`, and whatever it raises. It may share nothing with others."""
    if len(wire.body) < _LARGE:
        return read(wire)
    return await asyncio.to_thread(read, wire)
