"""
How often a rule was wrong, as far as people judged it (domain rules 3.7, point 5).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from console.records.clock import BRUSSELS
from console.records.models import DayFigure, Event, Transition
from console.records.states import State

_FIGURE = "rule:"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleQuality:
    """One rule over some days."""

    rule: str
    wrong: int
    """Incidents that were judged to be false alarms of this rule."""
    fired: int
    """How often it decided at all."""

    @property
    def percent(self) -> float:
        """Of its decisions; never more than all of them."""
        return min(100.0, 100.0 * self.wrong / self.fired) if self.fired else 100.0


def false_positives(now: datetime, days: int = 30) -> list[RuleQuality]:
    """Rules that were wrong in the last `days`, the worst first."""
    since = now - timedelta(days=days)
    wrong = _wrong(since)
    fired = _fired(since.astimezone(BRUSSELS).date())
    found = (RuleQuality(rule=r, wrong=n, fired=fired.get(r, 0)) for r, n in wrong.items())
    return sorted(found, key=lambda q: (-q.wrong, -q.percent, q.rule))


def _wrong(since: datetime) -> Counter[str]:
    judged = Transition.objects.filter(after=State.FALSE_POSITIVE, at__gte=since)
    incidents = judged.values_list("incident_id", flat=True)
    # An incident counts once for each rule in it, however many events it has.
    pairs = (
        Event.objects.filter(incident_id__in=incidents)
        .exclude(rule="")
        .order_by()
        .values_list("incident_id", "rule")
        .distinct()
    )
    return Counter(rule for _, rule in pairs)


def _fired(since: date) -> dict[str, int]:
    figures = DayFigure.objects.filter(figure__startswith=_FIGURE, day__gte=since)
    rows = figures.order_by().values_list("figure").annotate(total=Sum("count"))
    return {figure.removeprefix(_FIGURE): total for figure, total in rows}
