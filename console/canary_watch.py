"""
What follows when the canary is not refused: an alarm to ICT, that ends when it is refused again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import nan
from time import perf_counter

import structlog
from django.db import transaction
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from console.canary import Outcome
from console.outbox.telling import Directory
from console.records.alarms import raise_alarm, resolve_alarm

_log = structlog.get_logger()

LET_THROUGH, FAILED = "canary-let-through", "canary-failed"
"""Kinds of alarm."""
TIMES = 2
"""
So often in a row it must go wrong: a gateway that starts again is no alarm. What was let through
is one at once, for nothing that ends or starts does that.
"""

_WORST = (
    Outcome.LET_THROUGH,
    Outcome.CERTIFICATE,
    Outcome.NOT_KNOWN,
    Outcome.NO_CONNECTION,
    Outcome.UNCHECKED,
)


class CanaryCounts:
    """
    The canary's metrics. Every outcome is there from the start, for Prometheus sees a number
    grow only when it has seen it before; what nobody knows yet is no number.
    """

    def __init__(self, now: datetime, every: timedelta) -> None:
        self.registry = CollectorRegistry()
        name = "promptwacht_canary"
        self.outcomes = Counter(
            name, "Canaries that were sent, by outcome.", ("outcome",), registry=self.registry
        )
        for outcome in Outcome:
            self.outcomes.labels(outcome.value)
        self.refused = Gauge(
            f"{name}_refused",
            "1 when the last was refused by a verdict.",
            registry=self.registry,
        )
        self.at = Gauge(
            f"{name}_timestamp_seconds",
            "When the last one was sent; before the first, when it began to be waited for.",
            registry=self.registry,
        )
        self.every = Gauge(
            f"{name}_interval_seconds", "How often one is sent.", registry=self.registry
        )
        self.seconds = Gauge(
            f"{name}_seconds", "How long the last one took, end to end.", registry=self.registry
        )
        for gauge, begins in (
            (self.refused, nan), (self.seconds, nan),
            (self.at, now.timestamp()), (self.every, every.total_seconds()),
        ):  # fmt: skip
            gauge.set(begins)

    def text(self) -> str:
        """In Prometheus' text format 0.0.4."""
        return generate_latest(self.registry).decode()


@dataclass(slots=True, kw_only=True)
class CanaryWatch:
    """Tries the filter out, and remembers how often in a row that went wrong."""

    try_out: Callable[[], Sequence[Outcome]]
    """Sends one canary to each worker."""
    directory: Callable[[], Directory]
    subject: str
    """Name of this machine's log."""
    counts: CanaryCounts
    now: Callable[[], datetime]
    _wrong: int = field(default=0, init=False)

    def look(self) -> None:
        """Once. Raises Django's `DatabaseError`; the next time says it again."""
        began = perf_counter()
        outcomes = self.try_out()
        worst = next((each for each in _WORST if each in outcomes), Outcome.REFUSED)
        self._count(outcomes, worst, perf_counter() - began)
        self._wrong = 0 if worst is Outcome.REFUSED else self._wrong + 1
        if self._wrong:
            _log.error("canary.not_refused", outcome=worst.value, times=self._wrong)
        with transaction.atomic():
            self._say(worst, self.now())

    def _say(self, worst: Outcome, now: datetime) -> None:
        if worst in {Outcome.REFUSED, Outcome.LET_THROUGH}:
            resolve_alarm(FAILED, self.subject, now)
        if worst is Outcome.REFUSED:
            # Only that: a filter that cannot be reached has not been seen to refuse.
            resolve_alarm(LET_THROUGH, self.subject, now)
            return
        kind, times = (LET_THROUGH, 1) if worst is Outcome.LET_THROUGH else (FAILED, TIMES)
        if self._wrong >= times and raise_alarm(kind, self.subject, now, worst.value):
            self.directory().tell_alarm(kind, self.subject, worst.value, now)

    def _count(self, outcomes: Sequence[Outcome], worst: Outcome, seconds: float) -> None:
        for outcome in outcomes:
            self.counts.outcomes.labels(outcome.value).inc()
        self.counts.refused.set(worst is Outcome.REFUSED)
        self.counts.at.set(self.now().timestamp())
        self.counts.seconds.set(seconds)
