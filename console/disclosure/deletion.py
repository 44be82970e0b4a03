"""
What the daily deletion does here: sealed text and identities have a short life.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from console.disclosure.identity_store import FILE_NAME, IdentityStore
from console.disclosure.models import Excerpt
from console.records.models import Event, Incident
from console.retention.holds import needed
from console.retention.registry import BATCH, NOTHING, Gone, Job, register


def register_all() -> None:
    """Two words of `retention.yaml` are about rows, one about the store of this machine."""
    register("sealed_excerpts", old_excerpts)
    register("excerpts_after_closing", excerpts_of_closed)
    register("identities", identities, on_machine=True)


def old_excerpts(job: Job) -> Gone:
    """Sealed text that has had its time, but not that of an open or held incident."""
    events = Event.objects.filter(code=OuterRef("code"), incident__in=needed())
    due = job.rules.sealed_excerpts.before(job.now)
    return _delete(Excerpt.objects.filter(~Exists(events), taken_at__lte=due))


def excerpts_of_closed(job: Job) -> Gone:
    """The same, of an incident that was closed a while ago."""
    due = job.rules.excerpts_after_closing.before(job.now)
    closed = Event.objects.filter(Q(incident__closed_at__lte=due), code=OuterRef("code")).exclude(
        incident__in=needed()
    )
    return _delete(Excerpt.objects.filter(Exists(closed)))


def identities(job: Job) -> Gone:
    """Who a pseudonym was, unless an open or held incident is about that pseudonym."""
    if not (job.state_dir / FILE_NAME).exists():
        return NOTHING
    due = job.rules.identities.before(job.now).astimezone(UTC).date()
    count, oldest, newest = IdentityStore(job.state_dir).destroy(due, needed_pseudonyms())
    if not count or oldest is None or newest is None:
        return NOTHING
    days = [datetime.combine(day, time(), tzinfo=UTC) for day in (oldest, newest)]
    return Gone(count=count, oldest=days[0], newest=days[1])


def needed_pseudonyms() -> frozenset[str]:
    """Those of every event of an open or held incident."""
    open_ones: QuerySet[Incident] = needed()
    of_events = Event.objects.filter(incident__in=open_ones).values_list("user_hash", flat=True)
    of_incidents = open_ones.values_list("actor", flat=True)
    return frozenset(of_events) | frozenset(of_incidents)


def _delete(found: QuerySet[Excerpt]) -> Gone:
    rows = list(found.order_by("taken_at").values_list("pk", "taken_at")[:BATCH])
    if not rows:
        return NOTHING
    Excerpt.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    return Gone(count=len(rows), oldest=rows[0][1], newest=rows[-1][1])
