"""
Rows of the store with an age, and a job whose clock stands still.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from config.retention import Retention
from console.records.models import Event, Incident, IncidentKind
from console.records.states import State
from console.retention.registry import Job

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


LOG = "log-test"


def job(state_dir, now=NOW, **rules):
    return Job(
        now=now,
        rules=Retention.model_validate({"version": "t", **rules}),
        state_dir=state_dir,
        log=LOG,
    )


def incident(number="KB-2026-000001", state=State.CLOSED, **changes):
    at = changes.pop("at", NOW - timedelta(days=1))
    fields = {
        "kind": IncidentKind.SUSPECTED_LEAK,
        "controller": "gemeente",
        "department": "gemeente",
        "service": "chatgpt",
        "occurred_at": at,
        "last_event_at": at,
        "detected_at": at,
        "closed_at": at if state == State.CLOSED else None,
        "forwarded": "yes",
        "severity": 3,
    }
    return Incident.objects.create(number=number, state=state, **{**fields, **changes})


def event(line_hash="1", at=NOW, **changes):
    fields = {
        "log": "here",
        "code": "KB-7F3K-9Q2M",
        "action": "prompt-rejected",
        "decision": "reject",
        "forwarded": "no",
        "severity": 3,
        "department": "gemeente",
        "service": "chatgpt",
        "channel": "prompt",
    }
    return Event.objects.create(line_hash=line_hash, at=at, **{**fields, **changes})
