"""
Incidents to write, and the way to read a log back.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from policy.finding import Kind
from policy.incident import EventAction, FindingCount, Forwarded, Incident
from policy.incident_chain import Report
from policy.verdict import Action
from proxy.incident_reading import verify_folder

KEY = b"k" * 32
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def incident(code="KB-0000-0001", at=NOON, **changes):
    fields = {
        "action": EventAction.PROMPT_REDACTED,
        "decision": Action.REDACT,
        "forwarded": Forwarded.PARTLY,
        "reason": "rule",
        "rule": "personal-data-redact",
        "rule_version": 1,
        "severity": 2,
        "user_hash": "0" * 32,
        "department": "gemeente",
        "service": "chatgpt",
        "list_status": "allowed",
        "channel": "prompt",
        "domain": "chatgpt.com",
        "classes": ("personal",),
        "findings": (FindingCount(Kind.PERSON, 2, 0.93),),
        "policy_version": "7",
        "list_version": "3",
    }
    return Incident(code=code, at=at, **{**fields, **changes})


def lines_of(folder: Path) -> list[dict]:
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def codes_of(folder: Path) -> list[str]:
    return [line["event"]["id"] for line in lines_of(folder)]


def checked(folder: Path) -> Report:
    return verify_folder(folder, KEY)
