"""
An approval for data that a rule would keep here: for whom, for what, until when (R-426, R-430).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from policy.finding import SECURITY_KINDS, Finding, Kind
from policy.prompt import Prompt

LONGEST = timedelta(days=366)
"""An exemption has an end, and is thought over at least once a year."""


class ExemptionError(Exception):
    """An exemption that nobody may grant, or that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """
    These kinds pass here, from `starts` until `ends`. An empty scope means everywhere.

    Raises `ExemptionError` for security information, which nobody may exempt, and for one without
    kinds, without an end, or that lasts longer than a year.
    """

    id: str
    """Such as UZ-2026-0007; incidents name it."""
    kinds: frozenset[Kind]
    starts: datetime
    """With a time zone, like `ends`."""
    ends: datetime
    """The first moment at which it no longer holds."""
    departments: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    """Ids of the rules that it eases."""

    def __post_init__(self) -> None:
        if not self.kinds:
            raise ExemptionError("is about no kind of data (name at least one)")
        if forbidden := sorted(self.kinds & SECURITY_KINDS):
            raise ExemptionError(
                f"{forbidden[0]} is security information, of which nothing may ever pass"
            )
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise ExemptionError("start and end need a time zone (write Z behind them for UTC)")
        if self.ends <= self.starts:
            raise ExemptionError("ends before it starts")
        if self.ends - self.starts > LONGEST:
            raise ExemptionError(f"lasts longer than {LONGEST.days} days (grant it again then)")

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at `now`."""
        return self.starts <= now < self.ends

    def concerns(self, prompt: Prompt) -> bool:
        """Whether `prompt` is within its scope."""
        return (not self.departments or prompt.department in self.departments) and (
            not self.services or prompt.service in self.services
        )

    def eases(self, rule: str, finding: Finding) -> bool:
        """Whether the rule called `rule` overlooks `finding`."""
        return finding.kind in self.kinds and (not self.rules or rule in self.rules)


def without_eased(
    rule: str, findings: Iterable[Finding], exemptions: tuple[Exemption, ...]
) -> tuple[Finding, ...]:
    """What `rule` still has to look at."""
    return tuple(f for f in findings if not any(e.eases(rule, f) for e in exemptions))
