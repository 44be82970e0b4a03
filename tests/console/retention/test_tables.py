"""
Every term of the retention table at its boundary: deleted at the very second, kept one before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from console.accounts.audit import faults, note
from console.accounts.models import Look
from console.records.models import Alarm, DayFigure, Event, Incident, Notification
from console.records.states import State
from console.retention.job import STORE, run
from console.retention.models import DeletionCertificate, RetentionRun
from policy.span import Span
from tests.console.retention.rows_for_tests import NOW, SECOND, event, incident, job

pytestmark = pytest.mark.django_db


def event_at(at):
    event(at=at)
    return Event


def incident_closed_at(at):
    incident(closed_at=at)
    return Incident


def message_sent_at(at):
    Notification.objects.create(
        dedupe_key="1", kind="leak", channel="mail", recipient="dpo@gemeente.example",
        state="sent", created_at=at, next_at=at, sent_at=at,
    )  # fmt: skip
    return Notification


def message_given_up_at(at):
    Notification.objects.create(
        dedupe_key="1", kind="digest", channel="mail", recipient="dpo@gemeente.example",
        state="given-up", created_at=at, next_at=at,
    )  # fmt: skip
    return Notification


def alarm_resolved_at(at):
    Alarm.objects.create(kind="store", subject="1", opened_at=at, seen_at=at, resolved_at=at)
    return Alarm


def looked_at(at):
    look = note(None, "incident-viewed", "KB-2020-000001")
    Look.objects.filter(id=look.id).update(at=at)
    return Look


def certificate_at(at):
    DeletionCertificate.objects.create(
        table="events", place=STORE, rule="-", count=1, at=at, chain_hash="0"
    )
    return DeletionCertificate


TERMS = [
    (event_at, Span(months=6)),
    (incident_closed_at, Span(months=60)),
    (message_sent_at, Span(days=90)),
    (message_given_up_at, Span(days=90)),
    (alarm_resolved_at, Span(months=12)),
    (looked_at, Span(months=24)),
    (certificate_at, Span(months=60)),
]


@pytest.mark.parametrize(("made_at", "term"), TERMS)
@pytest.mark.parametrize(("moment", "left"), [(timedelta(0), 0), (SECOND, 1)])
def test_term_ends_at_the_second(tmp_path, made_at, term, moment, left):
    """
    What is exactly as old as its term goes; what is one second younger stays.
    """
    model = made_at(term.before(NOW) + moment)
    keys = list(model.objects.values_list("pk", flat=True))

    assert run(job(tmp_path), STORE) == []

    assert model.objects.filter(pk__in=keys).count() == left


@pytest.mark.parametrize(("moment", "left"), [(timedelta(0), 0), (SECOND, 1)])
def test_a_login_that_is_over_leaves_no_row(tmp_path, moment, left):
    """
    It ends at its own time, so no rule stands for it and no certificate tells of it.
    """
    Session.objects.create(session_key="k", session_data="", expire_date=NOW + moment)

    assert run(job(tmp_path), STORE) == []

    assert Session.objects.count() == left
    assert not DeletionCertificate.objects.exists()


@pytest.mark.parametrize(("day", "left"), [(date(2021, 11, 27), 0), (date(2021, 11, 28), 1)])
def test_figures_go_by_whole_days(tmp_path, day, left):
    """
    A day's counts are kept until all of that day has had its time.
    """
    DayFigure.objects.create(day=day, department="gemeente", figure="checked", count=3)

    run(job(tmp_path), STORE)

    assert DayFigure.objects.count() == left


@pytest.mark.parametrize(
    ("state", "hold", "left"),
    [(State.CLOSED, False, 0), (State.CLOSED, True, 1), (State.INVESTIGATING, False, 1)],
)
def test_events_stay_with_an_incident_that_needs_them(tmp_path, state, hold, left):
    """
    An open incident and one under legal hold keep their events, however old.
    """
    old = NOW - timedelta(days=400)
    case = incident(state=state, legal_hold=hold, at=old)
    event(at=old, incident=case)

    run(job(tmp_path), STORE)

    assert Event.objects.count() == left


def test_legal_hold_keeps_the_incident(tmp_path):
    """
    A closed incident of long ago stays for as long as somebody holds it.
    """
    incident(closed_at=NOW - timedelta(days=4000), legal_hold=True)

    run(job(tmp_path), STORE)

    assert Incident.objects.count() == 1


def test_message_that_is_still_to_be_sent_stays(tmp_path):
    """
    Retention never decides that somebody need not know.
    """
    old = NOW - timedelta(days=300)
    Notification.objects.create(
        dedupe_key="1", kind="leak", channel="mail", recipient="dpo@gemeente.example",
        created_at=old, next_at=old,
    )  # fmt: skip

    run(job(tmp_path), STORE)

    assert Notification.objects.count() == 1


def test_audit_lines_about_a_living_incident_hold_the_end(tmp_path):
    """
    The record of looking loses its oldest lines only up to the first that is about an incident
    which still exists, and what stays is an unbroken chain.
    """
    incident("KB-2026-000001", state=State.NEW)
    subjects = ["", "KB-2020-000009", "KB-2026-000001", "KB-2020-000008"]
    looks = [note(None, "incident-viewed", subject) for subject in subjects]
    Look.objects.update(at=NOW - timedelta(days=1000))

    run(job(tmp_path), STORE)

    kept = Look.objects.filter(deed="incident-viewed")
    assert [look.id for look in kept] == [look.id for look in looks[2:]]
    assert [look.prev for look in kept] == [looks[1].hash, looks[2].hash]


def test_certificate_says_what_went_and_is_in_the_chain(tmp_path):
    """
    Table, rule, number and age to the hour; the audit record repeats it under its hash.
    """
    for number in range(3):
        event(f"{number}", at=NOW - timedelta(days=300, minutes=number))

    run(job(tmp_path), STORE)

    certificate = DeletionCertificate.objects.get()
    assert (certificate.table, certificate.count) == ("events", 3)
    assert certificate.rule == "6 months (t)"
    assert certificate.oldest == datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
    assert certificate.newest == datetime(2026, 2, 1, 3, 0, tzinfo=UTC)
    look = Look.objects.get(hash=certificate.chain_hash)
    assert "events; store; 3; " in look.reason
    assert faults(Look.objects.all()) == []


def test_more_than_one_batch_is_one_certificate(tmp_path):
    """
    However many rows went, a table has one certificate a day.
    """
    old = NOW - timedelta(days=300)
    fields = {"log": "here", "code": "KB-0000-0000", "action": "unchecked", "decision": "reject",
              "forwarded": "no", "severity": 1, "department": "g", "service": "s",
              "channel": "prompt"}  # fmt: skip
    Event.objects.bulk_create(
        Event(line_hash=str(number), at=old, **fields) for number in range(4500)
    )

    run(job(tmp_path), STORE)

    assert Event.objects.count() == 0
    assert DeletionCertificate.objects.get().count == 4500


def test_nothing_to_delete_is_no_certificate(tmp_path):
    """
    A quiet night leaves no proofs of nothing.
    """
    run(job(tmp_path), STORE)

    assert DeletionCertificate.objects.count() == 0


def test_runs_are_forgotten_with_their_certificates(tmp_path):
    """
    The list of runs does not grow for ever.
    """
    RetentionRun.objects.create(
        day=date(2020, 1, 1), place=STORE, started_at=NOW - timedelta(days=2500)
    )
    certificate_at(NOW - timedelta(days=2500))

    run(job(tmp_path), STORE)

    assert RetentionRun.objects.count() == 0
