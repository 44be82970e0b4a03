"""
For which incidents the hours run: one answer, wherever somebody asks.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from config.notify import NotifyFile, Topic
from console.accounts.roles import Role
from console.desk.start import fires
from console.outbox.relevance import is_moot
from console.outbox.reminders import remind
from console.outbox.telling import Directory
from console.records.models import Incident, IncidentKind, Notification
from console.records.running import is_running
from console.records.states import State
from tests.console.desk_for_tests import incident, signed_in

NOW = timezone.now()
DIRECTORY = Directory(notify=NotifyFile(), dpo=("dpo@example.org",), ict=())
MAY_BE_LEAKS = {IncidentKind.SUSPECTED_LEAK, IncidentKind.SELF_REPORT, IncidentKind.MANUAL}


@pytest.fixture
def every_one():
    """Every kind in every state with every answer to what left; their numbers by these."""
    then = NOW - timedelta(days=4)
    return {
        (kind, state, forwarded): incident(
            kind=kind, state=state, forwarded=forwarded, at=then, first_view_at=then
        ).number
        for kind, state, forwarded in product(
            IncidentKind, State, ("yes", "partly", "unknown", "no")
        )
    }


def expected(kind, state, forwarded):
    """As domain rules 3.2 have it, written down once more."""
    if state in {State.SUSPECTED, State.CONFIRMED}:
        return True
    is_open = state in {State.NEW, State.INVESTIGATING}
    return is_open and kind in MAY_BE_LEAKS and forwarded != "no"


def test_start_page_reminders_queue_and_clock_agree(every_one, tmp_path):
    """
    A leak that was opened by hand is reminded of; what somebody contests burns nowhere.
    """
    running = {number for facts, number in every_one.items() if expected(*facts)}
    dpo = signed_in(Role.DPO, tmp_path)

    remind(DIRECTORY, NOW)
    reminded = set(Notification.objects.values_list("incident__number", flat=True))
    queue, address = set(), "/console/incidenten?state=clock"
    while address:
        page = dpo.get(address)
        queue |= {row.incident.number for row in page.context["rows"]}
        cursor = page.context["next"]
        address = cursor and f"/console/incidenten?state=clock&cursor={cursor}"

    assert {fire.incident.number for fire in fires(NOW)} == running
    assert {each.number for each in Incident.objects.all() if is_running(each)} == running
    assert reminded == running
    assert queue == running


@pytest.mark.parametrize("state", State)
def test_reminder_that_waited_is_told_as_long_as_its_clock_runs(state):
    """
    Not once the authority knows, asks for more, or the people concerned were told.
    """
    about = incident(kind=IncidentKind.SUSPECTED_LEAK, state=state, forwarded="yes")
    waiting = Notification(kind=Topic.DEADLINE, incident=about)

    assert is_moot(waiting) is not is_running(about)
