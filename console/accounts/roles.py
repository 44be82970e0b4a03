"""
Who sees and does what: one role for each account, and the rights that go with it.

Nobody gets a right by being an administrator: ICT runs the machine and sees no case.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is in the organisation, as far as the console goes."""

    DPO = "dpo"
    DEPUTY = "deputy"
    """Stands in for the DPO."""
    ICT = "ict"
    RULE_OWNER = "rule_owner"
    """Keeps the rules of the filter; usually at ICT."""
    SECURITY_CELL = "security_cell"
    DIRECTOR = "director"
    """The general director: second key, never the first."""
    SCHOOL_DIRECTOR = "school_director"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing that a page or a button asks for."""

    FIGURES = "figures"
    """Totals; of groups only those with enough members."""
    HEALTH = "health"
    """Whether the filter lives: sites, certificate, log, mail, last deletion."""
    EVENTS = "events"
    """Metadata of single decisions, without a person in them."""
    TECHNICAL = "technical"
    """Technical fields of events: rule, reason, channel, version; no department."""
    INCIDENTS = "incidents"
    """Reading incidents."""
    DECIDE = "decide"
    """Moving an incident on, its severity, its clock, its file for the authority."""
    OPEN_SEALED = "open_sealed"
    """Asking for a sealed excerpt or an identity: the first key."""
    SECOND_KEY = "second_key"
    """Agreeing to what somebody else asked: never one's own."""
    EXEMPT = "exempt"
    """Marking a false positive; granting an exemption with an end."""
    RULES = "rules"
    """Working on tickets about rules, with synthetic cases."""
    SUSPEND = "suspend"
    """Stopping a service at once."""
    RESUME = "resume"
    """Opening it again: with two people."""
    ADVISE = "advise"
    """The DPO's advice on a requested tool."""
    CHECK_TOOL = "check_tool"
    """ICT's check of a requested tool."""
    DECIDE_TOOL = "decide_tool"
    """The decision on a requested tool, which is not the DPO's (GDPR art. 38(6))."""
    TRY_POLICY = "try_policy"
    """The policy tester."""
    REPORTS = "reports"
    EXPORT = "export"
    """Taking events and incidents out, as metadata."""
    AUDIT = "audit"
    """Reading who looked at what."""
    AUDIT_EXTRACT = "audit_extract"
    """Taking out the signed record of a month."""
    CHANNELS = "channels"
    """Where notifications go, with a test for each."""
    ACCOUNTS = "accounts"
    """Making and closing accounts."""
    CONFIRM = "confirm"
    """Agreeing to an account that sees cases, which ICT made or reset."""


_DPO: Final = frozenset(
    {
        Right.FIGURES, Right.HEALTH, Right.EVENTS, Right.TECHNICAL, Right.INCIDENTS, Right.DECIDE,
        Right.OPEN_SEALED, Right.SECOND_KEY, Right.EXEMPT, Right.SUSPEND, Right.RESUME,
        Right.ADVISE, Right.TRY_POLICY, Right.REPORTS, Right.EXPORT, Right.AUDIT,
        Right.AUDIT_EXTRACT, Right.CONFIRM,
    }
)  # fmt: skip

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.DPO: _DPO,
    Role.DEPUTY: _DPO,
    Role.ICT: frozenset(
        {
            Right.FIGURES, Right.HEALTH, Right.TECHNICAL, Right.SUSPEND, Right.RESUME,
            Right.CHECK_TOOL, Right.TRY_POLICY, Right.CHANNELS, Right.ACCOUNTS,
        }
    ),
    Role.RULE_OWNER: frozenset(
        {Right.FIGURES, Right.HEALTH, Right.EVENTS, Right.TECHNICAL, Right.RULES, Right.TRY_POLICY}
    ),
    Role.SECURITY_CELL: frozenset(
        {Right.FIGURES, Right.HEALTH, Right.REPORTS, Right.SUSPEND}
    ),
    Role.DIRECTOR: frozenset(
        {
            Right.FIGURES, Right.SECOND_KEY, Right.RESUME, Right.DECIDE_TOOL, Right.REPORTS,
            Right.AUDIT_EXTRACT, Right.CONFIRM,
        }
    ),
    Role.SCHOOL_DIRECTOR: frozenset({Right.FIGURES, Right.SECOND_KEY}),
    Role.AUDITOR: frozenset({Right.AUDIT, Right.AUDIT_EXTRACT}),
}  # fmt: skip
"""Domain rules 3.4. A school director's figures and second keys are those of the own school."""


SEES_CASES: Final = frozenset(
    {Right.INCIDENTS, Right.OPEN_SEALED, Right.SECOND_KEY, Right.AUDIT, Right.CONFIRM}
)
"""A role with one of these is not for ICT to hand out alone."""


def sees_cases(role: Role) -> bool:
    """Whether an account of `role` needs the yes of somebody who watches over cases."""
    return bool(RIGHTS[role] & SEES_CASES)


def may(role: Role, right: Right) -> bool:
    """Whether `role` includes `right`."""
    return right in RIGHTS[role]
