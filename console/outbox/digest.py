"""
The week in counts, for the DPO (domain rules 5.12): from Monday to Sunday, local time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum

from config.notify import WEEKDAYS, Digest, Topic
from console.outbox.telling import Directory, To, shown_subject
from console.records.clock import BRUSSELS
from console.records.models import Alarm, DayFigure, Incident, IncidentKind, LogPosition
from console.records.running import RUNNING
from console.records.states import ENDED

type Source = Callable[[date, date, datetime], Any]
"""First day, day after the last, and now."""

_SOURCES: dict[str, Source] = {}
_LATEST = timedelta(days=3)
"""A digest that is later than this is no news any more."""
_MOST = 5


def contribute(name: str, source: Source) -> None:
    """
    Let another room fill in `requests`, `expiring` (numbers) or `mistakes` (pairs of a rule and a
    number). Call it when that room starts.
    """
    _SOURCES[name] = source


def tell_week(directory: Directory, named: Collection[str], now: datetime) -> bool:
    """Queue the digest when its hour has come; True when there is one, told before or not."""
    since = _due_at(directory.notify.digest, now)
    if since is None or not _looked_then(since):
        return False
    monday = _monday_before(since)
    year, week, _ = monday.isocalendar()
    payload = week_in_counts(monday, directory, named, now) | {"week": week}
    return directory.tell(Topic.DIGEST, f"{year}-W{week:02d}", payload, to=[To.DPO], now=now)


def week_in_counts(
    monday: date, directory: Directory, named: Collection[str], now: datetime
) -> dict[str, Any]:
    """Of the seven days from `monday`; departments only where they are among `named`."""
    until = monday + timedelta(days=7)
    figures = _figures(monday, until)
    incidents = Incident.objects.filter(
        detected_at__gte=_midnight(monday), detected_at__lt=_midnight(until)
    )
    open_ones = Incident.objects.exclude(state__in=ENDED).order_by("detected_at")
    oldest = open_ones.first()
    others = {name: source(monday, until, now) for name, source in _SOURCES.items()}
    return {
        "checked": figures.get("checked", 0),
        "redacted": figures.get("action:prompt-redacted", 0),
        "rejected": figures.get("action:prompt-rejected", 0)
        + figures.get("action:upload-rejected", 0),
        "blocked": figures.get("action:service-blocked", 0)
        + figures.get("action:service-unlisted", 0),
        "leaks": incidents.filter(kind=IncidentKind.SUSPECTED_LEAK).count(),
        "self_reports": incidents.filter(kind=IncidentKind.SELF_REPORT).count(),
        "kinds": _most(
            {f.removeprefix("kind:"): n for f, n in figures.items() if f.startswith("kind:")}
        ),
        "departments": _most(_by_department(monday, until, named)),
        "open": open_ones.count(),
        "oldest_days": (now - oldest.detected_at).days if oldest else 0,
        "on_the_clock": Incident.objects.filter(RUNNING).count(),
        "notify_hours": f"{directory.notify.deadline.notify_hours:g}",
        "mistakes": [],
        "requests": 0,
        "expiring": 0,
        "alarms": _alarms(named),
        **others,
    }


def _due_at(when: Digest, now: datetime) -> datetime | None:
    """The latest moment at which a digest was due; None when that is too long ago."""
    local = now.astimezone(BRUSSELS)
    days = (local.weekday() - WEEKDAYS.index(when.day)) % 7
    due = datetime.combine(
        local.date() - timedelta(days=days), time.fromisoformat(when.at), BRUSSELS
    )
    if due > local:
        due -= timedelta(days=7)
    return due if local - due <= _LATEST else None


def _monday_before(due: datetime) -> date:
    """Of the last whole week before `due`."""
    return due.date() - timedelta(days=due.weekday() + 7)


def _looked_then(due: datetime) -> bool:
    """Whether we were there before it was due: a new installation has no week behind it."""
    return LogPosition.objects.filter(since__lt=due).exists()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BRUSSELS)


def _figures(since: date, until: date) -> dict[str, int]:
    found = DayFigure.objects.filter(day__gte=since, day__lt=until).values("figure")
    return {row["figure"]: row["total"] for row in found.annotate(total=Sum("count"))}


def _by_department(since: date, until: date, named: Collection[str]) -> dict[str, int]:
    found = DayFigure.objects.filter(
        day__gte=since, day__lt=until, figure__startswith="action:", department__in=named
    ).values("department")
    return {row["department"]: row["total"] for row in found.annotate(total=Sum("count"))}


def _most(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST])


def _alarms(named: Collection[str]) -> list[list[str]]:
    found = Alarm.objects.filter(resolved_at=None).values_list("kind", "subject")[:_MOST]
    return [[kind, shown_subject(kind, subject, named)] for kind, subject in found]
