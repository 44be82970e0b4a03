"""
Which step may follow which, who takes it, and what must be told (domain rules 3.2).
"""

from __future__ import annotations

import itertools

import pytest

from console.accounts.roles import Role
from console.records.states import ALLOWED, State
from console.records.steps import Problem, Step, TransitionError, check, may_leave

TABLE = {
    "nieuw": {"in_onderzoek", "vals_positief", "poging_tegengehouden"},
    "in_onderzoek": {"vals_positief", "poging_tegengehouden", "vermoedelijk_lek"},
    "vals_positief": {"gesloten"},
    "poging_tegengehouden": {"gesloten"},
    "vermoedelijk_lek": {"lek_bevestigd", "poging_tegengehouden", "vals_positief"},
    "lek_bevestigd": {"gemeld_autoriteit", "niet_gemeld_gemotiveerd"},
    "niet_gemeld_gemotiveerd": {"betrokkenen_ingelicht", "gemeld_autoriteit", "gesloten"},
    "gemeld_autoriteit": {"aanvulling_nodig", "betrokkenen_ingelicht", "gesloten"},
    "aanvulling_nodig": {"gemeld_autoriteit"},
    "betrokkenen_ingelicht": {"gesloten"},
    "gesloten": {"in_onderzoek"},
}
"""The table of the domain rules, written down once more by hand."""

COMPLETE = {
    "aware_at": "2026-11-23T10:00:00+00:00",
    "authority": "VTC",
    "reference": "2026/123",
    "date": "2026-11-24",
    "due_on": "2026-12-01",
    "channel": "letter",
    "number": 3,
    "text": "Beste …",
    "decided_by": "algemeen directeur",
    "decided_on": "2026-11-24",
}


def step(after, **changes):
    return Step(**({"after": after, "reason": "omdat", "details": COMPLETE} | changes))


@pytest.mark.parametrize(("before", "after"), itertools.product(State, State))
def test_only_the_steps_of_the_table(before, after):
    """
    Every pair of states: taken when the table has it, refused when not, whatever was filled in.
    """
    if after in TABLE[before]:
        check(before, step(after), role=Role.DPO, forwarded="no")
    else:
        with pytest.raises(TransitionError) as refused:
            check(before, step(after), role=Role.DPO, forwarded="no")
        assert refused.value.problem is Problem.NOT_ALLOWED


def test_every_state_can_be_reached_and_left():
    """
    No dead end, and nothing that is never entered.
    """
    entered = {after for options in ALLOWED.values() for after in options}

    assert entered == set(State) - {State.NEW}
    assert all(ALLOWED[state] for state in State)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (State.SUSPECTED, State.CONFIRMED, "aware_at"),
        (State.SUPPLEMENT, State.NOTIFIED, "authority"),
        (State.SUPPLEMENT, State.NOTIFIED, "reference"),
        (State.SUPPLEMENT, State.NOTIFIED, "date"),
        (State.NOTIFIED, State.SUPPLEMENT, "due_on"),
        (State.NOTIFIED, State.SUBJECTS_INFORMED, "date"),
        (State.NOTIFIED, State.SUBJECTS_INFORMED, "channel"),
        (State.NOTIFIED, State.SUBJECTS_INFORMED, "number"),
        (State.NOTIFIED, State.SUBJECTS_INFORMED, "text"),
        (State.CONFIRMED, State.NOTIFIED, "decided_by"),
        (State.CONFIRMED, State.NOT_NOTIFIED, "decided_on"),
    ],
)
def test_what_a_state_needs_to_know(before, after, name):
    """
    Without it the step is refused, and it says which is missing.
    """
    told = {key: value for key, value in COMPLETE.items() if key != name}

    with pytest.raises(TransitionError) as refused:
        check(before, step(after, details=told), role=Role.DPO, forwarded="yes")

    assert (refused.value.problem, refused.value.field) == (Problem.MISSING, name)


@pytest.mark.parametrize(
    ("before", "after", "forwarded"),
    [
        (State.INVESTIGATING, State.FALSE_POSITIVE, "no"),
        (State.CONFIRMED, State.NOT_NOTIFIED, "yes"),
        (State.CLOSED, State.INVESTIGATING, "no"),
        # Against the evidence of what was forwarded.
        (State.SUSPECTED, State.ATTEMPT, "yes"),
        (State.SUSPECTED, State.ATTEMPT, "unknown"),
        (State.INVESTIGATING, State.SUSPECTED, "no"),
    ],
)
def test_steps_with_a_reason(before, after, forwarded):
    """
    Nobody takes them without saying why; spaces are no reason.
    """
    with pytest.raises(TransitionError) as refused:
        check(before, step(after, reason="  "), role=Role.DPO, forwarded=forwarded)

    assert refused.value.problem is Problem.REASON
    check(before, step(after), role=Role.DPO, forwarded=forwarded)


def test_steps_by_the_evidence_need_no_reason():
    """
    What the log says, nobody has to write down again.
    """
    check(State.INVESTIGATING, step(State.ATTEMPT, reason=""), role=Role.DPO, forwarded="no")
    check(State.INVESTIGATING, step(State.SUSPECTED, reason=""), role=Role.DPO, forwarded="yes")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DPO, Role.DEPUTY}))
@pytest.mark.parametrize("before", State)
def test_nobody_else_takes_a_step(role, before):
    """
    No role but the DPO and the deputy moves an incident, from no state.
    """
    with pytest.raises(TransitionError) as refused:
        check(before, step(ALLOWED[before][0]), role=role, forwarded="no")

    assert refused.value.problem is Problem.ROLE
    assert not may_leave(before, role)


def test_deputy_says_why_he_stands_in():
    """
    From a new incident by right; from every other state in the DPO's place, with a reason.
    """
    check(State.NEW, step(State.ATTEMPT, reason=""), role=Role.DEPUTY, forwarded="no")

    with pytest.raises(TransitionError) as refused:
        check(State.ATTEMPT, step(State.CLOSED, reason=""), role=Role.DEPUTY, forwarded="no")

    assert refused.value.problem is Problem.REASON
    check(State.ATTEMPT, step(State.CLOSED), role=Role.DEPUTY, forwarded="no")
