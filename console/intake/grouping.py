"""
Which event makes an incident, and what later events must share to extend it (domain rules 3.1).

Only what the event itself says; whether an incident of that group is open is `incidents.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from config.notify import Grouping
from console.records.models import Event, IncidentKind
from policy.incident import EventAction, Forwarded
from policy.verdict import Action

_STOPPED = frozenset({Action.REJECT, Action.BLOCK})


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an event belongs to an incident."""

    kind: IncidentKind
    key: str
    """What the events of one incident have in common."""
    window: timedelta
    """How long after its last event an incident is still extended."""
    times: int = 1
    """Events that it takes."""


def cause_of(event: Event, rules: Grouping) -> Cause | None:
    """The incident that `event` belongs to by itself, the gravest first; None: none."""
    if is_suspected_leak(event, rules):
        hours = rules.suspected_leak.window_hours
        return Cause(IncidentKind.SUSPECTED_LEAK, _key("leak", event), timedelta(hours=hours))
    if event.action == EventAction.BYPASS_ATTEMPT:
        return _bypass(event, rules)
    if is_severe(event, rules):
        hours = rules.severe.window_hours
        return Cause(IncidentKind.SEVERE, _key("severe", event), timedelta(hours=hours))
    return None


def is_suspected_leak(event: Event, rules: Grouping) -> bool:
    """Something left that should not have. A blocked prompt is an attempt, not a leak."""
    rule = rules.suspected_leak
    if event.forwarded == Forwarded.NO or event.forwarded not in rule.forwarded:
        return False
    if event.action == EventAction.SUSPECTED_LEAK:
        return True
    if event.decision == Action.REDACT:
        return False  # placeholders left in the place of what was found: the rules want it so
    if event.decision == Action.ALLOW:
        # An exemption lets things pass by an approval; a rule on trial only looks on.
        return rule.on_trial and event.reason == "rule-on-trial"
    return True


def is_severe(event: Event, rules: Grouping) -> bool:
    """A refused attempt with sensitive data in it."""
    found = event.decision in _STOPPED and bool(event.findings)
    return found and event.severity >= rules.severe.from_severity


def counts_for_pattern(event: Event, rules: Grouping) -> bool:
    return rules.pattern is not None and event.action in rules.pattern.actions


def pattern_key(department: str, kind: str) -> str:
    """The same department, the same kind, whoever it was."""
    return f"pattern:{_digest(department, kind)}"


def _bypass(event: Event, rules: Grouping) -> Cause | None:
    if rules.bypass is None:
        return None
    window = timedelta(hours=rules.bypass.window_hours)
    key = f"bypass:{_digest(event.department, event.user_hash)}"
    return Cause(IncidentKind.BYPASS, key, window, rules.bypass.times)


def _key(word: str, event: Event) -> str:
    return f"{word}:{_digest(event.department, event.service, event.user_hash)}"


def _digest(*parts: str) -> str:
    # Hashed for its length alone: each of these may fill its column.
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
