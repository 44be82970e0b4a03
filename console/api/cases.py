"""
Incidents and events, as the desk shows them.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from console.api.asking import Answer, Asked, filtered, limit_of, missing, page_of
from console.desk.cursor import paged
from console.desk.events import EVENT_KEYS
from console.desk.fields import (
    EVENT_FIELDS,
    HOUR,
    INCIDENT_FIELDS,
    MAYBE_MINUTE,
    TEXT,
    Field,
    Schema,
    hour,
    minute,
    seen_by,
    told,
    unread,
)
from console.desk.filters import EventFilter, QueueFilter
from console.desk.groups import groups_of
from console.desk.incident import EVENTS, Told, events_of, history_of
from console.desk.rules import notify_rules
from console.incident_codes import canonical_code
from console.records.clock import deadlines
from console.records.models import Event, Incident


def incidents(asked: Asked) -> Answer:
    """The queue, or another part of the incidents."""
    chosen = filtered(QueueFilter(asked.request))
    cursor, limit = asked.request.GET.get("cursor", ""), limit_of(asked.request)
    part = paged(chosen.apply(Incident.objects.all()), chosen.keys, cursor, limit)
    fields, groups = seen_by(asked.by, INCIDENT_FIELDS), groups_of(asked.request)
    items = [told(each, fields, groups) for each in part.rows]
    return Answer(body=page_of(part, cursor, items), question=chosen.query)


def events(asked: Asked) -> Answer:
    """Decisions of the filter, the newest first."""
    fields = seen_by(asked.by, EVENT_FIELDS)
    names = {field.name for field in fields}
    chosen = filtered(EventFilter(asked.request, complete="department" in names))
    cursor, limit = asked.request.GET.get("cursor", ""), limit_of(asked.request)
    part = paged(chosen.apply(_events(asked)), EVENT_KEYS, cursor, limit)
    groups = groups_of(asked.request)
    items = [told(each, fields, groups) for each in part.rows]
    return Answer(body=page_of(part, cursor, items), question=chosen.query)


def incident(asked: Asked) -> Answer:
    """One incident, by its number or by the code that somebody saw."""
    found = Incident.objects.filter(number=asked.code).first() or _by_code(asked.code)
    if found is None:
        raise missing()
    groups = groups_of(asked.request)
    limits = deadlines(found.detected_at, found.aware_at, notify_rules().deadline.notify_hours)
    fields = seen_by(asked.by, EVENT_FIELDS)
    body = told(found, seen_by(asked.by, INCIDENT_FIELDS), groups) | {
        "safe_until_hour": hour(limits.safe),
        "formal_until": minute(limits.formal),
        "history": [_told(each) for each in history_of(found)],
        "newest_events": [told(each, fields, groups) for each in events_of(found)[:EVENTS]],
    }
    return Answer(body=body, subject=found.number)


def _events(asked: Asked) -> QuerySet[Event]:
    hidden = unread(asked.by, EVENT_FIELDS)
    rows = Event.objects.defer("user_hash", *hidden)
    return rows if "incident" in hidden else rows.select_related("incident")


def _by_code(typed: str) -> Incident | None:
    code = canonical_code(typed)
    if code is None:
        return None
    event = Event.objects.filter(code=code, incident__isnull=False).select_related("incident")
    first = event.first()
    return first.incident if first else None


def _told(each: Told) -> dict[str, Any]:
    """A step or a note, without who and without what they wrote: that stays on the page."""
    return {
        "at": minute(each.at) if each.exact else hour(each.at),
        "before": each.before,
        "after": each.after,
        "note": each.kind,
    }


def schema_of(fields: tuple[Field[Any], ...]) -> dict[str, Any]:
    """Of a row with `fields`. What only some roles see is not required."""
    first = fields[0].right
    return {
        "type": "object",
        "properties": {f.name: {**f.schema, "description": _about(f, first)} for f in fields},
        "required": [f.name for f in fields if f.right is first],
        "additionalProperties": False,
    }


def _about(field: Field[Any], everybodys: object) -> str:
    return field.about if field.right is everybodys else f"{field.about} Only for some roles."


EVENT: Final[Schema] = schema_of(EVENT_FIELDS)
INCIDENT: Final[Schema] = schema_of(INCIDENT_FIELDS)
_MORE: Final[dict[str, Schema]] = {
    "safe_until_hour": {**HOUR, "description": "End of 72 hours since it was detected."},
    "formal_until": {**MAYBE_MINUTE, "description": "End of 72 hours since the DPO was aware."},
    "history": {
        "type": "array",
        "description": "Steps and notes, the newest first, without names and free text.",
        "items": {
            "type": "object",
            "properties": {
                "at": {**TEXT, "description": "A minute for people's deeds, else an hour."},
                "before": TEXT,
                "after": TEXT,
                "note": {**TEXT, "description": "Kind of a note; empty for a step."},
            },
            "required": ["at", "before", "after", "note"],
            "additionalProperties": False,
        },
    },
    "newest_events": {"type": "array", "items": EVENT, "maxItems": EVENTS},
}
WHOLE_INCIDENT: Final[Schema] = {
    **INCIDENT,
    "properties": {**INCIDENT["properties"], **_MORE},
    "required": [*INCIDENT["required"], *_MORE],
}
