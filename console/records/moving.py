"""
Taking an incident from state to state: checked and written in one transaction, with its history
and the record of looking. Two people at once: the second is told, and nothing is lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import HttpRequest

from console.accounts import audit
from console.accounts.models import Account
from console.accounts.roles import Right, Role
from console.records import checklist
from console.records.models import Incident, Transition
from console.records.states import State
from console.records.steps import Problem, Step, TransitionError, check

_SAME: Final = timedelta(minutes=1)
"""People type minutes; the proposal has seconds."""


def move(
    number: str,
    step: Step,
    by: Account | None,
    *,
    now: datetime,
    seen: State | None = None,
    request: HttpRequest | None = None,
) -> Transition:
    """
    Take the incident `number` one step on; `by` None is the machine. `seen` is the state that
    the person looked at while deciding.

    Raises `TransitionError`, and `Incident.DoesNotExist`.
    """
    with transaction.atomic():
        incident = Incident.objects.select_for_update().get(number=number)
        before = State(incident.state)
        if seen is not None and seen is not before:
            raise TransitionError(Problem.CHANGED)
        role = Role(by.role) if by else None
        check(before, step, role=role, forwarded=incident.forwarded)
        _check_facts(incident, step, now)
        return _written(incident, step, by, now, request)


def opened(
    incident: Incident, by: Account, *, now: datetime, request: HttpRequest | None = None
) -> None:
    """
    Somebody who decides looks at it for the first time: a new incident is being investigated
    from now on. Later openings change nothing.
    """
    if incident.first_view_at is not None or not by.may(Right.DECIDE):
        return
    with transaction.atomic():
        fresh = Incident.objects.select_for_update().get(pk=incident.pk)
        if fresh.first_view_at is None:
            fresh.first_view_at = now
            fresh.save(update_fields=["first_view_at"])
            if fresh.state == State.NEW:
                _written(fresh, Step(after=State.INVESTIGATING), by, now, request)
    incident.refresh_from_db()


def proposed_aware_at(incident: Incident) -> datetime | None:
    """
    When the DPO became aware, unless he says otherwise: at the first look; of what was closed and
    came up again, when it was reopened.
    """
    if incident.aware_at is not None:
        return incident.aware_at
    reopened = incident.transitions.filter(before=State.CLOSED).order_by("-id").first()
    return reopened.at if reopened else incident.first_view_at


def _check_facts(incident: Incident, step: Step, now: datetime) -> None:
    if step.after is State.CONFIRMED:
        _check_awareness(incident, step, now)
    if step.after is State.CLOSED and checklist.left(incident):
        raise TransitionError(Problem.CHECKLIST)


def check_aware_at(incident: Incident, aware: datetime, now: datetime) -> None:
    """Raises `TransitionError` when nobody can have become aware of it at that moment."""
    if aware > now:
        raise TransitionError(Problem.FUTURE, "aware_at")
    if aware < incident.occurred_at - timedelta(hours=1):  # the page shows the hour, no more
        raise TransitionError(Problem.TOO_EARLY, "aware_at")


def _check_awareness(incident: Incident, step: Step, now: datetime) -> None:
    aware = datetime.fromisoformat(step.details["aware_at"])
    check_aware_at(incident, aware, now)
    proposal = proposed_aware_at(incident)
    differs = proposal is not None and abs(aware - proposal) >= _SAME
    if differs and not step.reason.strip():
        raise TransitionError(Problem.REASON, "reason")


def _written(
    incident: Incident,
    step: Step,
    by: Account | None,
    now: datetime,
    request: HttpRequest | None,
) -> Transition:
    before = State(incident.state)
    incident.state = step.after
    incident.closed_at = now if step.after is State.CLOSED else None
    if before is State.CLOSED:
        # The history keeps it. What came up now is looked into first; then a new clock runs.
        incident.aware_at = None
    if step.after is State.CONFIRMED:
        incident.aware_at = datetime.fromisoformat(step.details["aware_at"])
    incident.save(update_fields=["state", "closed_at", "aware_at"])
    audit.note(
        by, "incident-moved", incident.number, reason=f"{before} > {step.after}", request=request
    )
    return Transition.objects.create(
        incident=incident,
        at=now,
        by=by,
        before=before,
        after=step.after,
        reason=step.reason.strip(),
        details=dict(step.details),
    )
