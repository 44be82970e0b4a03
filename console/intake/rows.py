"""
From a line of the log to a row: the fields of contract part 6, each within its bounds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console.intake.log_tail import Line
from console.records.models import Event

_MOST_ITEMS = 100
"""Of classes and findings; the kinds are a closed list of some forty."""

_MOST_COUNT = 10**9


class NotAnEventError(Exception):
    """The line is ours, and still tells of nothing that this version knows."""


def event_of(line: Line, log: str) -> Event:
    """The row for `line`, not yet saved. Raises `NotAnEventError`."""
    document = line.document
    event, rule, own = (_part(document, name) for name in ("event", "rule", "promptwacht"))
    enisa = _part(own, "enisa")
    return Event(
        line_hash=line.hash,
        log=log,
        code=_text(event, "id", 16),
        at=_time(document.get("@timestamp")),
        action=_text(event, "action", 24),
        decision=_text(own, "decision", 8),
        forwarded=_text(own, "forwarded", 8) or "unknown",
        reason=_text(event, "reason", 64),
        severity=_severity(event.get("severity")),
        rule=_text(rule, "id", 64),
        rule_version=_text(rule, "version", 16),
        user_hash=_text(_part(document, "user"), "hash", 64),
        department=_text(own, "department", 64),
        service=_text(own, "service", 64),
        list_status=_text(own, "list_status", 16),
        channel=_text(own, "channel", 16),
        domain=_text(_part(document, "destination"), "domain", 255),
        classes=[_word(item) for item in _items(own, "classes")],
        findings=_findings(own),
        trial=_trial(own),
        enisa_score=_number(enisa.get("score")),
        enisa_level=_text(enisa, "level", 16),
        policy_version=_text(own, "policy_version", 64),
        list_version=_text(own, "list_version", 64),
    )


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = document.get(name)
    return value if isinstance(value, dict) else {}


def _time(value: object) -> datetime:
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        raise NotAnEventError("no time") from None
    if when.tzinfo is None:
        raise NotAnEventError("no time zone")
    return when


def _text(part: Mapping[str, Any], name: str, most: int) -> str:
    value = part.get(name)
    return _word(value)[:most] if isinstance(value, str | int) else ""


def _word(value: object) -> str:
    # PostgreSQL stores no NUL, and one bad line must not hold up all that follow.
    return str(value).replace("\0", "")[:255]


def _severity(value: object) -> int:
    return min(4, max(1, value)) if isinstance(value, int) else 1


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return None


def _items(part: Mapping[str, Any], name: str) -> list[Any]:
    value = part.get(name)
    return value[:_MOST_ITEMS] if isinstance(value, list) else []


def _findings(own: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "kind": _word(item.get("kind", "")),
            "count": min(_MOST_COUNT, max(0, int(_number(item.get("count")) or 0))),
            "max_score": _number(item.get("max_score")),
        }
        for item in _items(own, "findings")
        if isinstance(item, dict)
    ]


def _trial(own: Mapping[str, Any]) -> dict[str, str] | None:
    value = own.get("trial")
    if not isinstance(value, dict):
        return None
    return {"rule": _word(value.get("rule", "")), "decision": _word(value.get("decision", ""))}
