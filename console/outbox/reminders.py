"""
Reminders of the hours towards the authority, counted by the clock that holds (domain rules 2.10).

Everybody may report something that they typed in, without a login. So self-reports that nobody has
looked at yet share one message for each threshold and hour, however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from config.notify import Topic
from console.outbox.telling import Directory, To, about_incident, about_unseen
from console.records.clock import deadlines
from console.records.models import Incident, IncidentKind, Notification
from console.records.running import RUNNING

_HOUR = timedelta(hours=1)


def remind(directory: Directory, now: datetime) -> bool:
    """Queue the reminders that are due; True when there are any."""
    told = False
    unseen: dict[float, list[Incident]] = defaultdict(list)
    for incident in Incident.objects.filter(RUNNING).order_by("detected_at", "id"):
        hours = due(incident, directory, now)
        if hours is None:
            continue
        if _is_told_alone(incident, hours, directory):
            told |= _tell(incident, hours, directory, now)
        elif incident.first_view_at is None:
            unseen[hours].append(incident)
    for hours, incidents in unseen.items():
        told |= _tell_together(incidents, hours, directory, now)
    return told


def due(incident: Incident, directory: Directory, now: datetime) -> float | None:
    """The reminder of this moment: hours left, 0 when the term is over; None while it is early."""
    rules = directory.notify.deadline
    left = deadlines(incident.detected_at, incident.aware_at, rules.notify_hours).left(now)
    passed = [h for h in (*rules.remind_hours_left, 0.0) if left <= timedelta(hours=h)]
    # Of several that were missed (nobody ran, say), only the one that is still true.
    return min(passed, default=None)


def _is_told_alone(incident: Incident, hours: float, directory: Directory) -> bool:
    """
    Of a self-report: when somebody had looked at it before so few hours were left, or has said
    when the DPO became aware.
    """
    if incident.kind != IncidentKind.SELF_REPORT or incident.aware_at is not None:
        return True
    seen = incident.first_view_at
    return seen is not None and seen <= _reached_at(incident, hours, directory)


def _reached_at(incident: Incident, hours: float, directory: Directory) -> datetime:
    """When just so many hours were left."""
    span = directory.notify.deadline.notify_hours
    limits = deadlines(incident.detected_at, incident.aware_at, span)
    return (limits.formal or limits.safe) - timedelta(hours=hours)


def _tell(incident: Incident, hours: float, directory: Directory, now: datetime) -> bool:
    # With its start: what was closed and came up again has a clock of its own.
    clock = f"formal-{incident.aware_at:%Y%m%dT%H%M%S}" if incident.aware_at else "safe"
    return directory.tell(
        Topic.DEADLINE,
        f"{incident.number}:{clock}:{hours:g}",
        about_incident(incident, directory.notify) | {"left": hours},
        to=[To.DPO],
        now=now,
        incident=incident,
    )


def _tell_together(
    incidents: Sequence[Incident], hours: float, directory: Directory, now: datetime
) -> bool:
    """One message of those that came below `hours` since the last such message."""
    about = f"unseen:{hours:g}:"
    told = Notification.objects.filter(dedupe_key__startswith=f"{Topic.DEADLINE}:{about}")
    if (last := told.order_by("-id").first()) is not None:
        if now - last.created_at < _HOUR:
            return False
        incidents = [i for i in incidents if _reached_at(i, hours, directory) > last.created_at]
    if not incidents:
        return False
    payload = about_unseen(incidents, directory.notify) | {"left": hours}
    about += f"{now:%Y%m%dT%H}"  # two notifiers of one store tell it once
    return directory.tell(Topic.DEADLINE, about, payload, to=[To.DPO], now=now)
