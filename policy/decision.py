"""
What was decided on a request for a tool (R-422, R-424), laid over the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from policy.catalogue import Service, Status

DECIDABLE = frozenset({Status.ALLOWED, Status.FORBIDDEN})
"""What a decision may say. Stopping for a while is a suspension."""


class DecisionError(Exception):
    """A decision that says nothing, or about something else than it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    One service allowed or excluded, until `ends` where there is one; then the catalogue's own
    word holds again, and for a service that the catalogue does not have: unlisted.

    Raises `DecisionError` for another status and for an introduction of another service.
    """

    id: str
    """Such as AA-2026-0003, the request that it answers."""
    service: str
    status: Status
    reason: str = ""
    """Why it is excluded, for people; Dutch."""
    conditions: str = ""
    """Under which conditions it is allowed, for people; Dutch."""
    ends: datetime | None = None
    introduces: Service | None = None
    """The service itself, where the catalogue may not have it."""

    def __post_init__(self) -> None:
        if self.status not in DECIDABLE:
            raise DecisionError(f"'{self.status}' is no decision (allowed or forbidden)")
        if self.introduces and self.introduces.slug != self.service:
            raise DecisionError(f"introduces '{self.introduces.slug}', not '{self.service}'")
        if self.ends and self.ends.tzinfo is None:
            raise DecisionError("the end needs a time zone (write Z behind it for UTC)")

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at `now`."""
        return self.ends is None or now < self.ends


def decided(
    services: Iterable[Service], decisions: Iterable[Decision], now: datetime
) -> tuple[Service, ...]:
    """
    `services` as decided; of two decisions on one service the later in line holds. A host that the
    catalogue knows by now is the catalogue's, and a service that it no longer has is left out: an
    update of the catalogue must never make a policy unusable.
    """
    known = {service.slug: service for service in services}
    for decision in decisions:
        if decision.service not in known and (new := _free(decision.introduces, known)):
            known[new.slug] = new
        if decision.service in known and decision.holds(now):
            known[decision.service] = _as_decided(known[decision.service], decision)
    return tuple(known.values())


def _free(new: Service | None, known: Mapping[str, Service]) -> Service | None:
    """`new` with the hosts that nobody has claimed, if there are any."""
    if new is None:
        return None
    claimed = {host.domain for service in known.values() for host in service.hosts}
    hosts = tuple(host for host in new.hosts if host.domain not in claimed)
    return replace(new, hosts=hosts, status=Status.UNLISTED) if hosts else None


def _as_decided(service: Service, decision: Decision) -> Service:
    return replace(
        service,
        status=decision.status,
        reason=decision.reason or service.reason,
        conditions=decision.conditions or service.conditions,
    )


def next_end(decisions: Iterable[Decision], now: datetime) -> datetime | None:
    """When what was decided changes by itself; None if it does not."""
    ends = (decision.ends for decision in decisions if decision.ends)
    return min((end for end in ends if end > now), default=None)
