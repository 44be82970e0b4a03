"""
How soon somebody should have done something: aims in working time, not in calendar hours.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from config.notify import WorkingHours
from console.records.models import IncidentKind, Transition
from console.records.states import State
from console.records.targets import Aim, target_of, working_day
from tests.console.desk_for_tests import incident, suspected_leak

HOURS = WorkingHours(start="08:00", end="18:00")
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
"""17:00 in Brussels: one working hour is left of the week."""

WEEKEND = timedelta(days=2)


def hours(count):
    return timedelta(hours=count)


def after(about, span):
    return target_of(about, FRIDAY + span, HOURS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "aim", "in_time", "too_late"),
    [
        # One hour on Friday, and Monday from eight.
        (
            suspected_leak,
            Aim.FIRST_VIEW_LEAK,
            timedelta(days=2, hours=17),
            timedelta(days=2, hours=19),
        ),
        (incident, Aim.FIRST_VIEW, timedelta(days=2, hours=23), timedelta(days=3, hours=1)),
        # Redacted as the rules want it, and somebody says that this was a mistake.
        (
            partial(incident, kind=IncidentKind.CONTESTED, forwarded="partly"),
            Aim.FIRST_VIEW,
            timedelta(days=2, hours=23),
            timedelta(days=3, hours=1),
        ),
    ],
)
def test_first_look_in_working_time(make, aim, in_time, too_late):
    """
    Four working hours where something may have left, a working day elsewhere; no weekend counts.
    """
    about = make(at=FRIDAY)

    assert (after(about, in_time).aim, after(about, in_time).is_over) == (aim, False)
    assert after(about, too_late).is_over


@pytest.mark.django_db
def test_an_investigation_is_short():
    """
    Twenty-four hours of the calendar since the first look.
    """
    about = incident(at=FRIDAY, first_view_at=FRIDAY, state=State.INVESTIGATING)

    assert not after(about, timedelta(hours=24)).is_over
    assert after(about, timedelta(hours=24, seconds=1)).is_over


@pytest.mark.django_db
def test_a_rule_is_mended_in_a_week():
    """
    Five working days since the false alarm was called one.
    """
    about = incident(at=FRIDAY - timedelta(days=30), state=State.FALSE_POSITIVE)
    Transition.objects.create(incident=about, at=FRIDAY, after=State.FALSE_POSITIVE)

    assert not after(about, timedelta(days=6)).is_over
    assert after(about, timedelta(days=8)).is_over


@pytest.mark.django_db
def test_a_supplement_has_a_date_of_its_own():
    """
    That day still counts.
    """
    about = suspected_leak(at=FRIDAY, state=State.SUPPLEMENT)
    details = {"due_on": "2026-11-28"}
    Transition.objects.create(incident=about, at=FRIDAY, after=State.SUPPLEMENT, details=details)

    assert not after(about, timedelta(days=1)).is_over
    assert after(about, timedelta(days=2)).is_over


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.ATTEMPT, State.CONFIRMED, State.CLOSED])
def test_other_states_have_none(state):
    """
    There the law's own clock runs, or none.
    """
    assert target_of(incident(state=state), FRIDAY, HOURS) is None


def test_a_working_day():
    """
    From opening to closing time.
    """
    assert working_day(WorkingHours(start="08:30", end="17:00")) == timedelta(hours=8, minutes=30)
