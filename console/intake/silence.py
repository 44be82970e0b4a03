"""
A silent proxy looks like good news: who usually sends something and no longer does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Max

from config.notify import NotifyFile
from console.outbox.telling import Directory, shown_subject
from console.records.alarms import SITE_SILENT, raise_alarm, resolve_alarm
from console.records.clock import BRUSSELS
from console.records.models import Alarm, CheckedCount, DayFigure, Event, LogPosition
from console.records.working_time import working_time

NO_TRAFFIC = "no-traffic"
"""Kind of alarm about all departments at once."""

EVERYWHERE = "filter"
_LOOK_BACK = timedelta(days=14)


def watch(
    directory: Directory, departments: frozenset[str], named: Collection[str], now: datetime
) -> bool:
    """
    Raise and resolve the alarms about silence; True when somebody is told. `departments` are the
    ones that there are: who was taken out of the files is not missed. `named` are those that are
    large enough to be told by their name.
    """
    last = last_signs(now)
    usual = usual_departments(directory.notify, now) & departments
    told = False
    limit = timedelta(hours=directory.notify.silence.department_hours)
    for department in sorted(usual):
        is_silent = _silent(last.get(department), limit, directory.notify, now)
        told |= _say(SITE_SILENT, department, is_silent, directory, now, named)
    open_ones = Alarm.objects.filter(kind=SITE_SILENT, resolved_at=None)
    for subject in open_ones.exclude(subject__in=usual).values_list("subject", flat=True):
        if subject in last and not _silent(last[subject], limit, directory.notify, now):
            resolve_alarm(SITE_SILENT, subject, now)
    newest = max([*last.values(), *_starts()], default=None)
    limit = timedelta(hours=directory.notify.silence.everywhere_hours)
    is_silent = newest is not None and _silent(newest, limit, directory.notify, now)
    return _say(NO_TRAFFIC, EVERYWHERE, is_silent, directory, now) or told


def last_signs(now: datetime) -> dict[str, datetime]:
    """Department to its last sign of life: a prompt that was looked at, or an event."""
    since = now - 2 * _LOOK_BACK
    signs: dict[str, datetime] = {}
    counts = CheckedCount.objects.filter(moved_at__gt=since).values("department")
    events = Event.objects.filter(at__gt=since).values("department")
    for row in (*counts.annotate(last=Max("moved_at")), *events.annotate(last=Max("at"))):
        department = row["department"]
        signs[department] = max(row["last"], signs.get(department, row["last"]))
    return signs


def usual_departments(notify: NotifyFile, now: datetime) -> frozenset[str]:
    """Those that sent something on enough of the last fourteen days."""
    today = now.astimezone(BRUSSELS).date()
    days: defaultdict[str, set[date]] = defaultdict(set)
    figures = DayFigure.objects.filter(day__gte=today - _LOOK_BACK, count__gt=0)
    for department, day in figures.values_list("department", "day").distinct():
        days[department].add(day)
    least = notify.silence.usual_days
    return frozenset(department for department, seen in days.items() if len(seen) >= least)


def _starts() -> list[datetime]:
    # Before anything ever came: since when we have been waiting.
    return [since for since in LogPosition.objects.values_list("since", flat=True) if since]


def _silent(last: datetime | None, limit: timedelta, notify: NotifyFile, now: datetime) -> bool:
    return last is None or working_time(last, now, notify.working_hours) >= limit


def _say(
    kind: str,
    subject: str,
    is_so: bool,  # noqa: FBT001 -- as above
    directory: Directory,
    now: datetime,
    named: Collection[str] = (),
) -> bool:
    if not is_so:
        resolve_alarm(kind, subject, now)
        return False
    shown = shown_subject(kind, subject, named)
    return raise_alarm(kind, subject, now) and directory.tell_alarm(kind, shown, "", now)
