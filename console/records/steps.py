"""
May this step be taken: by this role, from this state, with what was told. No I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from console.accounts.roles import Role
from console.records.states import (
    ALLOWED,
    ENTRY_DETAILS,
    EXIT_DETAILS,
    LEAVES,
    NEEDS_REASON,
    STANDS_IN,
    State,
)


class Problem(StrEnum):
    """Why a step cannot be taken."""

    NOT_ALLOWED = "not-allowed"
    """This state may not follow that one."""
    ROLE = "role"
    """Others take this step."""
    CHANGED = "changed"
    """Somebody else was first: the incident is no longer in the state that was looked at."""
    REASON = "reason"
    MISSING = "missing"
    """Something that the new state needs to know."""
    FUTURE = "future"
    """A moment that has not come yet."""
    TOO_EARLY = "too-early"
    """A moment before anything had happened."""
    CHECKLIST = "checklist"
    """Not everything on the list is done."""


class TransitionError(Exception):
    """A step that cannot be taken; `field` is what it is about."""

    def __init__(self, problem: Problem, field: str = "") -> None:
        super().__init__(f"{problem}: {field}" if field else str(problem))
        self.problem = problem
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody wants to do with an incident."""

    after: State
    reason: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    """See `ENTRY_DETAILS` and `EXIT_DETAILS`; JSON."""


def check(before: State, step: Step, *, role: Role | None, forwarded: str) -> None:
    """
    Raises `TransitionError` when `role` (None: the machine) may not take `step` from `before`.
    """
    if step.after not in ALLOWED[before]:
        raise TransitionError(Problem.NOT_ALLOWED, step.after)
    if role is not None and not may_leave(before, role):
        raise TransitionError(Problem.ROLE)
    if needs_reason(before, step.after, role=role, forwarded=forwarded) and not step.reason.strip():
        raise TransitionError(Problem.REASON, "reason")
    for name in details_for(before, step.after):
        if step.details.get(name) in (None, ""):
            raise TransitionError(Problem.MISSING, name)


def may_leave(before: State, role: Role) -> bool:
    """Whether `role` takes incidents out of `before`, by right or in somebody's place."""
    return role in LEAVES[before] or STANDS_IN.get(role) in LEAVES[before]


def details_for(before: State, after: State) -> tuple[str, ...]:
    """What must be told on the way from `before` to `after`."""
    return EXIT_DETAILS.get(before, ()) + ENTRY_DETAILS.get(after, ())


def needs_reason(before: State, after: State, *, role: Role | None, forwarded: str) -> bool:
    """Whether the step is taken only with a reason."""
    in_place_of_another = role is not None and role not in LEAVES[before]
    against_the_evidence = (after is State.ATTEMPT and forwarded != "no") or (
        after is State.SUSPECTED and forwarded == "no"
    )
    return (
        after in NEEDS_REASON
        or before is State.CLOSED
        or in_place_of_another
        or against_the_evidence
    )
