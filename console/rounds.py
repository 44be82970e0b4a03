"""
Work that goes on for ever, piece by piece: what fails is tried again, and stops nothing else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog
from django.db import connections

_log = structlog.get_logger()

_IDLE_SECONDS = 0.5
_SHORTEST, _LONGEST = 1.0, 30.0

type Round = Callable[[], bool]
"""One piece of work; True when there is more to do at once."""


def forever(rounds: Iterable[Round], stop: threading.Event) -> None:
    """Do `rounds` in turn until `stop`; one that fails is tried again, and stops no other."""
    keepers = [_Keeper(each, Patience(stop)) for each in rounds]
    while not stop.is_set():
        if not any([keeper.step() for keeper in keepers]):  # noqa: C419 -- all of them, each time
            stop.wait(_IDLE_SECONDS)
    connections.close_all()


@dataclass(slots=True)
class Patience:
    """Longer pauses after each failure."""

    stop: threading.Event
    _seconds: float = field(default=_SHORTEST, init=False)
    until: float = field(default=0.0, init=False)

    def wait(self) -> None:
        self.stop.wait(self.fail())

    def fail(self) -> float:
        """Seconds until it is worth trying again."""
        seconds = self._seconds
        self._seconds = min(seconds * 2, _LONGEST)
        self.until = time.monotonic() + seconds
        return seconds

    def succeed(self) -> None:
        self._seconds = _SHORTEST


@dataclass(slots=True)
class _Keeper:
    """One round, with its patience."""

    round: Round
    patience: Patience

    def step(self) -> bool:
        if time.monotonic() < self.patience.until:
            return False
        try:
            more = self.round()
        except Exception as failure:  # noqa: BLE001 -- whatever it was, the work must go on
            _log.error("notifier.failed", error=type(failure).__name__)
            # A connection that broke in the middle is of no use any more.
            connections.close_all()
            self.patience.fail()
            return False
        self.patience.succeed()
        return more
