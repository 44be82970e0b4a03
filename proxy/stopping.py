"""
How a gateway ends: it takes nobody new, lets what is under way finish, and is gone by a bound.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

_LOOK_SECONDS = 0.05


@dataclass(slots=True)
class Stop:
    """What signals have asked for. SIGTERM lets finish; SIGINT, or a second one, does not."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: asyncio.Event = field(default_factory=asyncio.Event)

    def listen(self) -> None:
        """To the signals of this process, in the running loop."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.asked)
        loop.add_signal_handler(signal.SIGINT, self.hurry)

    def asked(self) -> None:
        """End, in good order."""
        if self.begun.is_set():
            self.at_once.set()
        self.begun.set()

    def hurry(self) -> None:
        """End now."""
        self.begun.set()
        self.at_once.set()

    async def drained(self, under_way: Callable[[], int], seconds: float) -> int:
        """
        Return when nothing is under way, or after `seconds`, or when it must be at once; how much
        is cut off.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        # Asked again and again: many parts know a little of it, and none tells all.
        while (left := under_way()) and loop.time() < deadline and not self.at_once.is_set():  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_SECONDS)
        return left
