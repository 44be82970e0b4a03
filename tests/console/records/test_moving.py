"""
An incident on its way from new to closed: what is kept of each step, and who may not take it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from console.accounts.models import Look
from console.accounts.roles import Role
from console.records import checklist
from console.records.models import Incident, Note, Transition
from console.records.moving import move, opened, proposed_aware_at
from console.records.states import State
from console.records.steps import Problem, Step, TransitionError
from tests.console.desk_for_tests import account, incident, suspected_leak
from tests.console.postgres import postgres

__all__ = ["postgres"]

REPOSITORY = Path(__file__).parents[3]
NOW = timezone.now()


def tick_all(about):
    items = checklist.items_for(about, checklist.states_of(about))
    Note.objects.create(
        incident=about, at=NOW, by=None, kind=checklist.NOTE_KIND, text=",".join(items)
    )


def refused(about, step, by, **more):
    with pytest.raises(TransitionError) as wrong:
        move(about.number, step, by, now=NOW, **more)
    return wrong.value.problem


def confirmed(about, dpo, aware):
    details = {"aware_at": aware.isoformat()}
    return move(
        about.number,
        Step(after=State.CONFIRMED, reason="zekerheid", details=details),
        dpo,
        now=NOW,
    )


@pytest.mark.django_db
def test_first_look_of_who_decides_starts_the_work():
    """
    A new incident is under investigation from then on; the second look changes nothing.
    """
    about, dpo, auditor = incident(), account(Role.DPO), account(Role.AUDITOR)

    opened(about, auditor, now=NOW - timedelta(hours=1))
    assert (about.state, about.first_view_at) == (State.NEW, None)
    opened(about, dpo, now=NOW)
    opened(about, account(Role.DEPUTY), now=NOW + timedelta(hours=1))

    assert (about.state, about.first_view_at) == (State.INVESTIGATING, NOW)
    [step] = about.transitions.all()
    assert (step.before, step.after, step.by) == (State.NEW, State.INVESTIGATING, dpo)


@pytest.mark.django_db
def test_each_step_keeps_who_when_from_where_and_why():
    """
    In the history, and as one line in the record of looking.
    """
    about, dpo = incident(state=State.INVESTIGATING), account(Role.DPO)

    move(about.number, Step(after=State.FALSE_POSITIVE, reason="een voorbeeld"), dpo, now=NOW)

    step = Transition.objects.get()
    kept = (step.by, step.at, step.before, step.after, step.reason)
    assert kept == (dpo, NOW, "in_onderzoek", "vals_positief", "een voorbeeld")
    look = Look.objects.get(deed="incident-moved")
    assert (look.account, look.subject) == (dpo, about.number)


@pytest.mark.django_db
def test_awareness_starts_the_formal_clock():
    """
    At the first look unless the DPO says otherwise, and then he says why; never in the future,
    never before it happened.
    """
    dpo = account(Role.DPO)
    first = NOW - timedelta(hours=3)
    about = suspected_leak(state=State.SUSPECTED, at=NOW - timedelta(hours=5), first_view_at=first)
    late = {"aware_at": (NOW + timedelta(minutes=1)).isoformat()}
    early = {"aware_at": (NOW - timedelta(hours=7)).isoformat()}
    other = {"aware_at": (NOW - timedelta(hours=2)).isoformat()}

    assert proposed_aware_at(about) == first
    for details, reason, problem in (
        (late, "x", Problem.FUTURE), (early, "x", Problem.TOO_EARLY), (other, "", Problem.REASON),
    ):  # fmt: skip
        step = Step(after=State.CONFIRMED, reason=reason, details=details)
        assert refused(about, step, dpo) is problem
    proposed = Step(after=State.CONFIRMED, details={"aware_at": first.isoformat()})
    move(about.number, proposed, dpo, now=NOW)

    about.refresh_from_db()
    assert (about.state, about.aware_at) == (State.CONFIRMED, first)


@pytest.mark.django_db
def test_the_long_way_to_closed_and_back():
    """
    Suspected, confirmed, notified for now, supplement, notified, subjects informed, closed when
    the checklist is done; reopened with a reason, with nothing of the history gone.
    """
    dpo = account(Role.DPO)
    about = suspected_leak(state=State.SUSPECTED, first_view_at=NOW - timedelta(hours=1))
    notified = {"authority": "VTC", "reference": "2026/1", "date": "2026-11-24"}
    decided = {"decided_by": "algemeen directeur", "decided_on": "2026-11-24"}
    informed = {"date": "2026-11-25", "channel": "letter", "number": 2, "text": "Beste"}
    confirmed(about, dpo, NOW - timedelta(minutes=30))
    for after, details in (
        (State.NOTIFIED, notified | decided | {"preliminary": True}),
        (State.SUPPLEMENT, {"due_on": "2026-12-01"}),
        (State.NOTIFIED, notified),
        (State.SUBJECTS_INFORMED, informed),
    ):
        move(about.number, Step(after=after, details=details), dpo, now=NOW)
    assert refused(about, Step(after=State.CLOSED), dpo) is Problem.CHECKLIST
    tick_all(about)
    move(about.number, Step(after=State.CLOSED), dpo, now=NOW)

    about.refresh_from_db()
    assert (about.state, about.closed_at, about.urgency) == (State.CLOSED, NOW, 0)
    assert refused(about, Step(after=State.INVESTIGATING), dpo) is Problem.REASON
    again = Step(after=State.INVESTIGATING, reason="nieuw feit")
    move(about.number, again, dpo, now=NOW)
    about.refresh_from_db()
    assert (about.state, about.closed_at) == (State.INVESTIGATING, None)
    assert about.transitions.count() == 7
    assert about.transitions.all()[1].details["preliminary"] is True


@pytest.mark.django_db
def test_what_was_closed_and_comes_up_again_has_a_clock_of_its_own():
    """
    The old awareness stays in the history; proposed is when it was reopened, not the first look
    of long ago.
    """
    dpo, month = account(Role.DPO), timedelta(days=30)
    about = suspected_leak(
        state=State.SUSPECTED, at=NOW - month, first_view_at=NOW - month + timedelta(hours=1)
    )
    confirmed(about, dpo, NOW - month + timedelta(hours=2))
    Incident.objects.update(state=State.CLOSED, closed_at=NOW - timedelta(days=20))
    reopening = Step(after=State.INVESTIGATING, reason="nieuw feit")

    move(about.number, reopening, dpo, now=NOW)

    about.refresh_from_db()
    assert (about.aware_at, proposed_aware_at(about)) == (None, NOW)
    kept = about.transitions.get(after=State.CONFIRMED).details["aware_at"]
    assert kept == (NOW - month + timedelta(hours=2)).isoformat()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"state": State.ATTEMPT}, set()),
        ({"state": State.FALSE_POSITIVE}, {"rule"}),
        ({"state": State.ATTEMPT, "kind": "self-report"}, {"answered"}),
        ({"state": State.NOTIFIED}, {"erasure", "subjects", "register"}),
    ],
)
def test_checklist_asks_what_fits(changes, more):
    """
    A leak asks more than an attempt; whoever reported something is owed an answer.
    """
    about = incident(**changes)

    items = set(checklist.items_for(about, checklist.states_of(about)))

    assert items == {"evidence", "severity", "cause"} | more


@pytest.mark.django_db
def test_of_two_at_once_the_second_is_told():
    """
    Whoever decides on what is no longer so, decides nothing.
    """
    about, dpo = incident(state=State.INVESTIGATING), account(Role.DPO)
    move(about.number, Step(after=State.ATTEMPT), dpo, now=NOW, seen=State.INVESTIGATING)

    step = Step(after=State.FALSE_POSITIVE, reason="x")

    assert refused(about, step, dpo, seen=State.INVESTIGATING) is Problem.CHANGED
    assert Incident.objects.get().state == State.ATTEMPT


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_at_once_take_one_step(kind, tmp_path, request):
    """
    Eight threads want the same step: one takes it, the others are told; one line of history, and
    one in the record of looking. In either store.
    """
    settings = {"PROMPTWACHT_STATE_DIR": str(tmp_path)}
    if kind == "postgresql":
        settings["PROMPTWACHT_DATABASE_URL"] = request.getfixturevalue("postgres").database()

    done = subprocess.run(
        [sys.executable, "-m", "tests.console.records.movers"],
        cwd=REPOSITORY, env=os.environ | settings, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert json.loads(done.stdout) == {
        "told": ["", *["not-allowed"] * 7], "steps": 1, "looks": 1,
    }  # fmt: skip


@pytest.mark.django_db
def test_urgency_puts_what_left_first():
    """
    Forwarded before severity; unknown counts as forwarded; closed comes last of all.
    """
    order = [
        suspected_leak(forwarded="yes", severity=4),
        suspected_leak(forwarded="unknown", severity=3),
        incident(forwarded="partly", severity=4),
        incident(forwarded="no", severity=4),
        incident(forwarded="no", severity=1),
        suspected_leak(state=State.CLOSED, severity=4),
    ]

    found = Incident.objects.order_by("-urgency", "detected_at", "id")

    assert [each.number for each in found] == [each.number for each in order]
