"""
How often a rule was wrong; what other pages and the digest hear of this room; what is forgotten.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from config.retention import Retention
from console.accounts.roles import Role
from console.measures import panels, upkeep
from console.measures.models import Approval, MistakeReport, OwnReport
from console.measures.quality import false_positives
from console.records.models import DayFigure, Notification, Transition
from console.records.states import State
from console.retention.registry import Job
from tests.console.desk_for_tests import account, event, incident, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def wrong(rule, days_ago=1, events=1):
    case = incident(at=NOW - timedelta(days=days_ago))
    for _ in range(events):
        event(incident=case, rule=rule, at=case.detected_at)
    at = NOW - timedelta(days=days_ago)
    Transition.objects.create(incident=case, at=at, after=State.FALSE_POSITIVE, reason="x")
    return case


def fired(rule, count, days_ago=1):
    DayFigure.objects.create(
        day=(NOW - timedelta(days=days_ago)).date(),
        department="gemeente",
        figure=f"rule:{rule}",
        count=count,
    )


def test_the_worst_rule_comes_first():
    """
    An incident counts once, however many events it has; what was long ago does not.
    """
    wrong("names", events=3)
    wrong("names")
    wrong("debts")
    wrong("debts", days_ago=40)
    fired("names", 200)
    fired("debts", 4)
    fired("debts", 100, days_ago=40)

    found = [(q.rule, q.wrong, q.fired, q.percent) for q in false_positives(NOW)]

    assert found == [("names", 2, 200, 1.0), ("debts", 1, 4, 25.0)]


def test_start_page_tells_what_waits(tmp_path):
    """
    The DPO sees exemptions that end, the oldest report and the worst rules.
    """
    now = timezone.now()
    Approval.objects.create(
        number="UZ-2026-0001", kinds=["iban"], reason="x", legal_basis="x", advice="x",
        approver="x", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=3),
        granted_at=now, granted_by=account(),
    )  # fmt: skip
    MistakeReport.objects.create(code="KB-7F3K-9Q2M", reasons=["other"], reported_at=now)

    page = signed_in(Role.DPO, tmp_path).get("/console/").content.decode()

    assert "UZ-2026-0001" in page
    assert "Oudste melding zonder oordeel" in page


def test_the_page_of_an_incident_tells_what_was_reported(tmp_path):
    """
    And offers what may be done about it, filled in.
    """
    case = incident()
    MistakeReport.objects.create(
        code="KB-7F3K-9Q2M",
        reasons=["public"],
        sentence="Staat op de website.",
        reported_at=timezone.now(),
        incident=case,
    )

    page = signed_in(Role.DPO, tmp_path).get(f"/console/incidenten/{case.number}")

    html = page.content.decode()
    assert "Staat op de website." in html
    assert f"uitzonderingen/nieuw?incident={case.number}" in html
    assert f"testgevallen/nieuw?incident={case.number}" in html


def test_addresses_are_forgotten_when_they_have_served(tmp_path):
    """
    Of an answer that was sent, and of a report whose incident is closed.
    """
    for state in ("sent", "pending"):
        Notification.objects.create(
            dedupe_key=state, kind="answer", channel="mail", recipient="x@example.org",
            state=state, created_at=NOW, next_at=NOW,
        )  # fmt: skip
    for state in (State.CLOSED, State.SUSPECTED):
        OwnReport.objects.create(
            incident=incident(state=state), when="today", deleted="yes",
            contact="y@example.org", reported_at=NOW,
        )  # fmt: skip

    upkeep.addresses(Job(now=NOW, rules=Retention(version="1"), state_dir=tmp_path, log="here"))

    assert dict(Notification.objects.values_list("state", "recipient")) == {
        "sent": "",
        "pending": "x@example.org",
    }
    assert set(OwnReport.objects.values_list("incident__state", "contact")) == {
        (State.CLOSED, ""),
        (State.SUSPECTED, "y@example.org"),
    }


def test_papers_are_kept_for_their_term(tmp_path):
    """
    Five years after their end, unless retention.yaml says otherwise.
    """
    for number, years in (("UZ-2020-0001", 6), ("UZ-2024-0001", 2)):
        at = NOW - timedelta(days=366 * years)
        Approval.objects.create(
            number=number, kinds=["iban"], reason="x", legal_basis="x", advice="x", approver="x",
            starts_at=at - timedelta(days=9), ends_at=at, granted_at=at, granted_by=account(),
        )  # fmt: skip

    gone = upkeep.papers(Job(now=NOW, rules=Retention(version="1"), state_dir=tmp_path, log="here"))

    assert gone.count == 1
    assert [row.number for row in Approval.objects.all()] == ["UZ-2024-0001"]


def test_the_digest_counts_this_room():
    """
    Requests that wait, exemptions that end, rules that were wrong.
    """
    wrong("names")
    monday = NOW.date() - timedelta(days=7)

    assert panels._requests(monday, NOW.date(), NOW) == 0
    assert panels._expiring(monday, NOW.date(), NOW) == 0
    assert panels._mistakes(monday, NOW.date(), NOW) == [("names", 1)]
