"""
The report about one group, such as a school, for its own board: no more than the report about
everybody shows of it, or that one would give others away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.desk.figures import SERIES
from console.dossier.periods import Period
from console.dossier.register import breaches
from console.dossier.report import KIND, Crowd, column_of, sums_of, trend_months
from console.dossier.suppression import K, at_least
from policy.department import Department

_TOP_KINDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReport:
    """What happened in one group; None for what is hidden."""

    name: str
    period: Period
    totals: Mapping[str, tuple[int | None, int | None]]
    """Series to this period and the one before."""
    trend: Sequence[tuple[Period, Mapping[str, int | None]]]
    kinds: Sequence[tuple[str, int]]
    breaches: int | None


def groups_with_report(departments: Iterable[Department]) -> dict[str, str]:
    """Slug to name of the groups that are large enough, without those of pupils."""
    crowd = Crowd.of(departments)
    return {slug: name for slug, name in crowd.names.items() if slug not in crowd.small(K)}


def group_report(period: Period, departments: Sequence[Department], slug: str) -> GroupReport:
    """The report about `slug`. Raises `KeyError` for a group that has none."""
    name = groups_with_report(departments)[slug]
    crowd = Crowd.of(departments)
    start, end = period.moments
    found = breaches().filter(department=slug, detected_at__gte=start, detected_at__lt=end)
    return GroupReport(
        name=name,
        period=period,
        totals={
            series: (
                _cell(period, series, crowd, slug),
                _cell(period.earlier(), series, crowd, slug),
            )
            for series in SERIES
        },
        trend=[
            (month, {series: _cell(month, series, crowd, slug) for series in SERIES})
            for month in trend_months(period)
        ],
        kinds=_kinds(period, crowd, slug),
        # Whoever knows the group knows whose the only one was.
        breaches=at_least(found.count(), K),
    )


def _cell(period: Period, series: str, crowd: Crowd, slug: str) -> int | None:
    months = [sums_of(month) for month in period.months]
    return column_of(months, series, crowd, K).shown.get(slug)


def _kinds(period: Period, crowd: Crowd, slug: str) -> list[tuple[str, int]]:
    """Protected like the series, so that the reports of all groups side by side tell no more."""
    months = [sums_of(month) for month in period.months]
    names = sorted({name for sums in months for name in sums if name.startswith(KIND)})
    cells = [(name, column_of(months, name, crowd, K).shown.get(slug)) for name in names]
    found = [(name.removeprefix(KIND), count) for name, count in cells if count]
    return sorted(found, key=lambda each: (-each[1], each[0]))[:_TOP_KINDS]
