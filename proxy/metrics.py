"""
What a gateway process counts, under Prometheus' names. No label names a person.

Whoever reads these numbers sees what happens at which second, and may not learn where (the rights
of ICT in `console/accounts/roles.py`): what the rules said is never told by department, and when a
department was there is told by the hour, once that is over.

Counts start at zero with the process, as Prometheus expects; `process_start_time_seconds` says when
that was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from addons.scanner import DocumentReader, Scanner
from policy.documents.interface import Contents
from policy.finding import Finding
from policy.incident import Incident, IncidentLog
from policy.verdict import Action

disable_created_metrics()  # type: ignore[no-untyped-call]  # `process_start_time_seconds` says it once for all

_HOUR = 3600
_JUDGING = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_READING = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 25.0)
_RECORDING = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


@dataclass(slots=True, eq=False)
class Hours(Collector):
    """In which hour a department last sent a prompt; the one that is running is not told yet."""

    now: Callable[[], float]
    """Seconds since the epoch."""
    _hours: dict[str, tuple[int, int]] = field(default_factory=dict, init=False)
    """The last hour of each department and the one before, both since the epoch; 0: none."""

    def seen(self, department: str) -> None:
        """It sends one now."""
        last, _ = self._hours.get(department, (0, 0))
        if last != self._hour:
            self._hours[department] = (self._hour, last)

    def collect(self) -> Iterator[Metric]:
        """What Prometheus' client asks for."""
        found = GaugeMetricFamily(
            "promptwacht_last_prompt_timestamp_seconds",
            "Beginning of the hour in which a department last sent a prompt, once it is over.",
            labels=("department",),
        )
        for department, (last, before) in self._hours.items():
            if told := last if last < self._hour else before:
                found.add_metric((department,), float(told * _HOUR))
        yield found

    @property
    def _hour(self) -> int:
        return int(self.now() // _HOUR)


@dataclass(slots=True)
class Meters:
    """The numbers of this process that grow by what happens; the rest is asked when it is read."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    hours: Hours = field(default_factory=lambda: Hours(time.time))
    prompts: Counter = field(init=False)
    incidents: Counter = field(init=False)
    judging: Histogram = field(init=False)
    reading: Histogram = field(init=False)
    recording: Histogram = field(init=False)

    def __post_init__(self) -> None:
        ProcessCollector(registry=self.registry)
        self.registry.register(self.hours)
        self.prompts = self._counter(
            "prompts", "Prompts that were judged, by what the rules said.", ("service", "action")
        )
        self.incidents = self._counter(
            "incidents",
            "Lines of the incident log: event.action and promptwacht.decision.",
            ("service", "action", "decision"),
        )
        self.judging = self._histogram(
            "judgement_seconds",
            "How long texts waited for detection and were looked at; a prompt may be several.",
            _JUDGING,
        )
        self.reading = self._histogram(
            "document_reading_seconds",
            "How long uploaded files waited and were read, also those that could not be.",
            _READING,
        )
        self.recording = self._histogram(
            "incident_write_seconds", "How long an incident took to be on disk.", _RECORDING
        )

    def judged(self, department: str, service: str, action: Action) -> None:
        """The rules have decided about one prompt."""
        self.prompts.labels(service, action.value).inc()
        self.hours.seen(department)

    def text(self) -> str:
        """All of it in Prometheus' text format 0.0.4."""
        return generate_latest(self.registry).decode()

    def _counter(self, name: str, what: str, labels: tuple[str, ...]) -> Counter:
        return Counter(f"promptwacht_{name}", what, labels, registry=self.registry)

    def _histogram(self, name: str, what: str, buckets: Sequence[float]) -> Histogram:
        return Histogram(f"promptwacht_{name}", what, buckets=buckets, registry=self.registry)


@dataclass(frozen=True, slots=True)
class TimedScanner:
    """A `Scanner` whose work is timed, also where it fails."""

    scanner: Scanner
    meters: Meters

    async def scan(self, texts: Sequence[str], *, whose: str = "") -> tuple[Finding, ...]:
        """As the one behind it."""
        with self.meters.judging.time():
            return await self.scanner.scan(texts, whose=whose)


@dataclass(frozen=True, slots=True)
class TimedReader:
    """A `DocumentReader` whose work is timed, also where it fails."""

    reader: DocumentReader
    meters: Meters

    async def read(self, raw: bytes, *, whose: str = "") -> Contents:
        """As the one behind it."""
        with self.meters.reading.time():
            return await self.reader.read(raw, whose=whose)


@dataclass(frozen=True, slots=True)
class CountedLog:
    """An `IncidentLog` whose lines are counted once they are on disk."""

    log: IncidentLog
    meters: Meters

    async def record(self, incident: Incident) -> None:
        """As the one behind it."""
        with self.meters.recording.time():
            await self.log.record(incident)
        words = (incident.service, incident.action.value, incident.decision.value)
        self.meters.incidents.labels(*words).inc()
