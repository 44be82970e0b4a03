"""
Taking incidents and events out, as CSV or JSON: what was filtered, no more than a page shows, each
row with who took it out and when, and a line in the record of looking.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk.fields import EVENT_FIELDS, INCIDENT_FIELDS, seen_by, told
from console.desk.filters import EventFilter, QueueFilter
from console.desk.groups import groups_of
from console.records.models import Event, Incident
from policy.incident_export import csv_cell, csv_row

_CHUNK: Final = 1000
_REASON: Final = 500

type Row = dict[str, Any]


@require_safe
@needs(Right.EXPORT)
def incidents_csv(request: HttpRequest) -> HttpResponse:
    """The filtered queue for a spreadsheet."""
    return _csv(request, "incidents", _incidents(request))


@require_safe
@needs(Right.EXPORT)
def incidents_json(request: HttpRequest) -> HttpResponse:
    """The filtered queue for a program."""
    return _json(request, "incidents", _incidents(request))


@require_safe
@needs(Right.EXPORT)
def events_csv(request: HttpRequest) -> HttpResponse:
    """The filtered events for a spreadsheet."""
    return _csv(request, "events", _events(request))


@require_safe
@needs(Right.EXPORT)
def events_json(request: HttpRequest) -> HttpResponse:
    """The filtered events for a program."""
    return _json(request, "events", _events(request))


def _incidents(request: HttpRequest) -> Iterator[Row]:
    chosen, groups = QueueFilter(request), groups_of(request)
    rows = chosen.apply(Incident.objects.all()).order_by(*chosen.keys)
    fields = seen_by(account_of(request), INCIDENT_FIELDS)
    return (told(each, fields, groups) for each in rows.iterator(_CHUNK))


def _events(request: HttpRequest) -> Iterator[Row]:
    chosen, groups = EventFilter(request, complete=True), groups_of(request)
    rows = chosen.apply(Event.objects.select_related("incident")).order_by("-at", "-id")
    fields = seen_by(account_of(request), EVENT_FIELDS)
    return (told(each, fields, groups) for each in rows.iterator(_CHUNK))


def _csv(request: HttpRequest, what: str, rows: Iterable[Row]) -> HttpResponse:
    mark = _watermark(request, what, "csv")

    def lines() -> Iterator[str]:
        for number, row in enumerate(rows):
            full = {**row, **mark}
            if number == 0:
                yield csv_row(full)
            yield csv_row(map(csv_cell, full.values()))

    return _file(lines(), f"{what}.csv", "text/csv; charset=utf-8")


def _json(request: HttpRequest, what: str, rows: Iterable[Row]) -> HttpResponse:
    mark = _watermark(request, what, "json")

    def pieces() -> Iterator[str]:
        yield json.dumps(mark, ensure_ascii=False)[:-1] + f', "{what}": ['
        for number, row in enumerate(rows):
            yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
        yield "\n]}\n"

    return _file(pieces(), f"{what}.json", "application/json")


def _watermark(request: HttpRequest, what: str, form: str) -> Mapping[str, str]:
    """Who takes it out and when; written down before the first row leaves."""
    account = account_of(request)
    reason = f"{form} {request.GET.urlencode()}"[:_REASON]
    audit.note(account, f"{what}-exported", reason=reason, request=request)
    return {
        "exported_by": account.username,
        "exported_at": localtime().isoformat(timespec="minutes"),
    }


def _file(pieces: Iterator[str], name: str, kind: str) -> HttpResponse:
    day = timezone.localdate().isoformat()
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{day}-{name}"'
    return answer  # type: ignore[return-value]  # a response all the same, for whoever calls a view
