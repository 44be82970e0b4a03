"""
Whom this room tells, of what.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from config.notify import Topic
from console import installation
from console.desk.rules import notify_rules
from console.outbox.telling import Directory, To
from console.portal import portal_of
from console.records.models import Incident, IncidentKind, Notification
from console.records.models.notification import Delivery

ROOM: Final = "/console/maatregelen/"
MOST_AN_HOUR: Final = 20
"""Messages that public forms cause in an hour; one more tells how much came after that."""
MORE: Final = "more"
"""Cause of that message."""

_HOUR = timedelta(hours=1)
_BOTH: Final = (To.ICT, To.DPO)


def directory_of(request: HttpRequest) -> Directory:
    """The recipients of this installation."""
    notify = notify_rules()
    if (settings := installation.current()) is not None:
        return Directory.of(settings, notify)
    portal = portal_of(request)
    return Directory(notify=notify, dpo=(portal.dpo_email,), ict=(portal.ict_email,))


def tell_request(
    directory: Directory, number: str, path: str, now: datetime, *, about: str = ""
) -> None:
    """
    ICT and the DPO: something waits for them at `path`, below this room's address. Once for each
    cause, `about` or else `number`. Everybody may fill in a form, so after `MOST_AN_HOUR` one
    message says how many more wait.
    """
    cause = about or number
    if _rows_of(cause).exists():
        return
    if _told_lately(Topic.REQUEST, now) >= MOST_AN_HOUR:
        _tell_more(directory, now)
    else:
        payload = {"number": number, "path": ROOM + path}
        directory.tell(Topic.REQUEST, cause, payload, to=_BOTH, now=now)


def tell_own_report(directory: Directory, incident: Incident, now: datetime) -> None:
    """The DPO, at once, of something that somebody typed in; bounded in the same way."""
    if _told_lately(Topic.LEAK, now, cause=IncidentKind.SELF_REPORT) >= MOST_AN_HOUR:
        _tell_more(directory, now)
    else:
        directory.tell_incidents([incident], now)


def _told_lately(topic: Topic, now: datetime, *, cause: str = "") -> int:
    """Causes of which whoever was told most was told in the past hour."""
    told = Notification.objects.filter(kind=topic, created_at__gt=now - _HOUR)
    if cause:
        told = told.filter(payload__cause=cause)
    counts = told.values("channel", "recipient").annotate(count=Count("id"))
    return max((each["count"] for each in counts), default=0)


def _tell_more(directory: Directory, now: datetime) -> None:
    """One more for the message that leaves at the end of this hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    cause = f"more-{hour:%Y%m%dT%H}"
    waiting = _rows_of(cause).select_for_update().filter(state=Delivery.PENDING)
    if not waiting:
        payload = {"number": "", "cause": MORE, "more": 0, "path": ROOM}
        directory.tell(Topic.REQUEST, cause, payload, to=_BOTH, now=now)
    for row in waiting.all():
        row.payload["more"] += 1
        row.next_at = hour + _HOUR
        row.save(update_fields=["payload", "next_at"])


def _rows_of(cause: str) -> QuerySet[Notification]:
    return Notification.objects.filter(dedupe_key__startswith=f"{Topic.REQUEST}:{cause}:")
