"""
Counts of a month by day and by department, in which nobody can be found: protected as in the
reports (`suppression.py`). Programs and the start page of roles without single events get these
and no others: two ways of counting, side by side, would give away what each of them hides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q, Sum
from django.http import HttpRequest
from django.utils.timezone import localdate

from console.accounts.models import Account
from console.desk.figures import CHECKED, SERIES
from console.desk.groups import groups_of
from console.desk.start import own_department
from console.dossier.periods import Period
from console.dossier.report import Crowd, column_of, kinds_of, rest_of, sums_of
from console.dossier.suppression import K, Protected, at_least, protect
from console.portal import portal_of
from console.records.models import DayFigure

SHOWN: Final = (CHECKED, *SERIES)
type Cells = Mapping[str, int | None]
"""Series to count; None for what is hidden."""
_NONE: Final[Cells] = dict.fromkeys(SERIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """A month as it may be shown to somebody who sees no single event."""

    month: Period
    k: int
    totals: Cells
    days: Sequence[tuple[date, Cells]]
    """Each day that has begun."""
    kinds: Sequence[tuple[str, int]]
    departments: Sequence[tuple[str, Cells]] = ()
    rest: Cells


def month_figures(request: HttpRequest, account: Account, month: Period) -> MonthFigures:
    """Of the organisation; for the director of a school, of that school."""
    portal, own = portal_of(request), own_department(account)
    k = max(K, portal.min_group)
    if own is None:
        return _of_all(month, Crowd.of(portal.policy.departments.all), k)
    if groups_of(request).is_too_small(own):
        days = _days(month, None, k, shown=frozenset())
        return MonthFigures(
            month=month, k=k, totals=dict.fromkeys(SHOWN), days=days, kinds=[], rest=_NONE
        )
    return _of_one(month, own, k)


def this_month() -> Period:
    """The one that is running."""
    today = localdate()
    return Period(year=today.year, month=today.month)


def _of_all(month: Period, crowd: Crowd, k: int) -> MonthFigures:
    sums = sums_of(month)
    columns = {name: column_of([sums], name, crowd, k) for name in SERIES}
    totals = {CHECKED: at_least(sum(sums.get(CHECKED, {}).values()), k)}
    totals |= {name: column.total for name, column in columns.items()}
    named = [slug for slug in crowd.names if any(slug in c.shown for c in columns.values())]
    return MonthFigures(
        month=month,
        k=k,
        totals=totals,
        days=_days(month, None, k, shown=_told(totals)),
        kinds=kinds_of(sums, k),
        departments=[
            (slug, {name: c.shown.get(slug) for name, c in columns.items()}) for slug in named
        ],
        rest={name: rest_of(column, crowd.names) for name, column in columns.items()},
    )


def _of_one(month: Period, own: str, k: int) -> MonthFigures:
    sums = {name: {own: found.get(own, 0)} for name, found in sums_of(month).items()}
    totals = {name: at_least(sum(sums.get(name, {}).values()), k) for name in SHOWN}
    return MonthFigures(
        month=month,
        k=k,
        totals=totals,
        days=_days(month, own, k, shown=_told(totals)),
        kinds=kinds_of(sums, k),
        rest=_NONE,
    )


def _told(totals: Cells) -> frozenset[str]:
    """A day may not tell what the month does not."""
    return frozenset(name for name, total in totals.items() if total is not None)


def _days(
    month: Period, own: str | None, k: int, *, shown: frozenset[str]
) -> list[tuple[date, Cells]]:
    days = _begun(month)
    counted = _counted(month, own)
    columns = {name: _column(counted, name, days, k) for name in shown}
    return [
        (day, {n: columns[n].shown.get(str(day)) if n in columns else None for n in SHOWN})
        for day in days
    ]


def _begun(month: Period) -> list[date]:
    length = (min(month.end, localdate() + timedelta(days=1)) - month.start).days
    return [month.start + timedelta(days=n) for n in range(max(0, length))]


def _counted(month: Period, own: str | None) -> Counter[tuple[str, date]]:
    series = {figure: name for name, parts in SERIES.items() for figure in parts}
    series[CHECKED] = CHECKED
    scope = Q(department=own) if own is not None else Q()
    rows = DayFigure.objects.filter(
        scope, figure__in=list(series), day__gte=month.start, day__lt=month.end
    )
    found: Counter[tuple[str, date]] = Counter()
    for figure, day, total in (
        rows.order_by().values_list("figure", "day").annotate(total=Sum("count"))
    ):
        found[series[figure], day] += total
    return found


def _column(
    counted: Mapping[tuple[str, date], int], name: str, days: list[date], k: int
) -> Protected:
    """The days hide one another, as groups do in the reports."""
    return protect({str(day): counted.get((name, day), 0) for day in days}, k)
