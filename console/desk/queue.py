"""
The queue: every incident that was asked for, the most urgent first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.accounts.access import account_of, needs
from console.accounts.questions import note_once
from console.accounts.roles import Right
from console.desk.clocks import Clock, clock_of
from console.desk.cursor import paged
from console.desk.filters import QueueFilter
from console.desk.groups import Groups, groups_of, service_names
from console.desk.live import live_of, unchanged
from console.desk.page import desk_texts, page
from console.desk.rules import notify_rules
from console.records.models import Incident
from console.records.states import State
from console.records.targets import Target, target_of

_ROWS: Final = 50
_KINDS: Final = 3
_WAITING: Final = frozenset({State.NEW, State.INVESTIGATING})
"""States whose aim needs no look at the history."""
_MOST_COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident as the queue shows it."""

    incident: Incident
    department: str
    service: str
    kinds: Sequence[tuple[str, int]]
    """The most frequent kinds with their counts."""
    more_kinds: int
    clock: Clock | None
    target: Target | None


@require_safe
@needs(Right.INCIDENTS)
def queue_page(request: HttpRequest) -> HttpResponse:
    """The queue with its filters; with htmx, its table alone."""
    chosen = QueueFilter(request)
    more = {"filter": chosen, **_table(request, chosen, timezone.now())}
    more["may_export"] = account_of(request).may(Right.EXPORT)
    more["may_open"] = account_of(request).may(Right.DECIDE)
    note_once(request, "queue-viewed", question=chosen.question)
    words = desk_texts(request)["queue"]
    if request.headers.get("HX-Target") == "rows":
        part = page(request, "desk/queue_rows.html", words, more)
        return unchanged(request, part)
    return page(request, "desk/queue.html", words, more)


def rows_of(
    incidents: Iterable[Incident],
    groups: Groups,
    services: Mapping[str, str],
    now: datetime,
) -> list[Row]:
    """The incidents as rows."""
    rules = notify_rules()
    return [
        Row(
            incident=each,
            department=groups.label(each.department),
            service=services.get(each.service, each.service),
            kinds=most_frequent(each.kinds)[:_KINDS],
            more_kinds=max(0, len(each.kinds) - _KINDS),
            clock=clock_of(each, now, rules.deadline.notify_hours),
            target=target_of(each, now, rules.working_hours) if each.state in _WAITING else None,
        )
        for each in incidents
    ]


def most_frequent(kinds: Mapping[str, int]) -> list[tuple[str, int]]:
    """Kinds with their counts, the highest first."""
    return sorted(kinds.items(), key=lambda item: (-item[1], item[0]))


def _table(request: HttpRequest, chosen: QueueFilter, now: datetime) -> dict[str, Any]:
    found = chosen.apply(Incident.objects.all())
    part = paged(
        found.select_related("assignee"), chosen.keys, request.GET.get("cursor", ""), _ROWS
    )
    total = found.order_by()[: _MOST_COUNTED + 1].count()
    return {
        "rows": rows_of(part.rows, groups_of(request), service_names(request), now),
        "next": part.next,
        "previous": part.previous,
        "total": min(total, _MOST_COUNTED),
        "too_many": total > _MOST_COUNTED,
        "live": live_of(request),
    }
