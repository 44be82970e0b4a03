"""
What this room deletes in time: papers after their term, and addresses as soon as they have served.
"""

from __future__ import annotations

from django.db.models import Model, Q, QuerySet

from console.measures.models import (
    Approval,
    MistakeReport,
    OwnReport,
    Stop,
    TestCase,
    ToolRequest,
    ToolState,
)
from console.measures.tools import ANSWER
from console.records.models import Notification
from console.records.models.notification import Delivery
from console.retention.holds import FREE
from console.retention.registry import BATCH, NOTHING, Gone, Job, register


def addresses(job: Job) -> Gone:
    """
    Addresses of people who wanted an answer, and had it. How to reach who reported something stays
    as long as the incident is open or under legal hold.
    """
    del job
    answered = Notification.objects.filter(
        kind=ANSWER, state__in=(Delivery.SENT, Delivery.GIVEN_UP)
    ).exclude(recipient="")
    count = answered.update(recipient="")
    closed = OwnReport.objects.filter(FREE).exclude(contact="")
    count += closed.update(contact="")
    return Gone(count=count, remarks="addresses") if count else NOTHING


def papers(job: Job) -> Gone:
    """
    Exemptions, stops, requests and cases that ended so long ago; not those that came from an
    incident that is open or under legal hold.
    """
    due = job.rules.measures.before(job.now)
    ended: tuple[tuple[QuerySet[Model], str], ...] = (
        (Approval.objects.filter(FREE, Q(ends_at__lte=due) | Q(revoked_at__lte=due)), "ends_at"),
        (Stop.objects.filter(reopened_at__lte=due), "reopened_at"),
        (
            ToolRequest.objects.filter(state=ToolState.WITHDRAWN, withdrawn_at__lte=due),
            "withdrawn_at",
        ),
        (TestCase.objects.filter(FREE, done_at__lte=due), "done_at"),
        (MistakeReport.objects.filter(incident=None, reported_at__lte=due), "reported_at"),
    )
    for rows, age in ended:
        if gone := _deleted(rows, age):
            return gone
    return NOTHING


def _deleted(rows: QuerySet[Model], age: str) -> Gone | None:
    due = list(rows.order_by(age).values_list("pk", age)[:BATCH])
    if not due:
        return None
    rows.model._default_manager.filter(pk__in=[pk for pk, _ in due]).delete()  # noqa: SLF001 -- Django's public name for it
    return Gone(count=len(due), oldest=due[0][1], newest=due[-1][1])


def register_all() -> None:
    """Both with the daily deletion."""
    register("measures", papers)
    register("measures", addresses)
