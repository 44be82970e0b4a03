"""
The events: every decision of the filter, by its metadata and its hour.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from console.accounts.access import account_of, needs
from console.accounts.questions import note_once
from console.accounts.roles import Right
from console.desk.cursor import paged
from console.desk.fields import EVENT_FIELDS, seen_by, unread
from console.desk.filters import EventFilter
from console.desk.groups import groups_of, service_names
from console.desk.page import desk_texts, page
from console.records.models import Event

_ROWS: Final = 50
EVENT_KEYS: Final = ("-at", "-id")
"""The newest first."""


@require_safe
@needs(Right.TECHNICAL)
def events_page(request: HttpRequest) -> HttpResponse:
    """All of the metadata, or the technical fields alone: by the reader's rights."""
    account = account_of(request)
    shown = frozenset(field.name for field in seen_by(account, EVENT_FIELDS))
    complete = "department" in shown
    chosen = EventFilter(request, complete=complete)
    found = chosen.apply(Event.objects.defer("user_hash", *unread(account, EVENT_FIELDS)))
    if "incident" in shown:
        found = found.select_related("incident")
    part = paged(found, EVENT_KEYS, request.GET.get("cursor", ""), _ROWS)
    more = {
        "filter": chosen,
        "complete": complete,
        "shown": shown,
        "rows": [_row(request, event, complete=complete) for event in part.rows],
        "next": part.next,
        "previous": part.previous,
        "may_export": account.may(Right.EXPORT),
    }
    note_once(request, "events-viewed", question=chosen.question)
    return page(request, "desk/events.html", desk_texts(request)["events"], more)


def _row(request: HttpRequest, event: Event, *, complete: bool) -> dict[str, Any]:
    row = {"event": event, "service": service_names(request).get(event.service, event.service)}
    if complete:
        row["department"] = groups_of(request).label(event.department)
    return row
