"""
Whether the filter lives, and the published list: what machines watch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from console.api.asking import Answer, Asked
from console.desk.fields import COUNT, HOUR, TEXT, Schema, hour
from console.desk.groups import Groups, groups_of
from console.desk.health import Grade, Vital, health_of, outbox
from console.portal import portal_of
from console.records.alarms import SITE_SILENT
from console.records.models import Alarm, LogPosition
from console.tools_list import Tool, ToolsList


def health(asked: Asked) -> Answer:
    """What the page of that name shows."""
    found = health_of(portal_of(asked.request).ca_file, timezone.now())
    groups = groups_of(asked.request)
    body = {
        "grade": found.grade,
        "vitals": [_vital(each) for each in found.vitals],
        "alarms": [_alarm(each, groups) for each in found.alarms],
        "logs": [
            {"log": log.log, "lines": log.lines, "read_to_hour": hour(log.updated_at)}
            for log in LogPosition.objects.order_by("log")
        ],
        "outbox": [_waiting(row) for row in outbox()],
    }
    return Answer(body=body)


def tools(asked: Asked) -> Answer:
    """The list as it is published at /lijst."""
    found = ToolsList.of(portal_of(asked.request).policy.catalogue)
    body: dict[str, Any] = {"version": found.version}
    for name, listed in zip(_LISTS, (found.allowed, found.suspended, found.excluded), strict=True):
        body[name] = [_tool(each) for each in listed]
    return Answer(body=body)


def _vital(vital: Vital) -> dict[str, Any]:
    value = vital.value if isinstance(vital.value, int) else None
    at = hour(vital.at) if vital.at else None
    return {"name": vital.name, "grade": vital.grade, "value": value, "hour": at}


def _alarm(alarm: Alarm, groups: Groups) -> dict[str, Any]:
    return {
        "kind": alarm.kind,
        "subject": groups.slug(alarm.subject) if alarm.kind == SITE_SILENT else alarm.subject,
        "detail": alarm.detail,
        "since_hour": hour(alarm.opened_at),
    }


def _waiting(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "channel": row["channel"],
        "state": row["state"],
        "count": row["count"],
        "oldest_hour": hour(row["oldest"]),
    }


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "vendor": tool.vendor,
        "conditions": tool.conditions,
        "reason": tool.reason,
    }


def _rows(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        },
    }


def _whole(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_LISTS: Final = ("allowed", "suspended", "excluded")
_GRADE: Final[Schema] = {"enum": [grade.value for grade in Grade]}
_MAYBE_HOUR: Final[Schema] = {**HOUR, "type": ["string", "null"]}
HEALTH: Final[Schema] = _whole(
    {
        "grade": {**_GRADE, "description": "The worst of the vitals."},
        "vitals": _rows(
            {
                "name": TEXT,
                "grade": _GRADE,
                "value": {"type": ["integer", "null"]},
                "hour": _MAYBE_HOUR,
            }
        ),
        "alarms": _rows({"kind": TEXT, "subject": TEXT, "detail": TEXT, "since_hour": HOUR}),
        "logs": _rows({"log": TEXT, "lines": COUNT, "read_to_hour": HOUR}),
        "outbox": _rows({"channel": TEXT, "state": TEXT, "count": COUNT, "oldest_hour": HOUR}),
    }
)
_TOOLS: Final = _rows(dict.fromkeys(("name", "vendor", "conditions", "reason"), TEXT))
TOOLS: Final[Schema] = _whole({"version": TEXT, **dict.fromkeys(_LISTS, _TOOLS)})
