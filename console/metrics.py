"""
`/metrics` for Prometheus: what every process has counted, and what only the store knows.

No login, so only for the networks in `METRICS_NETWORKS`, and never through a front or a proxy: what
comes from there has its address, whoever asked. Where there is a `METRICS_TOKEN`, it must be shown.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from config.errors import ConfigError
from config.metric_files import read_metrics
from console.metrics_joining import Joining
from console.metrics_store import of_store
from console.portal import Portal, portal_of

_log = structlog.get_logger()

_OF_A_FRONT = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "Forwarded",
    "X-Real-IP",
    "Via",
)
_OLD = "HTTP/1.0"
"""What a front that names nobody often speaks (nginx' `proxy_pass` with nothing else), and
Prometheus never."""


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format 0.0.4."""
    portal = portal_of(request)
    if not _may_read(request, portal):
        return HttpResponse(
            "Not from this address. Administrators: name the network of your Prometheus in "
            "PROMPTWACHT_METRICS_NETWORKS, let it ask the console itself, not a front or a proxy, "
            "and show PROMPTWACHT_METRICS_TOKEN if that is set.\n",
            status=403,
            content_type="text/plain; charset=utf-8",
        )
    everything = _Everything(list(_all(portal)))
    return HttpResponse(generate_latest(everything), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Everything:
    """What `generate_latest` reads of a registry."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        return iter(self._families)


def _may_read(request: HttpRequest, portal: Portal) -> bool:
    if any(name in request.headers for name in _OF_A_FRONT):
        return False
    if request.META.get("SERVER_PROTOCOL") == _OLD or not _shows_token(request, portal):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in portal.metrics_networks)


def _shows_token(request: HttpRequest, portal: Portal) -> bool:
    if portal.metrics_token is None:
        return True
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(shown.strip().encode(), portal.metrics_token.encode())
    return same and scheme.lower() == "bearer"


def _all(portal: Portal) -> Iterator[Metric]:
    joining = Joining(named=_named(portal))
    if portal.state_dir is not None:
        for file in read_metrics(portal.state_dir, datetime.now(UTC)):
            joining.add(file)
    yield from joining.families()
    yield from _store()


def _named(portal: Portal) -> frozenset[str]:
    try:
        departments = portal.policy.departments
    except ConfigError:
        return frozenset()
    every = frozenset(department.slug for department in departments.all)
    return every - departments.unnamed(portal.min_group)


def _store() -> Iterator[Metric]:
    families: list[Metric] = []
    try:
        families = list(of_store())
    except DatabaseError as failure:
        _log.error("metrics.store-away", error=type(failure).__name__)
    up = GaugeMetricFamily(
        "promptwacht_store_up", "0 while the store cannot be asked.", value=float(bool(families))
    )
    yield from (up, *families)
