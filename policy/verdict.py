"""
The answer to one prompt: what happens to it, by which rule, and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from policy.finding import DataClass, Finding


class Action(StrEnum):
    """What can happen to a prompt, from lax to strict."""

    ALLOW = "allow"
    REDACT = "redact"
    REJECT = "reject"
    """This prompt is not sent."""
    BLOCK = "block"
    """This service may not be used at all; the prompt was not even read."""

    @property
    def strictness(self) -> int:
        return _STRICTNESS[self]


_STRICTNESS = {action: rank for rank, action in enumerate(Action)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    The outcome for one prompt.

    `action` has no default: a verdict that nobody reached must not exist.
    """

    action: Action
    rule: str
    """Id of the decisive rule."""
    rule_version: int
    reason: str
    """Why, for the log and for `explain`; it never quotes the prompt."""
    findings: tuple[Finding, ...] = ()
    """What the matching rules matched; a redaction replaces exactly these."""
    trial: Verdict | None = None
    """What the rules on trial would have said; recorded, never carried out."""
    exemptions: tuple[str, ...] = ()
    """Ids of the exemptions without which it would have been stricter; that is recorded."""

    @property
    def classes(self) -> tuple[DataClass, ...]:
        found = {finding.kind.data_class for finding in self.findings}
        return tuple(data_class for data_class in DataClass if data_class in found)
