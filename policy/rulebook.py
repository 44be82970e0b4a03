"""
The rules, and how they decide: of all rules that match, the strictest wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from policy.exemption import Exemption, without_eased
from policy.finding import Finding, Kind
from policy.prompt import Channel, Prompt
from policy.verdict import Action, Verdict

NO_MATCH = Verdict(action=Action.ALLOW, rule="no-match", rule_version=1, reason="no rule matched")

RULE_ACTIONS = (Action.REDACT, Action.REJECT)
"""What a rule may do. To allow needs no rule; to block a service is the catalogue's word."""


class RulebookError(Exception):
    """A rulebook contradicts itself; it is refused before it decides anything."""

    def __init__(self, complaint: str, rule: str | None = None) -> None:
        super().__init__(complaint)
        self.rule = rule
        """Id of the rule at fault, so that a loader can name its line; None: the whole book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """If these kinds are found, take this action. An empty scope means everywhere."""

    id: str
    version: int
    action: Action
    reason: str
    kinds: frozenset[Kind]
    services: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    detectors: frozenset[str] = frozenset()
    """Names of detectors; `register:*` stands for all that begin so."""
    min_score: float = 0.5
    at_least: int = 1
    """How many findings of these kinds it takes; above 1 it is a rule on volume."""
    on_trial: bool = False
    """Recorded, not carried out."""

    def matching(self, prompt: Prompt, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings in `prompt` that this rule is about; none if it does not hold here."""
        if not (
            _within(prompt.service, self.services)
            and _within(prompt.department, self.departments)
            and _within(prompt.channel, self.channels)
        ):
            return ()
        found = tuple(
            f
            for f in findings
            if f.kind in self.kinds
            and f.score >= self.min_score
            and _is_named(f.detector, self.detectors)
        )
        return found if len(found) >= self.at_least else ()

    def outweighs(self, other: Rule) -> bool:
        """Whether `other` can never be the decisive rule, nor add a finding, because of us."""
        return (
            self.rank >= other.rank
            and not self.on_trial
            and other.kinds <= self.kinds
            and self.min_score <= other.min_score
            and self.at_least <= other.at_least
            and _covers(self.services, other.services)
            and _covers(self.departments, other.departments)
            and _covers(self.channels, other.channels)
            and _covers_detectors(self.detectors, other.detectors)
        )

    @property
    def rank(self) -> tuple[int, bool]:
        """
        The stricter rule decides; of two equally strict ones that which is about certain
        detectors, since it says more (that a name is on a list of our own).
        """
        return self.action.strictness, bool(self.detectors)


def _within(value: str, scope: frozenset[str] | frozenset[Channel]) -> bool:
    return not scope or value in scope


def _covers(wide: frozenset[str] | frozenset[Channel], narrow: Iterable[object]) -> bool:
    narrow = frozenset(narrow)
    return not wide or (bool(narrow) and narrow <= wide)


def _is_named(detector: str, scope: frozenset[str]) -> bool:
    return not scope or any(_is_like(detector, pattern) for pattern in scope)


def _is_like(detector: str, pattern: str) -> bool:
    start = pattern.removesuffix("*")
    return detector.startswith(start) if start != pattern else detector == pattern


def _covers_detectors(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    # What a pattern stands for begins with what is left without its star.
    return not wide or (
        bool(narrow)
        and all(n in wide or any(w.endswith("*") and _is_like(n, w) for w in wide) for n in narrow)
    )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """
    All rules. Their order does not matter: the strictest that matches decides.

    Raises `RulebookError` when a rule could never be heard or when nothing would be checked.
    """

    rules: tuple[Rule, ...]
    version: str = "0"
    """Names the file's content in every incident (`promptwacht.policy_version`)."""

    def __post_init__(self) -> None:
        # An empty rulebook would allow everything. Nobody means that.
        if not any(not rule.on_trial for rule in self.rules):
            raise RulebookError("a rulebook needs at least one rule that is not on trial")
        seen: set[str] = set()
        for index, rule in enumerate(self.rules):
            if rule.action not in RULE_ACTIONS:
                raise RulebookError(
                    f"a rule redacts or rejects; '{rule.id}' says {rule.action}", rule.id
                )
            if rule.id in seen:
                raise RulebookError(f"rule id '{rule.id}' is used twice", rule.id)
            seen.add(rule.id)
            for other in self.rules[:index] + self.rules[index + 1 :]:
                _heard(rule, other, is_earlier=other.id in seen)

    def decide(
        self,
        prompt: Prompt,
        findings: tuple[Finding, ...],
        exemptions: Iterable[Exemption] = (),
    ) -> Verdict:
        """
        Reach a verdict. The rules on trial reach one of their own, beside it. `exemptions` are
        those in force at this moment; those for other places change nothing.
        """
        holding = tuple(r for r in self.rules if not r.on_trial)
        verdict = _decide(holding, prompt, findings)
        if verdict is not NO_MATCH:
            here = tuple(e for e in exemptions if e.concerns(prompt))
            eased = _decide(holding, prompt, findings, here)
            used = tuple(e for e in here if _is_used(e, holding, prompt, findings))
            verdict = _eased(verdict, eased, used)
        trial = _decide((r for r in self.rules if r.on_trial), prompt, findings)
        return verdict if trial is NO_MATCH else replace(verdict, trial=trial)


def _heard(rule: Rule, other: Rule, *, is_earlier: bool) -> None:
    # Two equal rules outweigh each other; then the later one is at fault.
    if other.outweighs(rule) and (is_earlier or not rule.outweighs(other)):
        raise RulebookError(
            f"rule '{rule.id}' can never be heard: '{other.id}' is at least as strict and "
            "covers all of it",
            rule.id,
        )


def _is_used(
    exemption: Exemption, rules: Iterable[Rule], prompt: Prompt, findings: tuple[Finding, ...]
) -> bool:
    """Whether a rule that holds here would overlook something because of it."""
    return any(
        exemption.eases(rule.id, finding)
        for rule in rules
        for finding in rule.matching(prompt, findings)
    )


def _eased(verdict: Verdict, eased: Verdict, exemptions: tuple[Exemption, ...]) -> Verdict:
    """What holds where `verdict` became `eased` by these exemptions."""
    if eased == verdict or (eased.action is verdict.action and eased.action is not Action.REDACT):
        return verdict  # as strict as before: then all that was found is told
    used = {e.id for e in exemptions}
    # What passes is told by the rule that would have stopped it.
    told = replace(verdict, action=Action.ALLOW) if eased is NO_MATCH else eased
    return replace(told, exemptions=tuple(sorted(used)))


def _decide(
    rules: Iterable[Rule],
    prompt: Prompt,
    findings: tuple[Finding, ...],
    exemptions: tuple[Exemption, ...] = (),
) -> Verdict:
    matches = [
        (rule, found)
        for rule in rules
        if (found := rule.matching(prompt, without_eased(rule.id, findings, exemptions)))
    ]
    if not matches:
        return NO_MATCH
    # Of rules of one rank the first by id decides, so that the file's order says nothing.
    decisive, _ = max(matches, key=lambda match: (match[0].rank, _last(match[0].id)))
    return Verdict(
        action=decisive.action,
        rule=decisive.id,
        rule_version=decisive.version,
        reason=decisive.reason,
        findings=tuple(dict.fromkeys(f for _, found in matches for f in found)),
    )


def _last(rule_id: str) -> tuple[int, ...]:
    """A key under which `max` picks the alphabetically first id."""
    return tuple(-ord(char) for char in rule_id)
