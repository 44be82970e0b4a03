"""
One text judged exactly as the gateway would, for the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

from config.errors import ConfigError
from config.policy_files import load_policy_for
from config.settings import load_settings
from policy.department import DepartmentError
from policy.judge import Judge
from policy.prompt import Channel, Part, Prompt
from policy.redaction import Vault, redact
from policy.verdict import Action, Verdict
from proxy.installed_detector import installed_detector


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What would happen to a text."""

    verdict: Verdict
    redacted: str | None = field(repr=False)
    """What would be sent instead, where the verdict is to redact."""
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Judges texts for one department and one service."""

    judge: Judge
    department: str
    service: str

    def look(self, text: str) -> Outcome:
        """Raises whatever a detector raises: then nobody has judged."""
        parts = (Part("text", text),)
        prompt = Prompt(
            service=self.service, department=self.department, channel=Channel.PROMPT, parts=parts
        )
        began = perf_counter()
        verdict = self.judge.judge(prompt)
        redacted = None
        if verdict.action is Action.REDACT:
            (redacted,) = redact((text,), verdict.findings, Vault())
        return Outcome(
            verdict=verdict,
            redacted=redacted,
            milliseconds=(perf_counter() - began) * 1000,
        )


def open_desk(department: str | None, service: str) -> Desk:
    """
    A desk with the settings and policy of this installation; `department` left out is the
    default one. Raises `ConfigError`, also for a department that does not exist.
    """
    settings = load_settings()
    policy = load_policy_for(settings)
    slug = policy.departments.default if department is None else department
    try:
        policy.departments.named(slug)
    except DepartmentError:
        allowed = ", ".join(each.slug for each in policy.departments.all)
        raise ConfigError(f"--department: there is no '{slug}' (allowed: {allowed})") from None
    detector = installed_detector(settings.policy_dir, settings.state_dir)
    return Desk(judge=Judge(detector, policy.rulebook), department=slug, service=service)
