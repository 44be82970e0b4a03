"""
What a report says: figures in which nobody can be found, and counts of what the DPO did.

Figures about prompts, of groups and of kinds are protected (`suppression.py`). Counts of breaches,
tools and exemptions are about the organisation, not about groups of people: they are told exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Sum

from console.desk.figures import CHECKED, SERIES
from console.dossier.periods import Period
from console.dossier.register import breaches
from console.dossier.suppression import K, Protected, at_least, protect, protect_further
from console.dossier.year_suppression import protect_year
from console.measures.models import Approval, Stop, ToolRequest, ToolState
from console.records.models import Alarm, DayFigure, Event, Incident, IncidentKind, Transition
from console.records.states import State
from policy.department import Audience, Department

_TREND: Final = 12
"""Months in the trend."""
_TOP_KINDS, _TOP_RULES = 8, 3
KIND: Final = "kind:"
"""What figures about kinds begin with."""
_MANY: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """The departments, for the purpose of hiding in them."""

    names: Mapping[str, str]
    members: Mapping[str, int]
    """Of each department; very many where nobody counted them, and none for pupils."""

    @classmethod
    def of(cls, departments: Iterable[Department]) -> Crowd:
        every = list(departments)
        return cls(
            names={d.slug: d.name for d in every}, members={d.slug: _members(d) for d in every}
        )

    def small(self, k: int) -> frozenset[str]:
        """Those with too few members to be named."""
        return frozenset(slug for slug, count in self.members.items() if count < k)

    @property
    def order(self) -> list[str]:
        """In which they join the rest: the smallest first."""
        return sorted(self.members, key=lambda slug: (self.members[slug], slug))


def _members(department: Department) -> int:
    if department.audience is Audience.PUPILS:
        return 0
    return _MANY if department.members is None else department.members


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """Groups by series; None where a cell is part of the rest."""

    rows: Sequence[tuple[str, Sequence[int | None]]]
    """Name of a group and its cells."""
    rest: Sequence[int | None]
    totals: Sequence[int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything in figures."""

    period: Period
    k: int
    totals: Mapping[str, tuple[int | None, int | None]]
    """`checked`, the series and `self_reports`: now, and in the period before."""
    trend: Sequence[tuple[Period, Mapping[str, int | None]]]
    kinds: Sequence[tuple[str, int]]
    groups: GroupTable
    rules: Sequence[tuple[str, int]]
    """With the most false alarms."""
    counts: Mapping[str, int]
    """Breaches, tools, exemptions, suspensions, alarms, days with traffic."""
    breaches: Sequence[Breach] | None
    """Each with its reason, in the words of the DPO; None for readers of counts only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One line of the yearly list: no person, no group, no day."""

    number: str
    month: date
    state: str
    is_notified: bool
    reason: str
    """Why it was not notified."""


def report(
    period: Period, departments: Iterable[Department], k: int = K, *, reads_incidents: bool = False
) -> Report:
    """
    The report about `period`, for readers who may see groups of `k` and more: `K`, or more than
    that. Breaches one by one are for who may read them anyway, and never to be published: what
    somebody wrote about a breach may tell whose it was.
    """
    crowd = Crowd.of(departments)
    now, before = sums_of(period), sums_of(period.earlier())
    return Report(
        period=period,
        k=k,
        totals=_totals(period, now, before, crowd, k),
        trend=[(month, _month_totals(month, crowd, k)) for month in trend_months(period)],
        kinds=kinds_of(now, k),
        groups=_groups(period, crowd, k),
        rules=_rules(period),
        counts=_counts(period),
        breaches=_breaches(period) if reads_incidents and k <= K else None,
    )


type _Sums = Mapping[str, Mapping[str, int]]
"""Series, `checked` or `kind:…` to department to count."""


def sums_of(period: Period) -> _Sums:
    """All counts of `period`."""
    found = (
        DayFigure.objects.filter(day__gte=period.start, day__lt=period.end)
        .values_list("figure", "department")
        .annotate(total=Sum("count"))
    )
    series = {figure: name for name, figures in SERIES.items() for figure in figures}
    sums: dict[str, Counter[str]] = {}
    for figure, department, total in found:
        is_kept = figure == CHECKED or figure.startswith(KIND)
        name = series.get(figure, figure if is_kept else "")
        if name:
            sums.setdefault(name, Counter())[department] += total
    return sums


def _column(sums: _Sums, name: str, crowd: Crowd) -> dict[str, int]:
    """All departments, those without a count and those that are no longer there too."""
    found = sums.get(name, {})
    return {slug: found.get(slug, 0) for slug in dict.fromkeys((*crowd.order, *sorted(found)))}


def _protected(sums: _Sums, name: str, crowd: Crowd, k: int) -> Protected:
    column = _column(sums, name, crowd)
    order = _order(column, crowd)
    base = protect(column, K, small=crowd.small(K), order=order)
    # Whoever sees this report may have seen the usual one.
    return base if k <= K else protect_further(base, column, k, small=crowd.small(k), order=order)


def _order(column: Iterable[str], crowd: Crowd) -> list[str]:
    return list(dict.fromkeys((*crowd.order, *sorted(column))))


def _totals(
    period: Period, now: _Sums, before: _Sums, crowd: Crowd, k: int
) -> dict[str, tuple[int | None, int | None]]:
    # What a look at one column tells must not be more than the table of groups does.
    totals = {
        name: (_protected(now, name, crowd, k).total, _protected(before, name, crowd, k).total)
        for name in SERIES
    }
    checked = (sum(now.get(CHECKED, {}).values()), sum(before.get(CHECKED, {}).values()))
    reports = (_self_reports(period), _self_reports(period.earlier()))
    return {
        "checked": (at_least(checked[0], k), at_least(checked[1], k)),
        **totals,
        "self_reports": (at_least(reports[0], k), at_least(reports[1], k)),
    }


def _self_reports(period: Period) -> int:
    start, end = period.moments
    return Incident.objects.filter(
        kind=IncidentKind.SELF_REPORT, detected_at__gte=start, detected_at__lt=end
    ).count()


def trend_months(period: Period) -> list[Period]:
    """The months of a year, or those up to and including a month."""
    if period.month is None:
        return period.months
    return [period.earlier(count) for count in reversed(range(_TREND))]


def _month_totals(month: Period, crowd: Crowd, k: int) -> dict[str, int | None]:
    sums = sums_of(month)
    return {name: _protected(sums, name, crowd, k).total for name in SERIES}


def kinds_of(sums: _Sums, k: int) -> list[tuple[str, int]]:
    """Only those of k and more; no total stands beside them from which others would follow."""
    found = [
        (name.removeprefix(KIND), sum(counts.values()))
        for name, counts in sums.items()
        if name.startswith(KIND)
    ]
    shown = [(kind, count) for kind, count in found if count >= k]
    return sorted(shown, key=lambda each: (-each[1], each[0]))[:_TOP_KINDS]


def _groups(period: Period, crowd: Crowd, k: int) -> GroupTable:
    months = [sums_of(month) for month in period.months]
    columns = [column_of(months, name, crowd, k) for name in SERIES]
    named = [slug for slug in crowd.names if any(slug in column.shown for column in columns)]
    rows = [(crowd.names[slug], [column.shown.get(slug) for column in columns]) for slug in named]
    return GroupTable(
        rows=[row for row in rows if any(row[1])],
        # Groups that are no longer there have no name; they are told with the rest.
        rest=[rest_of(column, crowd.names) for column in columns],
        totals=[column.total for column in columns],
    )


def column_of(months: Sequence[_Sums], name: str, crowd: Crowd, k: int) -> Protected:
    """One series by group, over the months of one period, as it may be shown."""
    if len(months) == 1:
        return _protected(months[0], name, crowd, k)
    tables = [_column(sums, name, crowd) for sums in months]
    order = _order((slug for table in tables for slug in table), crowd)
    whole = [{slug: table.get(slug, 0) for slug in order} for table in tables]
    year = protect_year(whole, K, small=crowd.small(K), order=order)
    if k > K:
        year = protect_year(whole, k, small=crowd.small(k), order=order, base=year)
    return year.sums


def rest_of(column: Protected, names: Collection[str]) -> int | None:
    """What is told without a name: the hidden groups, and those that are no longer there."""
    if column.rest is None:
        return None
    return column.rest + sum(n for slug, n in column.shown.items() if slug not in names)


def _rules(period: Period) -> list[tuple[str, int]]:
    """In how many incidents that turned out to be false alarms each rule had a part."""
    start, end = period.moments
    wrong = Transition.objects.filter(after=State.FALSE_POSITIVE, at__gte=start, at__lt=end)
    pairs = (
        Event.objects.filter(incident__in=wrong.values("incident"))
        .exclude(rule="")
        .order_by()
        .values_list("rule", "incident")
        .distinct()
    )
    return Counter(rule for rule, _ in pairs).most_common(_TOP_RULES)


def _counts(period: Period) -> dict[str, int]:
    start, end = period.moments
    found = breaches().filter(detected_at__gte=start, detected_at__lt=end)
    notified = found.filter(transitions__after=State.NOTIFIED).distinct()
    kept_back = found.filter(transitions__after=State.NOT_NOTIFIED).exclude(pk__in=notified)
    days = DayFigure.objects.filter(
        figure=CHECKED, day__gte=period.start, day__lt=period.end, count__gt=0
    )
    tools = ToolRequest.objects.filter(decided_at__gte=start, decided_at__lt=end)
    alarms = Alarm.objects.filter(opened_at__gte=start, opened_at__lt=end)
    return {
        "incidents": Incident.objects.filter(detected_at__gte=start, detected_at__lt=end).count(),
        "breaches": found.count(),
        "notified": notified.count(),
        "not_notified": kept_back.distinct().count(),
        "undecided": found.exclude(pk__in=notified).exclude(pk__in=kept_back).count(),
        "tools_asked": ToolRequest.objects.filter(asked_at__gte=start, asked_at__lt=end).count(),
        "tools_allowed": tools.filter(state=ToolState.ALLOWED).count(),
        "tools_excluded": tools.filter(state=ToolState.EXCLUDED).count(),
        "stops": Stop.objects.filter(stopped_at__gte=start, stopped_at__lt=end).count(),
        "exemptions": Approval.objects.filter(granted_at__gte=start, granted_at__lt=end).count(),
        "alarms": alarms.count(),
        "days": days.values("day").distinct().count(),
    }


def _breaches(period: Period) -> list[Breach]:
    start, end = period.moments
    return [
        _breach(incident)
        for incident in breaches().filter(detected_at__gte=start, detected_at__lt=end)
    ]


def _breach(incident: Incident) -> Breach:
    steps = list(incident.transitions.all())
    kept_back = [step.reason for step in steps if step.after == State.NOT_NOTIFIED]
    is_notified = any(step.after == State.NOTIFIED for step in steps)
    return Breach(
        number=incident.number,
        month=incident.detected_at.date().replace(day=1),
        state=incident.state,
        is_notified=is_notified,
        reason="" if is_notified or not kept_back else kept_back[-1],
    )
