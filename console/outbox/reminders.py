"""
Reminders of the hours towards the authority, counted by the clock that holds (domain rules 2.10).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from config.notify import Topic
from console.outbox.telling import Directory, To, about_incident
from console.records.clock import deadlines
from console.records.models import Incident, IncidentKind
from console.records.states import ON_THE_CLOCK, State

RUNNING = Q(state__in=ON_THE_CLOCK) | Q(
    state__in=(State.NEW, State.INVESTIGATING),
    kind__in=(IncidentKind.SUSPECTED_LEAK, IncidentKind.SELF_REPORT),
)
"""Incidents for which the hours run: also those that nobody has looked at yet."""


def remind(directory: Directory, now: datetime) -> bool:
    """Queue the reminders that are due; True when there are any, told before or not."""
    told = False
    for incident in Incident.objects.filter(RUNNING):
        hours = due(incident, directory, now)
        if hours is not None:
            told |= _tell(incident, hours, directory, now)
    return told


def due(incident: Incident, directory: Directory, now: datetime) -> float | None:
    """The reminder of this moment: hours left, 0 when the term is over; None while it is early."""
    rules = directory.notify.deadline
    left = deadlines(incident.detected_at, incident.aware_at, rules.notify_hours).left(now)
    passed = [h for h in (*rules.remind_hours_left, 0.0) if left <= timedelta(hours=h)]
    # Of several that were missed (nobody ran, say), only the one that is still true.
    return min(passed, default=None)


def _tell(incident: Incident, hours: float, directory: Directory, now: datetime) -> bool:
    clock = "formal" if incident.aware_at else "safe"
    payload = about_incident(incident, directory.notify) | {"left": hours, "clock": clock}
    return directory.tell(
        Topic.DEADLINE,
        f"{incident.number}:{clock}:{hours:g}",
        payload,
        to=[To.DPO],
        now=now,
        incident=incident,
    )
