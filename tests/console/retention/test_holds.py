"""
A legal hold, and an incident that is still open, keep everything that belongs to the incident.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.measures.models import Approval, OwnReport, TestCase
from console.records.models import Notification
from console.records.states import State
from console.retention.job import STORE, run
from tests.console.desk_for_tests import account
from tests.console.retention.rows_for_tests import NOW, incident, job

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=7000)
held_or_not = pytest.mark.parametrize(
    ("state", "hold", "stays"),
    [(State.CLOSED, False, False), (State.CLOSED, True, True), (State.INVESTIGATING, False, True)],
)


def closed_today(state, hold):
    """Its own term has not begun, so whatever goes does not go with it."""
    return incident(state=state, legal_hold=hold, at=NOW)


@held_or_not
def test_how_to_reach_who_reported_it(tmp_path, state, hold, stays):
    """
    The address that somebody left goes when the incident is closed, unless it is held.
    """
    OwnReport.objects.create(
        incident=closed_today(state, hold), when="today", deleted="yes",
        contact="iemand@gemeente.example", reported_at=LONG_AGO,
    )  # fmt: skip

    run(job(tmp_path), STORE)

    assert bool(OwnReport.objects.get().contact) is stays


@held_or_not
def test_messages_about_it(tmp_path, state, hold, stays):
    """
    They prove who was told, and when.
    """
    Notification.objects.create(
        dedupe_key="1", kind="leak", channel="mail", recipient="dpo@gemeente.example",
        incident=closed_today(state, hold), state="sent", created_at=LONG_AGO, next_at=LONG_AGO,
        sent_at=LONG_AGO,
    )  # fmt: skip

    run(job(tmp_path), STORE)

    assert Notification.objects.exists() is stays


@held_or_not
def test_exemptions_that_came_from_it(tmp_path, state, hold, stays):
    """
    Also long after their end.
    """
    Approval.objects.create(
        number="UZ-2007-0001", kinds=["iban"], reason="x", legal_basis="x", advice="x",
        approver="x", starts_at=LONG_AGO, ends_at=LONG_AGO, granted_at=LONG_AGO,
        granted_by=account(), incident=closed_today(state, hold),
    )  # fmt: skip

    run(job(tmp_path), STORE)

    assert Approval.objects.exists() is stays


@held_or_not
def test_test_cases_that_came_from_it(tmp_path, state, hold, stays):
    """
    What was made of a mistake, finished or not.
    """
    TestCase.objects.create(
        number="TG-2007-0001", rule="names", text="x", expect="allow", made_at=LONG_AGO,
        made_by=account(), incident=closed_today(state, hold), done_at=LONG_AGO,
    )  # fmt: skip

    run(job(tmp_path), STORE)

    assert TestCase.objects.exists() is stays
