"""
Deletions from the store: one function for each word of `retention.yaml` that is about rows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet

from console.accounts.models import Look
from console.records.clock import BRUSSELS
from console.records.models import Alarm, DayFigure, Event, Incident, Notification
from console.records.models.notification import Delivery
from console.records.states import State
from console.retention.holds import FREE
from console.retention.models import DeletionCertificate, RetentionRun
from console.retention.registry import BATCH, NOTHING, Gone, Job, register, register_expiring

_FINISHED = Q(state=State.CLOSED, legal_hold=False)


def events(job: Job) -> Gone:
    """Decisions of the filter; those of an open or held incident stay with it."""
    due = job.rules.events.before(job.now)
    return _delete(Event.objects.filter(FREE, at__lte=due), "at")


def incidents(job: Job) -> Gone:
    """Closed incidents with everything that hangs on them: history, breach file, register line."""
    due = job.rules.incidents.before(job.now)
    return _delete(Incident.objects.filter(_FINISHED, closed_at__lte=due), "closed_at")


def notifications(job: Job) -> Gone:
    """
    Messages that arrived or were given up: they carry the addresses of recipients. Those about an
    open or held incident stay with it: they prove who was told, and when.
    """
    due = job.rules.notifications.before(job.now)
    over = Q(state=Delivery.SENT, sent_at__lte=due) | Q(
        state=Delivery.GIVEN_UP, created_at__lte=due
    )
    return _delete(Notification.objects.filter(FREE, over), "created_at")


def alarms(job: Job) -> Gone:
    """Alarms that are over."""
    due = job.rules.alarms.before(job.now)
    return _delete(Alarm.objects.filter(resolved_at__lte=due), "resolved_at")


def figures(job: Job) -> Gone:
    """Counts of whole days."""
    due = job.rules.figures.before(job.now).astimezone(BRUSSELS).date()
    return _delete(DayFigure.objects.filter(day__lt=due), "day")


def audit(job: Job) -> Gone:
    """
    The record of looking, from its oldest end and no further than the first line about an
    incident that still exists: a hole in the middle would be a break in the chain.
    """
    due = job.rules.audit.before(job.now)
    batch = list(Look.objects.order_by("id").values("id", "at", "subject")[:BATCH])
    living = _living(line["subject"] for line in batch)
    gone = []
    for line in batch:
        if line["at"] > due or line["subject"] in living:
            break
        gone.append(line)
    if not gone:
        return NOTHING
    Look.objects.filter(id__lte=gone[-1]["id"]).delete()
    return Gone(count=len(gone), oldest=gone[0]["at"], newest=gone[-1]["at"])


def certificates(job: Job) -> Gone:
    """The proofs of deletions that nobody needs any more, and the list of runs with them."""
    due = job.rules.certificates.before(job.now)
    RetentionRun.objects.filter(started_at__lte=due).delete()
    return _delete(DeletionCertificate.objects.filter(at__lte=due), "at")


def sessions(job: Job) -> Gone:
    """Logins that are over: their cookie opens nothing any more, and the row names an account."""
    return _delete(Session.objects.filter(expire_date__lte=job.now), "expire_date")


def register_all() -> None:
    """What this room deletes from the store."""
    for delete in (events, incidents, notifications, alarms, figures, audit, certificates):
        register(delete.__name__, delete)
    register_expiring(sessions.__name__, sessions)


def _living(subjects: Any) -> frozenset[str]:
    numbers = {subject for subject in subjects if subject}
    return frozenset(Incident.objects.filter(number__in=numbers).values_list("number", flat=True))


def _delete[M: Model](due: QuerySet[M], age: str) -> Gone:
    batch = list(due.order_by("pk").values_list("pk", age)[:BATCH])
    if not batch:
        return NOTHING
    ages = [_moment(each) for _, each in batch]
    due.model._default_manager.filter(pk__in=[key for key, _ in batch]).delete()  # noqa: SLF001 -- Django's public name for it
    return Gone(count=len(batch), oldest=min(ages), newest=max(ages))


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=BRUSSELS)
