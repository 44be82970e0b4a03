"""
Whether the filter lives. A silent proxy looks like good news: nothing at all is a warning here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography import x509
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from console import installation
from console.accounts.access import needs
from console.accounts.roles import Right
from console.desk import panels
from console.desk.groups import groups_of
from console.desk.language import desk_language
from console.desk.page import desk_texts, page
from console.portal import portal_of
from console.records.models import Alarm, Event, LogPosition, Notification
from console.records.models.notification import Delivery

_QUIET: Final = timedelta(days=7)
_READ_LATE: Final = timedelta(minutes=5)
"""The notifier says twice a minute that it reads on (`console/intake/ingest.py`)."""
_TAKEN_AWAY: Final = timedelta(days=30)
"""A log that nobody read for so long, while another is read, is of a machine that is gone."""
_BEGAN: Final = timezone.now()
"""When this console was started: at its start the notifier may only be starting, too."""
_CERTIFICATE_DAYS: Final = 30
_CERTIFICATE_RED: Final = 7
_MAIL_LATE: Final = timedelta(minutes=15)
_MAIL: Final = "mail"
"""The channel, as `console.outbox.telling` calls it."""
_RESOLVED_SHOWN: Final = 20


class Grade(StrEnum):
    """How bad it is; a word goes with the colour."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vital:
    """One sign of life."""

    name: str
    """Word in the texts of the page."""
    grade: Grade
    value: object = ""
    at: datetime | None = None
    """A moment to show by its hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All of them."""

    vitals: Sequence[Vital]
    alarms: Sequence[Alarm]

    @property
    def grade(self) -> Grade:
        """The worst."""
        order = list(Grade)
        return max((v.grade for v in self.vitals), key=order.index, default=Grade.GOOD)


@require_safe
@needs(Right.HEALTH)
def health_page(request: HttpRequest) -> HttpResponse:
    """Alarms, logs, certificate, mail; and what other rooms know."""
    now = timezone.now()
    place = panels.Place(request=request, now=now, language=desk_language(request))
    health = health_of(portal_of(request).ca_file, now)
    more = {
        "health": health,
        "alarms": _named(request, health.alarms),
        "logs": LogPosition.objects.order_by("log"),
        "resolved": _named(request, _resolved()),
        "outbox": outbox(),
        "panels": panels.shown(panels.Slot.HEALTH, place),
    }
    return page(request, "desk/health.html", desk_texts(request)["health"], more)


def health_of(ca_file: Path, now: datetime) -> Health:
    """How the filter is, at `now`."""
    alarms = list(Alarm.objects.filter(resolved_at=None))
    vitals = [_alarms(alarms), _log(now), _events(now), _certificate(ca_file, now), _mail(now)]
    return Health(vitals=vitals, alarms=alarms)


def _resolved() -> Iterable[Alarm]:
    return Alarm.objects.exclude(resolved_at=None).order_by("-resolved_at")[:_RESOLVED_SHOWN]


def _named(request: HttpRequest, alarms: Iterable[Alarm]) -> list[tuple[Alarm, str]]:
    """Each with what it is about; a department by its name, a small one by none."""
    groups = groups_of(request)
    return [(each, groups.about(each.kind, each.subject)) for each in alarms]


def _alarms(alarms: Sequence[Alarm]) -> Vital:
    return Vital(name="alarms", grade=Grade.BAD if alarms else Grade.GOOD, value=len(alarms))


def _log(now: datetime) -> Vital:
    """The log that was not read for longest: each is read by the notifier of its machine."""
    read = sorted(LogPosition.objects.values_list("updated_at", flat=True))
    if not read:
        return Vital(name="log-missing", grade=Grade.WARN)
    at = next((each for each in read if now - each < _TAKEN_AWAY), read[-1])
    if now - at <= _READ_LATE:
        return Vital(name="log", grade=Grade.GOOD, at=at)
    grade = Grade.BAD if now - _BEGAN > _READ_LATE else Grade.WARN
    return Vital(name="log-late", grade=grade, at=at)


def _events(now: datetime) -> Vital:
    at = Event.objects.order_by("-at").values_list("at", flat=True).first()
    if at is None:
        return Vital(name="events-missing", grade=Grade.WARN)
    return Vital(name="events", grade=Grade.WARN if now - at > _QUIET else Grade.GOOD, at=at)


def _certificate(file: Path, now: datetime) -> Vital:
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError):
        return Vital(name="certificate-missing", grade=Grade.BAD)
    days = (certificate.not_valid_after_utc - now) // timedelta(days=1)
    grade = Grade.BAD if days < _CERTIFICATE_RED else Grade.WARN
    return Vital(
        name="certificate",
        grade=Grade.GOOD if days >= _CERTIFICATE_DAYS else grade,
        value=days,
    )


def _mail(now: datetime) -> Vital:
    settings = installation.current()
    has_mail = settings is None or settings.smtp_url is not None
    waiting = Notification.objects.filter(state__in=(Delivery.PENDING, Delivery.SENDING))
    limit = now - _MAIL_LATE
    # What nobody has tried yet may be meant for later; after a try, `next_at` is the next one.
    late = Q(attempts=0, next_at__lt=limit) | Q(attempts__gt=0, created_at__lt=limit)
    waiting = waiting if has_mail else waiting.exclude(channel=_MAIL)
    found = waiting.filter(late).count()
    if not (found or has_mail):
        return Vital(name="mail-unset", grade=Grade.WARN)
    return Vital(name="mail", grade=Grade.BAD if found else Grade.GOOD, value=found)


def outbox() -> list[dict[str, object]]:
    """How many notifications are in each state, and since when the oldest waits."""
    rows = Notification.objects.order_by().values("channel", "state")
    counted = rows.annotate(count=Count("pk"), oldest=Min("created_at"))
    return [dict(row) for row in counted.order_by("channel", "state")]
