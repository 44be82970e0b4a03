"""
How the parts of a gateway are at this moment, asked when the metrics are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from addons.crowd import Crowd
from addons.patience import Patience
from addons.targets import Targets
from addons.traffic import Traffic
from proxy.detection_pool import PoolStats
from proxy.incident_log import LogStats
from proxy.policy_watch import PolicyWatch
from proxy.reading_room import RoomStats
from proxy.version import VERSION


class _Has[T](Protocol):
    @property
    def stats(self) -> T: ...


class _Gateway(Protocol):
    @property
    def crowd(self) -> Crowd: ...

    @property
    def patience(self) -> Patience: ...

    @property
    def targets(self) -> Targets: ...

    @property
    def held_bytes(self) -> int: ...

    @property
    def ca_expires(self) -> datetime: ...

    @property
    def first_leaf_expires(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vitals(Collector):
    """The parts that know; each counts for itself."""

    pool: _Has[PoolStats]
    room: _Has[RoomStats]
    log: _Has[LogStats]
    traffic: Traffic
    watch: PolicyWatch
    gateway: _Gateway

    def collect(self) -> Iterator[Metric]:
        """What Prometheus' client asks for."""
        yield from self._traffic()
        yield from self._refused()
        yield from _of_pool(self.pool.stats)
        yield from _of_room(self.room.stats)
        yield from _of_log(self.log.stats)
        yield from self._policy()
        yield from self._certificates()

    def _traffic(self) -> Iterator[Metric]:
        traffic = self.traffic
        yield _gauge("connections", "Connections from clients, open now.", traffic.connections)
        yield _gauge("requests_in_flight", "Requests without a whole answer.", traffic.in_flight)
        yield _gauge("websockets", "WebSockets, open now.", traffic.sockets)
        yield _count("requests", "Requests that were opened or passed as HTTP.", traffic.requests)
        yield _gauge("draining", "1 while this process ends and takes nobody.", traffic.draining)
        held = self.gateway.held_bytes
        yield _gauge("held_body_bytes", "Bytes of large requests that are still coming in.", held)

    def _refused(self) -> Iterator[Metric]:
        gateway = self.gateway
        counts = CounterMetricFamily(
            "promptwacht_connections_refused",
            "Connections that were not taken or not made, by reason.",
            labels=("reason",),
        )
        counts.add_metric(("client",), gateway.crowd.refused)
        counts.add_metric(("full",), gateway.crowd.turned_away)
        counts.add_metric(("target",), gateway.targets.refused)
        yield counts
        late = gateway.patience.ended
        yield _count("connections_too_slow", "Connections ended: too slow to wait for.", late)

    def _certificates(self) -> Iterator[Metric]:
        yield _gauge(
            "ca_not_after_timestamp_seconds",
            "When the CA certificate that clients trust expires.",
            self.gateway.ca_expires.timestamp(),
        )
        if first := self.gateway.first_leaf_expires:
            yield _gauge(
                "leaf_not_after_timestamp_seconds",
                "When the first certificate that clients are shown expires; renewed before.",
                first.timestamp(),
            )

    def _policy(self) -> Iterator[Metric]:
        watch, snapshot = self.watch, self.watch.current.snapshot
        versions = {
            "version": VERSION,
            "policy_version": snapshot.rulebook.version,
            "list_version": snapshot.catalogue.version,
        }
        yield InfoMetricFamily("promptwacht_policy", "What is enforced.", value=versions)
        yield _gauge(
            "policy_last_reload_successful",
            "0 while the files are broken and an older policy holds.",
            watch.sound,
        )
        yield _gauge(
            "policy_loaded_timestamp_seconds",
            "When the policy that holds was read.",
            watch.loaded_at.timestamp(),
        )
        yield _count("policy_failed_reloads", "Reads of broken policy files.", watch.failures)


def _of_pool(stats: PoolStats) -> Iterator[Metric]:
    counts = CounterMetricFamily(
        "promptwacht_detections", "Texts given to detection, by outcome.", labels=("outcome",)
    )
    for outcome in ("scanned", "failed", "timed_out", "refused"):
        counts.add_metric((outcome,), getattr(stats, outcome))
    yield counts
    yield _gauge("detectors", "Detection processes that are ready.", stats.alive)
    yield _gauge("detections_waiting", "Texts that wait for a detector.", stats.waiting)
    yield _count("detector_restarts", "Detection processes started again.", stats.restarts)
    yield _gauge(
        "detection_breaker_open",
        "1 while detection failed so often that prompts are refused at once.",
        stats.breaker_open,
    )


def _of_room(stats: RoomStats) -> Iterator[Metric]:
    counts = CounterMetricFamily(
        "promptwacht_documents", "Uploaded files, by outcome of reading.", labels=("outcome",)
    )
    for outcome in ("read", "unread", "refused"):
        counts.add_metric((outcome,), getattr(stats, outcome))
    yield counts
    yield _gauge("documents_waiting", "Files that wait to be read.", stats.waiting)
    yield _gauge("documents_being_read", "Files that are read now.", stats.working)
    yield _gauge("document_bytes", "Bytes of files that wait or are read.", stats.held_bytes)
    yield _count("reader_restarts", "Starts again of the server of readers.", stats.restarts)


def _of_log(stats: LogStats) -> Iterator[Metric]:
    yield _count("incident_writes", "Incidents that are on disk.", stats.recorded)
    yield _count("incident_write_failures", "Incidents that the disk refused.", stats.failed)
    yield _gauge("incidents_waiting", "Incidents that wait for the disk.", stats.waiting)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"promptwacht_{name}", what, value=float(value))


def _count(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(f"promptwacht_{name}", what, value=float(value))
