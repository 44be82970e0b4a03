"""
The policy tester: what would become of a text. Nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from policy.catalogue import Status
from policy.exemption import Exemption
from policy.finding import Finding, Kind
from policy.prompt import Channel, Part, Prompt
from policy.redaction import Vault, redact
from policy.rulebook import Rulebook
from policy.verdict import Action, Verdict


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text as it is shown; `kind` where something was found in it."""

    text: str = field(repr=False)
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What would become of a text."""

    verdict: Verdict
    status: Status
    """Of the service in that department; what is not allowed is stopped unread."""
    findings: tuple[Finding, ...]
    """Everything that was found, also what no rule is about."""
    stretches: tuple[Stretch, ...] = field(repr=False)
    redacted: str = field(repr=False)
    """What would leave in its stead; empty unless it is redacted."""

    @property
    def found(self) -> list[tuple[Finding, str]]:
        """
        Each finding and what kind of detector found it: which register somebody is in, such as
        that of clients, is not for whoever tries a name.
        """
        return [(each, each.detector.partition(":")[0]) for each in self.findings]

    @property
    def decision(self) -> Action:
        return self.verdict.action if self.status is Status.ALLOWED else Action.BLOCK


def prompt_of(text: str, department: str, service: str) -> Prompt:
    """A typed prompt."""
    return Prompt(
        service=service, department=department, channel=Channel.PROMPT, parts=(Part("", text),)
    )


def judged(
    prompt: Prompt,
    findings: tuple[Finding, ...],
    rulebook: Rulebook,
    status: Status,
    exemptions: Iterable[Exemption] = (),
) -> Trial:
    """The verdict on `prompt` in which `findings` were found, told for people."""
    text = prompt.parts[0].text
    verdict = rulebook.decide(prompt, findings, exemptions)
    redacted = ""
    if verdict.action is Action.REDACT:
        (redacted,) = redact((text,), verdict.findings, Vault())
    return Trial(
        verdict=verdict,
        status=status,
        findings=tuple(sorted(findings, key=lambda f: (f.start, f.end))),
        stretches=tuple(_stretches(text, findings)),
        redacted=redacted,
    )


def _stretches(text: str, findings: Iterable[Finding]) -> Iterator[Stretch]:
    """`text` in pieces; of findings that overlap the first and longest is shown."""
    at = 0
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if finding.start < at:
            continue
        if finding.start > at:
            yield Stretch(text[at : finding.start])
        yield Stretch(text[finding.start : finding.end], finding.kind)
        at = finding.end
    if at < len(text):
        yield Stretch(text[at:])
