"""
What a deletion must leave alone: incidents that are not finished, or that a judge may ask for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.db.models import Q, QuerySet

from console.records.models import Incident
from console.records.states import State

FREE: Final = Q(incident__isnull=True) | Q(incident__state=State.CLOSED, incident__legal_hold=False)
"""Rows with a field `incident` that no open or held incident needs."""

type Period = tuple[datetime, datetime]


def needed() -> QuerySet[Incident]:
    """Incidents that are open, and those under legal hold."""
    return Incident.objects.filter(~Q(state=State.CLOSED) | Q(legal_hold=True))


def needed_numbers() -> frozenset[str]:
    """Their numbers, such as KB-2026-000123."""
    return frozenset(needed().values_list("number", flat=True))


def periods() -> list[Period]:
    """From the first to the last event of each of them, in UTC."""
    found = needed().values_list("occurred_at", "last_event_at")
    return [(first.astimezone(UTC), last.astimezone(UTC)) for first, last in found]


def earliest() -> datetime | None:
    """The oldest moment that any of them needs; None where there is none."""
    return min((first for first, _ in periods()), default=None)
