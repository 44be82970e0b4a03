"""
Turns decisions into incidents, and returns only when they are on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from addons.fair_memory import FairMemory
from addons.keeping import Keeping, NothingKept
from addons.known_files import owner_of
from addons.passage import Passage
from policy import enisa, severity
from policy.catalogue import Status
from policy.department import Audience, Excerpts
from policy.incident import (
    EventAction,
    FindingCount,
    Forwarded,
    Incident,
    IncidentLog,
    StatedPublic,
)
from policy.prompt import Channel
from policy.verdict import Action, Verdict

_ONCE_PER = 60.0
"""Seconds. A blocked page or plug-in asks dozens of times; one line per client and host will do."""
_MAX_REMEMBERED = 10_000
"""Of all clients together; when there are too many, who has most forgets first."""

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
    keeping: Keeping = field(default_factory=NothingKept)
    """What goes beside the log, once the line is in it."""
    _blocks: FairMemory[bytes, tuple[str, str, str, str], str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._blocks = FairMemory(lambda: self.now().timestamp(), _ONCE_PER, _MAX_REMEMBERED)

    async def verdict(
        self, passage: Passage, channel: Channel, verdict: Verdict, *, texts: Sequence[str] = ()
    ) -> str:
        """
        A verdict of the rulebook that changes or stops a prompt, or would on trial. Where a
        department wants it, the `texts` of a refused one are sealed for the DPO.
        """
        trial = verdict.trial
        passed = verdict.action is Action.ALLOW
        is_exempted = passed and bool(verdict.exemptions)
        shown = trial if passed and trial and not is_exempted else verdict
        reason = "rule" if shown is verdict else "rule-on-trial"
        code = await self._write(
            passage,
            action=_event_action(verdict, shown, channel),
            decision=verdict.action,
            forwarded=_forwarded(verdict.action),
            channel=channel,
            reason="exemption" if is_exempted else reason,
            rule=shown.rule,
            rule_version=shown.rule_version,
            severity=severity.of_attempt(shown.findings),
            classes=tuple(data_class.value for data_class in shown.classes),
            findings=FindingCount.tally(shown.findings),
            trial_rule=trial.rule if trial else None,
            trial_decision=trial.action if trial else None,
            exemptions=verdict.exemptions,
        )
        is_sealed = passage.department.excerpts is Excerpts.SEALED
        # Of a draft there would be one for every few letters; the real send follows.
        if is_sealed and verdict.action is Action.REJECT and channel is not Channel.DRAFT:
            await self.keeping.excerpt(code, [text for text in texts if text])
        return code

    async def stated(self, passage: Passage, stated: StatedPublic) -> str:
        """A file that leaves because somebody stated that it is public."""
        return await self._write(
            passage,
            action=EventAction.EXEMPTED,
            decision=Action.ALLOW,
            forwarded=Forwarded.YES,
            channel=Channel.UPLOAD,
            reason="stated-public",
            rule="uploads-confirm",
            rule_version=1,
            severity=severity.LOW,
            stated=stated,
        )

    async def blocked(self, passage: Passage, channel: Channel) -> str:
        """A request to a service that may not be used; at most one line a minute per client."""
        client = self.pseudonym(passage.client.identity, self.now())
        key = (client, passage.department.slug, passage.domain, passage.status.value)
        if code := self._blocks.get(key):
            return code
        unlisted = passage.status is Status.UNLISTED
        code = await self.stopped(
            passage,
            EventAction.SERVICE_UNLISTED if unlisted else EventAction.SERVICE_BLOCKED,
            channel,
            reason=f"service-{passage.status.value}",
            decision=Action.BLOCK,
            severity=_STATUS_SEVERITY.get(passage.status, severity.LOW),
        )
        # Not put again while it lasts, so its minute is that of the line.
        self._blocks.put(owner_of(passage), key, code)
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
        exemptions: tuple[str, ...] = (),
        stated: StatedPublic | None = None,
    ) -> str:
        at = self.now()
        pupils = passage.department.audience is Audience.PUPILS
        # What passed by an approval is no leak, so no severity of one is suggested.
        leaked = () if exemptions else findings
        leak = enisa.suggest(leaked, forwarded, minors=pupils)
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
            exemptions=exemptions,
            stated=stated,
        )
        await self.log.record(incident)
        if not pupils:
            await self.keeping.identity(incident.user_hash, passage.client.identity, at)
        return incident.code


def _event_action(verdict: Verdict, shown: Verdict, channel: Channel) -> EventAction:
    if shown.action is Action.ALLOW:
        return EventAction.EXEMPTED
    if channel is Channel.UPLOAD and verdict.action is not Action.REDACT:
        # Of a rule on trial nobody knows whether the file could have been redacted.
        return EventAction.UPLOAD_REJECTED
    is_redacted = shown.action is Action.REDACT
    return EventAction.PROMPT_REDACTED if is_redacted else EventAction.PROMPT_REJECTED


def _forwarded(action: Action) -> Forwarded:
    return {Action.ALLOW: Forwarded.YES, Action.REDACT: Forwarded.PARTLY}.get(action, Forwarded.NO)
