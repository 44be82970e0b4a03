"""
What people report without a login: mistakes of the filter, and something that they typed in
themselves. Who it was is not asked and not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import IsNull

from console.intake.severity_of_leak import suggest
from console.measures.models import MistakeReport, OwnReport
from console.measures.telling import tell_own_report, tell_request
from console.outbox.telling import Directory
from console.records.models import Event, Incident, IncidentKind
from console.records.opening import open_incident
from policy import severity
from policy.finding import Kind
from policy.incident import Forwarded

REASONS: Final = ("no_personal_data", "public", "no_idea", "other")
"""What people may tick on the form for mistakes (domain rules 5.8)."""

SORTS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "contact": (Kind.PERSON, Kind.ADDRESS),
    "identity": (Kind.NATIONAL_NUMBER,),
    "money": (Kind.IBAN,),
    "health": (Kind.SPECIAL_HEALTH,),
    "welfare": (Kind.SPECIAL_SOCIAL,),
    "school": (Kind.SPECIAL_PUPIL_CARE,),
    "staff": (Kind.SPECIAL_HR,),
    "police": (Kind.SPECIAL_POLICE,),
    "confidential": (Kind.MARKING,),
    "password": (Kind.PASSWORD,),
    "unsure": (),
}
"""What people may tick on the form for own reports, and the kinds that it stands for."""
SUBJECTS: Final = ("citizen", "pupil", "employee", "partner")
DAYS_AGO: Final = {"today": 0, "yesterday": 1, "week": 7, "longer": 30}
"""When it happened, as people remember it."""

_WAITS: Final = timedelta(days=30)
"""How long the event of a code may take to come; after that the code was mistyped, or made up."""
_AT_ONCE: Final = 500
"""Events that one call gives their incident."""


def report_mistake(
    code: str, reasons: Sequence[str], sentence: str, *, directory: Directory, now: datetime
) -> MistakeReport:
    """
    Keep the report, at the incident of that code; one is opened where there is none yet. A code
    that we do not know (yet) waits for its event, and nobody is told before that.
    """
    with transaction.atomic():
        report = MistakeReport.objects.create(
            code=code, reasons=list(reasons), sentence=sentence, reported_at=now
        )
        if event := Event.objects.select_for_update().filter(code=code).first():
            _join(event, directory, now)
            report.refresh_from_db()
    return report


def _join(event: Event, directory: Directory, now: datetime) -> None:
    """Give what was reported of `event` its incident, and tell of it."""
    incident = contested(event, directory, now)
    _unsettled(now).filter(code=event.code).update(incident=incident, joined_at=now)
    # Of the same incident people are told once, and once more after it was closed.
    closed = f"-{incident.closed_at:%Y%m%dT%H%M%S}" if incident.closed_at else ""
    about = f"{incident.number}{closed}"
    tell_request(directory, incident.number, "vergissingen", now, about=about)


def contested(event: Event, directory: Directory, now: datetime) -> Incident:
    """
    The incident that `event` belongs to, even when it is closed: whoever judges the report opens
    it again. A new one where there is none.
    """
    if event.incident is not None:
        return event.incident
    incident = open_incident(
        Incident(
            kind=IncidentKind.CONTESTED,
            controller=directory.notify.controller_of(event.department),
            department=event.department,
            service=event.service,
            list_status=event.list_status,
            channel=event.channel,
            actor=event.user_hash,
            occurred_at=event.at,
            last_event_at=event.at,
            detected_at=now,
            forwarded=event.forwarded,
            events_count=1,
            severity=event.severity,
            kinds={str(f["kind"]): f.get("count", 1) for f in event.findings},
            classes=event.classes,
        ),
        reason=event.rule,
    )
    event.incident = incident
    event.save(update_fields=["incident"])
    return incident


def settle_waiting(directory: Directory, now: datetime) -> None:
    """Give reports whose event came later their incident; for a loop to call now and then."""
    # By the events that are there: codes that somebody made up hold up nobody's report.
    codes = _unsettled(now).order_by().values("code")
    for event in Event.objects.filter(code__in=codes).order_by()[:_AT_ONCE]:
        with transaction.atomic():
            _join(Event.objects.select_for_update().get(pk=event.pk), directory, now)


def report_own(told: Mapping[str, Any], *, directory: Directory, now: datetime) -> Incident:
    """
    Something sensitive was typed in: an incident with its clock, and a mail to the DPO at once.
    `told` holds what the form asked for.
    """
    kinds = [kind for sort in told["sorts"] for kind in SORTS[sort]]
    occurred = now - timedelta(days=DAYS_AGO[told["when"]])
    incident = Incident(
        kind=IncidentKind.SELF_REPORT,
        controller=directory.notify.controller_of(told["department"]),
        department=told["department"],
        service=told["service"],
        channel=told["channel"],
        occurred_at=occurred,
        last_event_at=occurred,
        detected_at=now,
        forwarded=Forwarded.YES,
        severity=max(map(severity.of_kind, kinds), default=severity.HIGH),
        kinds=dict.fromkeys((kind.value for kind in kinds), 1),
        classes=sorted({kind.data_class.value for kind in kinds}),
        minors="pupil" in told["subjects"],
    )
    suggest(incident)
    incident.subjects, incident.est_subjects = sorted(told["subjects"]), None
    with transaction.atomic():
        open_incident(incident)
        OwnReport.objects.create(
            incident=incident,
            service_text=told["service_text"],
            when=told["when"],
            deleted=told["deleted"],
            about=told["about"],
            contact=told["contact"],
            reported_at=now,
        )
        tell_own_report(directory, incident, now)
    return incident


def unanswered(now: datetime) -> QuerySet[MistakeReport]:
    """
    Reports whose incident is open, or was closed before they came, the oldest first; behind them
    those of codes that we do not know, for as long as their event may still come.
    """
    too_late = Q(incident__closed_at__lte=F("joined_at"))
    return (
        MistakeReport.objects.filter(
            Q(incident__isnull=False, incident__closed_at=None) | too_late | _may_come(now)
        )
        .select_related("incident")
        .order_by(IsNull(F("incident"), True), "reported_at", "id")  # noqa: FBT003 -- a lookup of Django's
    )


def answered() -> QuerySet[MistakeReport]:
    """Reports that somebody judged: their incident was closed after they came."""
    return MistakeReport.objects.filter(
        Q(incident__closed_at__gt=F("joined_at"))
        | Q(incident__closed_at__isnull=False, joined_at=None)
    ).select_related("incident")


def _unsettled(now: datetime) -> QuerySet[MistakeReport]:
    return MistakeReport.objects.filter(_may_come(now)).order_by("id")


def _may_come(now: datetime) -> Q:
    return Q(incident=None, reported_at__gt=now - _WAITS)
