"""
What there is to see of an event and of an incident, field by field, and which right shows it.

The one list behind pages, exports and the API (domain rules 3.4): what no field here gives out
leaves by none of them. Moments of the machine are told by their hour, small departments by `other`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Model
from django.utils.timezone import localtime

from console.accounts.models import Account
from console.accounts.roles import Right
from console.desk.forms import FACTORS, held
from console.desk.groups import Groups
from console.desk.incident import score_of
from console.records.models import Event, Incident

type Schema = Mapping[str, Any]
"""As JSON Schema 2020-12 describes a value."""

TEXT: Final[Schema] = {"type": "string"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
MAYBE_COUNT: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}
HOUR: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d$"}
# Not "date-time": RFC 3339 wants seconds, which nobody here has.
MAYBE_MINUTE: Final[Schema] = {
    "type": ["string", "null"],
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$",
}
WORDS: Final[Schema] = {"type": "array", "items": TEXT}
FINDINGS: Final[Schema] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"kind": TEXT, "count": COUNT, "max_score": {"type": "number"}},
        "required": ["kind", "count"],
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field[Row: Model]:
    """One thing to know about a row."""

    name: str
    """As exports and the API call it."""
    right: Right
    """Who lacks it never gets the field, and the store is not asked for its column."""
    schema: Schema
    about: str
    """For whoever reads the description of the API."""
    read: Callable[[Row, Groups], Any] | None = None
    """How it is made from the row; None: it is the column of that name."""
    column: str = ""
    """The column that it is made from; empty: the one of its name."""

    def of(self, row: Row, groups: Groups) -> Any:
        """Its value for `row`."""
        return self.read(row, groups) if self.read else getattr(row, self.name)


def seen_by[Row: Model](account: Account, fields: Sequence[Field[Row]]) -> list[Field[Row]]:
    """Those of `fields` that the rights of `account` show."""
    return [field for field in fields if account.may(field.right)]


def unread[Row: Model](account: Account, fields: Sequence[Field[Row]]) -> list[str]:
    """Columns that need not be read for `account`: what must not be shown is not read either."""
    return [field.column or field.name for field in fields if not account.may(field.right)]


def told[Row: Model](row: Row, fields: Sequence[Field[Row]], groups: Groups) -> dict[str, Any]:
    """`row` as JSON, by `fields`."""
    return {field.name: field.of(row, groups) for field in fields}


def hour(moment: datetime) -> str:
    """Local day and hour. The minute of an event could tell who it was."""
    return localtime(moment).strftime("%Y-%m-%dT%H")


def minute(moment: datetime | None) -> str | None:
    """Of what people of the console did themselves."""
    return localtime(moment).isoformat(timespec="minutes") if moment else None


def _score(incident: Incident, name: str) -> Any:
    found = score_of(*(held(incident, factor) for factor in FACTORS))
    return getattr(found, name) if found else None


def _event(name: str, right: Right, schema: Schema, about: str, **more: Any) -> Field[Event]:
    return Field(name=name, right=right, schema=schema, about=about, **more)


def _incident(name: str, schema: Schema, about: str, **more: Any) -> Field[Incident]:
    return Field(name=name, right=Right.INCIDENTS, schema=schema, about=about, **more)


_T, _E = Right.TECHNICAL, Right.EVENTS

EVENT_FIELDS: Final[tuple[Field[Event], ...]] = (
    _event("hour", _T, HOUR, "Day and hour, Europe/Brussels; never the minute.",
           read=lambda e, _: hour(e.at), column="at"),
    _event("code", _T, TEXT, "The code that the person saw, such as KB-7F3K-9Q2M."),
    _event("action", _T, TEXT, "What the filter did, such as prompt-rejected."),
    _event("decision", _E, TEXT, "allow, redact, reject or block."),
    _event("forwarded", _E, TEXT, "Whether text left: no, partly, yes or unknown."),
    _event("severity", _E, COUNT, "Of the attempt, 1 to 4."),
    _event("department", _E, TEXT, "Slug; `other` for those with too few members.",
           read=lambda e, groups: groups.slug(e.department)),
    _event("service", _T, TEXT, "Slug of the AI service."),
    _event("list_status", _T, TEXT, "What the published list said of it then."),
    _event("channel", _T, TEXT, "prompt, draft, upload, websocket, api or url."),
    _event("rule", _T, TEXT, "Rule that decided; empty where none did."),
    _event("rule_version", _T, TEXT, "Its version."),
    _event("reason", _T, TEXT, "A word for why, such as rule or too-large."),
    _event("classes", _E, WORDS, "personal, confidential, security."),
    _event("findings", _E, FINDINGS, "Kinds with their counts; never what was found."),
    _event("policy_version", _T, TEXT, "Version of the rules."),
    _event("list_version", _T, TEXT, "Version of the list of services."),
    _event("incident", Right.INCIDENTS, {"type": ["string", "null"]},
           "Number of the incident that it belongs to.",
           read=lambda e, _: e.incident.number if e.incident else None),
)  # fmt: skip
"""Of an event, in the order in which exports tell them."""

INCIDENT_FIELDS: Final[tuple[Field[Incident], ...]] = (
    _incident("number", TEXT, "Such as KB-2026-000123."),
    _incident("kind", TEXT, "Why it was opened, such as suspected-leak."),
    _incident("state", TEXT, "Where it is in its course, such as nieuw."),
    _incident("controller", TEXT, "Slug of the legal person that answers for the data."),
    _incident("department", TEXT, "Slug; `other` for those with too few members.",
              read=lambda i, groups: groups.slug(i.department)),
    _incident("service", TEXT, "Slug of the AI service."),
    _incident("list_status", TEXT, "What the published list said of it then."),
    _incident("channel", TEXT, "prompt, draft, upload, websocket, api or url."),
    _incident("forwarded", TEXT, "The worst of its events: unknown, yes, partly or no."),
    _incident("occurred_hour", HOUR, "Hour of its first event, Europe/Brussels.",
              read=lambda i, _: hour(i.occurred_at)),
    _incident("detected_hour", HOUR, "Hour at which the filter or a report told of it.",
              read=lambda i, _: hour(i.detected_at)),
    _incident("aware_at", MAYBE_MINUTE, "When the DPO became aware: the 72 hours begin.",
              read=lambda i, _: minute(i.aware_at)),
    _incident("closed_at", MAYBE_MINUTE, "When it was closed.",
              read=lambda i, _: minute(i.closed_at)),
    _incident("events", COUNT, "How many events it holds.", read=lambda i, _: i.events_count),
    _incident("severity", COUNT, "Of the attempt, 1 to 4: the highest of its events."),
    _incident("enisa_score", {"type": ["number", "null"]}, "ENISA's score that holds.",
              read=lambda i, _: _score(i, "se")),
    _incident("enisa_level", {"type": ["string", "null"]}, "The level that it means.",
              read=lambda i, _: _score(i, "level")),
    _incident("classes", WORDS, "personal, confidential, security."),
    _incident("kinds", FINDINGS, "Kinds with their counts over all events.",
              read=lambda i, _: [{"kind": k, "count": n} for k, n in sorted(i.kinds.items())]),
    _incident("est_subjects", MAYBE_COUNT, "How many people the DPO thinks it concerns."),
    _incident("est_records", MAYBE_COUNT, "How many records the DPO thinks it concerns."),
    _incident("minors", {"type": "boolean"}, "Whether minors are among them."),
)  # fmt: skip
"""Of an incident, in the order in which exports tell them."""
