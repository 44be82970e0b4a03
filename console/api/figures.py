"""
Counts of a month by day and by department, in which nobody can be found: protected as in the
reports (`console.dossier.suppression`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, Sum
from django.utils.timezone import localdate

from console.api.asking import Answer, Asked, Parameter, bad
from console.desk.fields import COUNT, MAYBE_COUNT, TEXT, Schema
from console.desk.figures import CHECKED, SERIES
from console.desk.groups import groups_of
from console.desk.start import own_department
from console.dossier.periods import Period
from console.dossier.report import Crowd, column_of, kinds_of, rest_of, sums_of
from console.dossier.suppression import K, Protected, at_least, protect
from console.portal import portal_of
from console.records.models import DayFigure

_SHOWN: Final = (CHECKED, *SERIES)
_NONE: Final[dict[str, int | None]] = dict.fromkeys(SERIES)


def figures(asked: Asked) -> Answer:
    """Of the organisation; for the director of a school, of that school."""
    month = _month(asked)
    portal = portal_of(asked.request)
    k = max(K, portal.min_group)
    own = own_department(asked.by)
    if own is None:
        body = _of_all(month, Crowd.of(portal.policy.departments.all), k)
    elif groups_of(asked.request).is_too_small(own):
        body = _body(_days(month, None, k, shown=frozenset()), dict.fromkeys(_SHOWN), [])
    else:
        body = _of_one(month, own, k)
    return Answer(body={"month": str(month), "k": k, **body}, question=f"month={month}")


def _month(asked: Asked) -> Period:
    text = asked.request.GET.get("month")
    if text is None:
        return _this_month()
    month = Period.said(text)
    if month is None or month.month is None:
        raise bad("month")
    return month


def _this_month() -> Period:
    today = localdate()
    return Period(year=today.year, month=today.month)


def _of_all(month: Period, crowd: Crowd, k: int) -> dict[str, Any]:
    sums = sums_of(month)
    columns = {name: column_of([sums], name, crowd, k) for name in SERIES}
    totals = {CHECKED: at_least(sum(sums.get(CHECKED, {}).values()), k)}
    totals |= {name: column.total for name, column in columns.items()}
    # A day may not tell what the month does not.
    told = frozenset(name for name, total in totals.items() if total is not None)
    named = [slug for slug in crowd.names if any(slug in c.shown for c in columns.values())]
    return _body(
        _days(month, None, k, shown=told),
        totals,
        [{"kind": kind, "count": count} for kind, count in kinds_of(sums, k)],
        departments=[
            {"department": slug, **{name: c.shown.get(slug) for name, c in columns.items()}}
            for slug in named
        ],
        rest={name: rest_of(column, crowd.names) for name, column in columns.items()},
    )


def _of_one(month: Period, own: str, k: int) -> dict[str, Any]:
    sums = {name: {own: found.get(own, 0)} for name, found in sums_of(month).items()}
    totals = {name: at_least(sum(sums.get(name, {}).values()), k) for name in _SHOWN}
    told = frozenset(name for name, total in totals.items() if total is not None)
    kinds = [{"kind": kind, "count": count} for kind, count in kinds_of(sums, k)]
    return _body(_days(month, own, k, shown=told), totals, kinds)


def _body(
    days: list[dict[str, Any]],
    totals: Mapping[str, int | None],
    kinds: list[dict[str, Any]],
    departments: list[dict[str, Any]] | None = None,
    rest: Mapping[str, int | None] | None = None,
) -> dict[str, Any]:
    return {
        "totals": dict(totals),
        "days": days,
        "kinds": kinds,
        "departments": departments or [],
        "rest": dict(rest or _NONE),
    }


def _days(month: Period, own: str | None, k: int, *, shown: frozenset[str]) -> list[dict[str, Any]]:
    """Each day that has begun, with a count for each series, or None where it is not shown."""
    days = _begun(month)
    counted = _counted(month, own)
    columns = {name: _column(counted, name, days, k) for name in shown}
    return [
        {
            "day": str(day),
            **{n: columns[n].shown.get(str(day)) if n in columns else None for n in _SHOWN},
        }
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


PARAMETERS: Final = (
    Parameter(
        name="month",
        schema={"type": "string", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])$"},
        about="Such as 2026-11; the month that is running, unless asked otherwise.",
    ),
)


def _row(first: Mapping[str, Schema], names: tuple[str, ...]) -> Schema:
    properties = {**first, **dict.fromkeys(names, MAYBE_COUNT)}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_SERIES: Final = tuple(SERIES)
SCHEMA: Final[Schema] = {
    "type": "object",
    "description": "A count is null where it is from 1 to k - 1, or would give such a one away.",
    "properties": {
        "month": TEXT,
        "k": {**COUNT, "description": "The smallest count that is told."},
        "totals": _row({}, _SHOWN),
        "days": {
            "type": "array",
            "items": _row({"day": {"type": "string", "format": "date"}}, _SHOWN),
        },
        "kinds": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"kind": TEXT, "count": COUNT},
                "required": ["kind", "count"],
                "additionalProperties": False,
            },
        },
        "departments": {"type": "array", "items": _row({"department": TEXT}, _SERIES)},
        "rest": _row({}, _SERIES),
    },
    "required": ["month", "k", "totals", "days", "kinds", "departments", "rest"],
    "additionalProperties": False,
}
