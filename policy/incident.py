"""
The record of one decision, as the incident log keeps it. It holds no prompt text, by construction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from policy.finding import Finding, Kind
from policy.verdict import Action


class EventAction(StrEnum):
    """What happened; `event.action` in the log."""

    SERVICE_BLOCKED = "service-blocked"
    SERVICE_UNLISTED = "service-unlisted"
    PROMPT_REDACTED = "prompt-redacted"
    PROMPT_REJECTED = "prompt-rejected"
    UPLOAD_REJECTED = "upload-rejected"
    NOT_INSPECTABLE = "not-inspectable"
    UNCHECKED = "unchecked"
    """Could not be judged, so not sent."""
    SUSPECTED_LEAK = "suspected-leak"
    BYPASS_ATTEMPT = "bypass-attempt"
    EXEMPTED = "exempted"
    """Left as it was, by an exemption that somebody approved, or on somebody's statement."""


class Forwarded(StrEnum):
    """How much of it reached the service."""

    NO = "no"
    PARTLY = "partly"
    YES = "yes"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How often a kind was found, and how sure we were at most."""

    kind: Kind
    count: int
    max_score: float

    @classmethod
    def tally(cls, findings: Iterable[Finding]) -> tuple[FindingCount, ...]:
        scores: dict[Kind, list[float]] = {}
        for finding in findings:
            scores.setdefault(finding.kind, []).append(finding.score)
        return tuple(cls(kind, len(s), round(max(s), 3)) for kind, s in sorted(scores.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPublic:
    """Somebody stated that a file is public, and so it left."""

    incident: str
    """Code of the incident in which it was stopped before."""
    format: str
    located: bool
    """Whether they told where it is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One decision that a person may want to look at. Contract part 6 names the fields."""

    code: str
    """What the person sees and may quote, such as `KB-7F3K-9Q2M`."""
    at: datetime
    action: EventAction
    decision: Action
    forwarded: Forwarded
    reason: str
    """A word or two for machines, such as `rule` or `no-codec`; never text of the prompt."""
    rule: str
    rule_version: int
    severity: int
    """1 low, 2 medium, 3 high, 4 very high: the severity of the attempt."""
    user_hash: str
    """Keyed pseudonym of the client."""
    department: str
    service: str
    list_status: str
    channel: str
    domain: str
    classes: tuple[str, ...] = ()
    findings: tuple[FindingCount, ...] = ()
    trial_rule: str | None = None
    """The rule on trial that would have decided otherwise."""
    trial_decision: Action | None = None
    enisa_score: float | None = None
    """What ENISA's method would say of what left; a suggestion, see `policy.enisa`."""
    enisa_level: str | None = None
    policy_version: str = ""
    list_version: str = ""
    exemptions: tuple[str, ...] = ()
    """Ids of the exemptions that eased the decision."""
    stated: StatedPublic | None = None
    """On whose word a file left."""


class IncidentLog(Protocol):
    """Where incidents go. The store itself lives in `proxy.incident_log`."""

    async def record(self, incident: Incident) -> None:
        """Returns once the incident is on disk. Raises `OSError` when it cannot be."""
        ...


def to_ecs(incident: Incident, *, observer_version: str) -> dict[str, Any]:
    """The incident as nested ECS fields, without the chain."""
    own: dict[str, Any] = {
        "department": incident.department,
        "service": incident.service,
        "list_status": incident.list_status,
        "channel": incident.channel,
        "decision": incident.decision.value,
        "forwarded": incident.forwarded.value,
        "classes": list(incident.classes),
        "findings": [
            {"kind": f.kind.value, "count": f.count, "max_score": f.max_score}
            for f in incident.findings
        ],
        "policy_version": incident.policy_version,
        "list_version": incident.list_version,
    }
    if incident.trial_rule is not None and incident.trial_decision is not None:
        own["trial"] = {"rule": incident.trial_rule, "decision": incident.trial_decision.value}
    if incident.exemptions:
        own["exemptions"] = list(incident.exemptions)
    if stated := incident.stated:
        own["statement"] = {
            "incident": stated.incident,
            "format": stated.format,
            "located": stated.located,
        }
    if incident.enisa_score is not None:
        own["enisa"] = {"score": incident.enisa_score, "level": incident.enisa_level}
    return {
        "@timestamp": incident.at.isoformat(timespec="milliseconds"),
        "ecs": {"version": "8.17.0"},
        "event": {
            "id": incident.code,
            "kind": "alert",
            "category": ["network"],
            "action": incident.action.value,
            "outcome": "success" if incident.forwarded is Forwarded.NO else "unknown",
            "reason": incident.reason,
            "severity": incident.severity,
        },
        "rule": {"id": incident.rule, "version": str(incident.rule_version)},
        "user": {"hash": incident.user_hash},
        "destination": {"domain": incident.domain},
        "observer": {"name": "promptwacht", "type": "proxy", "version": observer_version},
        "promptwacht": own,
    }
