"""
The figures of the start page: this week against the weeks before, from counts without people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import make_aware

from console.desk.groups import Groups
from console.records.models import DayFigure, Incident, IncidentKind
from policy.finding import Kind

WEEK: Final = 7
_WEEKS_BEFORE: Final = 8
CHART_DAYS: Final = 28
_TOP: Final = 6

CHECKED: Final = "checked"
REDACTED: Final = ("action:prompt-redacted",)
REJECTED: Final = ("action:prompt-rejected", "action:upload-rejected")
BLOCKED: Final = ("action:service-blocked", "action:service-unlisted")
SERIES: Final[Mapping[str, tuple[str, ...]]] = {
    "redacted": REDACTED,
    "rejected": REJECTED,
    "blocked": BLOCKED,
}
"""What the chart stacks."""
_KINDS: Final = tuple(f"kind:{kind}" for kind in Kind)
_ACTIONS: Final = tuple(figure for figures in SERIES.values() for figure in figures)


class Trend(StrEnum):
    """Against what is usual; a word goes with the arrow."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count of the last seven days beside the average of the eight weeks before."""

    name: str
    count: int
    usual: float

    @property
    def trend(self) -> Trend:
        """A tenth more or less is the same, and so is one of a few."""
        margin = max(1.0, self.usual / 10)
        if abs(self.count - self.usual) <= margin:
            return Trend.SAME
        return Trend.UP if self.count > self.usual else Trend.DOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that the start page counts."""

    counters: Sequence[Figure]
    kinds: Sequence[Figure]
    departments: Sequence[Figure]
    days: Sequence[tuple[date, Mapping[str, int]]]
    """Each day of the chart, oldest first, with its count per series."""

    @property
    def checked(self) -> int:
        """Prompts that were looked at in the last seven days."""
        return self.counters[0].count


def figures_of(today: date, groups: Groups) -> Figures:
    """The figures up to and including `today`."""
    counts = _counts(today, Q(figure__in=(CHECKED, *_ACTIONS)))
    return Figures(
        counters=[*_counters(today, counts), _self_reports(today)],
        kinds=_top(_kinds(today)),
        departments=_top(_rolled_up(today, counts, groups)),
        days=_days(today, counts),
    )


def is_silent(today: date) -> bool:
    """Whether no prompt at all was looked at in the last seven days: no good news."""
    checked = DayFigure.objects.filter(figure=CHECKED, day__gte=_week(today), day__lte=today)
    return not checked.filter(count__gt=0).exists()


@dataclass(frozen=True, slots=True)
class Count:
    """How often on one day in one department."""

    figure: str
    day: date
    department: str
    count: int


type Weeks = tuple[int, int]
"""Count of the last seven days, and of the eight weeks before together."""


def _counts(today: date, wanted: Q) -> list[Count]:
    """One look at the store for all that is counted by day: looks are what costs."""
    rows = _recent(today).filter(wanted).values_list("figure", "day", "department")
    return [Count(*row) for row in rows.annotate(Sum("count"))]


def _recent(today: date) -> QuerySet[DayFigure]:
    oldest = _week(today) - timedelta(weeks=_WEEKS_BEFORE)
    return DayFigure.objects.filter(day__gte=oldest, day__lte=today).order_by()


def _week(today: date) -> date:
    """The first of the last seven days."""
    return today - timedelta(days=WEEK - 1)


def _per_week(today: date, named: Iterable[tuple[str, Count]]) -> dict[str, Weeks]:
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for name, count in named:
        (now if count.day >= _week(today) else before)[name] += count.count
    return {name: (now[name], before[name]) for name in now | before}


def _counters(today: date, counts: Iterable[Count]) -> list[Figure]:
    found = _per_week(today, ((count.figure, count) for count in counts))
    named = {CHECKED: (CHECKED,), **SERIES}
    return [_sum(name, (found.get(f) for f in parts)) for name, parts in named.items()]


def _kinds(today: date) -> dict[str, Weeks]:
    rows = _recent(today).filter(figure__in=_KINDS).values_list("figure")
    totals = rows.annotate(
        now=Sum("count", filter=Q(day__gte=_week(today)), default=0),
        before=Sum("count", filter=Q(day__lt=_week(today)), default=0),
    )
    return {name: (now, before) for name, now, before in totals}


def _self_reports(today: date) -> Figure:
    own = Incident.objects.filter(kind=IncidentKind.SELF_REPORT)
    first = _week(today)
    # Bounds and no `__date`: SQLite would call Python for every row.
    week = make_aware(datetime.combine(first, time()))
    oldest = make_aware(datetime.combine(first - timedelta(weeks=_WEEKS_BEFORE), time()))
    earlier = own.filter(detected_at__gte=oldest, detected_at__lt=week).count()
    return Figure(
        name="self-reports",
        count=own.filter(detected_at__gte=week).count(),
        usual=earlier / _WEEKS_BEFORE,
    )


def _rolled_up(today: date, counts: Iterable[Count], groups: Groups) -> dict[str, Weeks]:
    """What was acted on per department, the small ones together."""
    acted = (count for count in counts if count.figure != CHECKED)
    return _per_week(today, ((groups.slug(count.department), count) for count in acted))


def _sum(name: str, parts: Iterable[Weeks | None]) -> Figure:
    weeks = [part or (0, 0) for part in parts]
    return Figure(
        name=name,
        count=sum(now for now, _ in weeks),
        usual=sum(before for _, before in weeks) / _WEEKS_BEFORE,
    )


def _top(found: Mapping[str, Weeks]) -> list[Figure]:
    every = [_sum(name.removeprefix("kind:"), [weeks]) for name, weeks in found.items()]
    seen = (figure for figure in every if figure.count)
    return sorted(seen, key=lambda figure: (-figure.count, figure.name))[:_TOP]


def _days(today: date, counts: Iterable[Count]) -> list[tuple[date, Mapping[str, int]]]:
    first = today - timedelta(days=CHART_DAYS - 1)
    counted: Counter[tuple[date, str]] = Counter()
    for count in counts:
        counted[count.day, count.figure] += count.count
    days = (first + timedelta(days=n) for n in range(CHART_DAYS))
    return [
        (day, {name: sum(counted[day, f] for f in parts) for name, parts in SERIES.items()})
        for day in days
    ]
