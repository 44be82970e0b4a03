"""
Opening an incident: its number, its first state, its first line of history, in one transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from console.records.clock import BRUSSELS
from console.records.models import Incident, IncidentKind, IncidentYear, Transition
from console.records.states import State

FIRST_STATE = {IncidentKind.SUSPECTED_LEAK: State.SUSPECTED}
"""Where the evidence says that something left, the clock runs from the start; else `nieuw`."""


def next_number(when: datetime) -> str:
    """
    The next number of the (local) year of `when`, such as KB-2026-000123: without gaps, however
    many open one at once. To be called inside the transaction that uses it.
    """
    year = when.astimezone(BRUSSELS).year
    IncidentYear.objects.get_or_create(year=year)
    # From here on whoever wants a number of this year waits until this transaction has ended.
    counter = IncidentYear.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"KB-{year}-{counter.last:06d}"


def open_incident(incident: Incident, *, reason: str = "") -> Incident:
    """
    Save `incident`, which has everything but a number and a state. `reason` is a word or two for
    the history. What must be told about it is `console.outbox.telling`.
    """
    with transaction.atomic():
        incident.number = next_number(incident.detected_at)
        incident.state = FIRST_STATE.get(IncidentKind(incident.kind), State.NEW)
        incident.save(force_insert=True)
        Transition.objects.create(
            incident=incident, at=incident.detected_at, after=incident.state, reason=reason
        )
    return incident
