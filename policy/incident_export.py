"""
Incidents in other people's formats: CSV for a spreadsheet, ECS, and OCSF for a SIEM.

An incident here is the line of the log as plain JSON, contract and all; a field that an older
version did not write yet is empty in the export.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import Any

type Line = Mapping[str, Any]

COLUMNS = {
    "time": "@timestamp",
    "code": "event.id",
    "action": "event.action",
    "decision": "promptwacht.decision",
    "forwarded": "promptwacht.forwarded",
    "severity": "event.severity",
    "department": "promptwacht.department",
    "service": "promptwacht.service",
    "list_status": "promptwacht.list_status",
    "channel": "promptwacht.channel",
    "domain": "destination.domain",
    "rule": "rule.id",
    "rule_version": "rule.version",
    "reason": "event.reason",
    "classes": "promptwacht.classes",
    "findings": "promptwacht.findings",
    "user_hash": "user.hash",
    "policy_version": "promptwacht.policy_version",
    "list_version": "promptwacht.list_version",
}
"""The columns of the CSV, and where each stands in the line."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(incidents: Iterable[Line]) -> Iterator[str]:
    """RFC 4180 with a header, one piece of text per row."""
    yield csv_row(COLUMNS)
    for incident in incidents:
        yield csv_row(csv_cell(at(incident, path)) for path in COLUMNS.values())


def as_json(incidents: Iterable[Line]) -> Iterator[str]:
    """One JSON array."""
    yield "["
    for number, incident in enumerate(incidents):
        yield ("," if number else "") + "\n" + json.dumps(incident, ensure_ascii=False)
    yield "\n]\n"


def as_ecs(incidents: Iterable[Line]) -> Iterator[str]:
    """JSON Lines, as the log holds them."""
    return (json.dumps(incident, ensure_ascii=False) + "\n" for incident in incidents)


def as_ocsf(incidents: Iterable[Line]) -> Iterator[str]:
    """JSON Lines of OCSF 1.8 Data Security Findings."""
    return (json.dumps(to_ocsf(each), ensure_ascii=False) + "\n" for each in incidents)


FORMATS: Mapping[str, Callable[[Iterable[Line]], Iterator[str]]] = {
    "csv": as_csv,
    "json": as_json,
    "ecs": as_ecs,
    "ocsf": as_ocsf,
}


def at(incident: Line, path: str) -> Any:
    """What stands at `path`, such as `rule.id`; None where there is nothing."""
    value: Any = incident
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def csv_row(cells: Iterable[str]) -> str:
    """One line of RFC 4180."""
    text = StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def csv_cell(value: Any) -> str:
    """
    `value` as a cell that no spreadsheet runs; lists in one cell, counts before their kinds.
    """
    if isinstance(value, list):
        value = "; ".join(_item(item) for item in value)
    text = "" if value is None else str(value)
    # A spreadsheet would run it: https://owasp.org/www-community/attacks/CSV_Injection
    return f"'{text}" if text.startswith(_FORMULA) else text


def _item(item: Any) -> str:
    if isinstance(item, Mapping):
        return f"{item.get('count')} {item.get('kind')}"
    return str(item)


_SEVERITY = {1: 2, 2: 3, 3: 4, 4: 5}
"""Ours to OCSF's: 2 low, 3 medium, 4 high, 5 critical."""

_ALLOWED, _DENIED = 1, 2
_OUTCOME = {
    "allow": (_ALLOWED, 1),
    "redact": (_ALLOWED, 11),
    "reject": (_DENIED, 2),
    "block": (_DENIED, 2),
}
"""Decision to OCSF's action and disposition: 1 allowed, 11 corrected, 2 blocked."""

_CATEGORY = {"personal": 1, "confidential": 2}
"""OCSF's categories of data: 1 personal, 2 governmental; 99 is another."""


def to_ocsf(incident: Line) -> dict[str, Any]:
    """
    An OCSF 1.8 Data Security Finding (class 2006), with the profile `security_control`.

    What OCSF 1.8 has no field for, the chain among it, is under `unmapped`.
    """
    action_id, disposition_id = _OUTCOME.get(at(incident, "promptwacht.decision"), (0, 0))
    code, when = at(incident, "event.id"), _milliseconds(at(incident, "@timestamp"))
    return {
        "class_uid": 2006,
        "category_uid": 2,
        "activity_id": 1,
        "type_uid": 200601,
        "time": when,
        "severity_id": _SEVERITY.get(at(incident, "event.severity"), 0),
        "status_id": 1,
        "action_id": action_id,
        "disposition_id": disposition_id,
        "message": f"{at(incident, 'event.action')} ({at(incident, 'promptwacht.service')})",
        "metadata": _metadata(incident),
        "finding_info": {
            "uid": code,
            "title": at(incident, "event.action"),
            "created_time": when,
        },
        "data_security": _data_security(incident),
        "actor": {"user": {"uid": at(incident, "user.hash")}},
        "dst_endpoint": {"domain": at(incident, "destination.domain")},
        "unmapped": {"promptwacht": at(incident, "promptwacht")},
    }


def _metadata(incident: Line) -> dict[str, Any]:
    return {
        "version": "1.8.0",
        "uid": at(incident, "event.id"),
        "profiles": ["security_control"],
        "product": {
            "name": at(incident, "observer.name"),
            "vendor_name": "promptwacht",
            "version": at(incident, "observer.version"),
        },
    }


def _data_security(incident: Line) -> dict[str, Any]:
    classes = at(incident, "promptwacht.classes") or []
    findings = at(incident, "promptwacht.findings") or []
    return {
        "category_id": _CATEGORY.get(classes[0], 99) if classes else 0,
        "data_lifecycle_state_id": 2,  # in transit
        "detection_system_id": 5,  # secure web gateway
        "policy": {
            "uid": at(incident, "rule.id"),
            "name": at(incident, "rule.id"),
            "version": at(incident, "promptwacht.policy_version"),
        },
        "discovery_details": [{"type": f["kind"], "count": f["count"]} for f in findings],
    }


def _milliseconds(timestamp: str) -> int:
    return int(datetime.fromisoformat(timestamp).timestamp() * 1000)
