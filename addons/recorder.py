"""
Turns decisions into incidents, and returns only when they are on disk.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from addons.passage import Passage
from policy import enisa, severity
from policy.catalogue import Status
from policy.department import Audience
from policy.incident import EventAction, FindingCount, Forwarded, Incident, IncidentLog
from policy.prompt import Channel
from policy.verdict import Action, Verdict

_ONCE_PER = timedelta(minutes=1)
"""A blocked page or plug-in asks dozens of times; one line per client and host will do."""
_MAX_REMEMBERED = 10_000

_STATUS_SEVERITY = {Status.FORBIDDEN: severity.MEDIUM, Status.SUSPENDED: severity.MEDIUM}


@dataclass(slots=True, kw_only=True)
class Recorder:
    """
    Writes what was decided to the incident log, before it is done. Every method returns the
    code that the person may quote, and raises `OSError` when the log cannot be written.
    """

    log: IncidentLog
    pseudonym: Callable[[str, datetime], str]
    now: Callable[[], datetime]
    new_code: Callable[[], str]
    _blocks: OrderedDict[tuple[str, str, str, str], tuple[datetime, str]] = field(
        default_factory=OrderedDict
    )

    async def verdict(self, passage: Passage, channel: Channel, verdict: Verdict) -> str:
        """A verdict of the rulebook that changes or stops a prompt, or would on trial."""
        trial = verdict.trial
        shown = verdict if verdict.action is not Action.ALLOW or trial is None else trial
        return await self._write(
            passage,
            action=_event_action(shown.action, channel),
            decision=verdict.action,
            forwarded=_forwarded(verdict.action),
            channel=channel,
            reason="rule" if shown is verdict else "rule-on-trial",
            rule=shown.rule,
            rule_version=shown.rule_version,
            severity=severity.of_attempt(shown.findings),
            classes=tuple(data_class.value for data_class in shown.classes),
            findings=FindingCount.tally(shown.findings),
            trial_rule=trial.rule if trial else None,
            trial_decision=trial.action if trial else None,
        )

    async def blocked(self, passage: Passage, channel: Channel) -> str:
        """A request to a service that may not be used; at most one line a minute per client."""
        at = self.now()
        client = self.pseudonym(passage.client.identity, at)
        key = (client, passage.department.slug, passage.domain, passage.status.value)
        if (seen := self._blocks.get(key)) and at - seen[0] < _ONCE_PER:
            return seen[1]
        unlisted = passage.status is Status.UNLISTED
        code = await self.stopped(
            passage,
            EventAction.SERVICE_UNLISTED if unlisted else EventAction.SERVICE_BLOCKED,
            channel,
            reason=f"service-{passage.status.value}",
            decision=Action.BLOCK,
            severity=_STATUS_SEVERITY.get(passage.status, severity.LOW),
        )
        self._blocks[key] = (at, code)
        while len(self._blocks) > _MAX_REMEMBERED:
            self._blocks.popitem(last=False)
        return code

    async def stopped(
        self,
        passage: Passage,
        action: EventAction,
        channel: Channel,
        *,
        reason: str,
        decision: Action = Action.REJECT,
        severity: int = severity.LOW,
    ) -> str:
        """Anything that was not sent for a reason of ours rather than of a rule."""
        return await self._write(
            passage,
            action=action,
            decision=decision,
            forwarded=Forwarded.NO,
            channel=channel,
            reason=reason,
            rule=reason,
            rule_version=1,
            severity=severity,
        )

    async def _write(  # noqa: PLR0913 -- the words of one log line, all by name
        self,
        passage: Passage,
        *,
        action: EventAction,
        decision: Action,
        forwarded: Forwarded,
        channel: Channel,
        reason: str,
        rule: str,
        rule_version: int,
        severity: int,
        classes: tuple[str, ...] = (),
        findings: tuple[FindingCount, ...] = (),
        trial_rule: str | None = None,
        trial_decision: Action | None = None,
    ) -> str:
        at = self.now()
        pupils = passage.department.audience is Audience.PUPILS
        leak = enisa.suggest(findings, forwarded, minors=pupils)
        incident = Incident(
            code=self.new_code(),
            at=at,
            action=action,
            decision=decision,
            forwarded=forwarded,
            reason=reason,
            rule=rule,
            rule_version=rule_version,
            severity=severity,
            user_hash=self.pseudonym(passage.client.identity, at),
            department=passage.department.slug,
            service=passage.service.slug,
            list_status=passage.status.value,
            channel=channel.value,
            domain=passage.domain,
            classes=classes,
            findings=findings,
            trial_rule=trial_rule,
            trial_decision=trial_decision,
            enisa_score=leak.se if leak else None,
            enisa_level=leak.level.value if leak else None,
            policy_version=passage.policy.rulebook.version,
            list_version=passage.policy.catalogue.version,
        )
        await self.log.record(incident)
        return incident.code


def _event_action(action: Action, channel: Channel) -> EventAction:
    if channel is Channel.UPLOAD:
        return EventAction.UPLOAD_REJECTED
    return EventAction.PROMPT_REDACTED if action is Action.REDACT else EventAction.PROMPT_REJECTED


def _forwarded(action: Action) -> Forwarded:
    return {Action.ALLOW: Forwarded.YES, Action.REDACT: Forwarded.PARTLY}.get(action, Forwarded.NO)
