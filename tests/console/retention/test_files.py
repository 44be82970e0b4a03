"""
Logs and keys in the state folder: what is old goes, what an incident needs stays.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from config.private_files import create_file
from console.records.models import LogPosition
from console.records.states import State
from console.retention.job import run
from console.retention.models import DeletionCertificate
from proxy.incident_folder import IncidentFolder
from proxy.incident_reading import verify_folder
from tests.console.retention.rows_for_tests import LOG, NOW, SECOND, incident, job

pytestmark = pytest.mark.django_db

KEY = b"k" * 32


@pytest.fixture
def state(tmp_path):
    (tmp_path / "secrets").mkdir(mode=0o700)
    create_file(tmp_path / "secrets" / "chain.key", KEY)
    return tmp_path


def written(state, *days, log="incidents"):
    folder = IncidentFolder(state / log, KEY)
    for day in days:
        folder.append(day, [{"n": 1}, {"n": 2}])
    return folder.path


def taken_in(day, log=LOG):
    LogPosition.objects.create(log=log, day=day, last_hash="0" * 64, updated_at=timezone.now())


def days_of(folder):
    return sorted(file.stem for file in folder.glob("*.jsonl"))


def test_old_days_go_with_a_certificate(state):
    """
    Whole days, once all of each has had its time; the rest of the log verifies.
    """
    log = written(state, "2026-05-26", "2026-05-27", "2026-05-28", "2026-11-27")
    taken_in("2026-11-27")

    assert run(job(state), LOG) == []

    assert days_of(log) == ["2026-05-28", "2026-11-27"]
    assert verify_folder(log, KEY).sound
    certificate = DeletionCertificate.objects.get()
    assert (certificate.table, certificate.place, certificate.count) == ("events", LOG, 4)
    assert certificate.oldest == datetime(2026, 5, 26, tzinfo=UTC)


@pytest.mark.parametrize(("now", "left"), [(NOW, 2), (NOW - timedelta(hours=3) - SECOND, 3)])
def test_day_stays_until_midnight_after_its_term(state, now, left):
    """
    28 November 00:00 UTC is the moment at which all of 27 May is six months old.
    """
    log = written(state, "2026-05-27", "2026-05-28", "2026-11-27")
    taken_in("2026-11-27")

    run(job(state, now=now), LOG)

    assert len(days_of(log)) == left


@pytest.mark.parametrize(
    ("case", "left"),
    [
        ({"state": State.INVESTIGATING}, 3),
        ({"legal_hold": True}, 3),
        ({"state": State.CLOSED}, 1),
    ],
)
def test_log_of_an_incident_that_needs_it_stays(state, case, left):
    """
    From the day of its first event on: days before that go.
    """
    log = written(state, "2026-05-20", "2026-05-26", "2026-05-27", "2026-11-27")
    taken_in("2026-11-27")
    incident(at=datetime(2026, 5, 26, 12, 0, tzinfo=UTC), **case)

    run(job(state), LOG)

    assert len(days_of(log)) == left


@pytest.mark.parametrize("position", [None, "2026-05-26"])
def test_day_that_the_store_does_not_have_stays(state, position):
    """
    A notifier that never ran, or is far behind, must not lose what it did not read.
    """
    log = written(state, "2026-05-26", "2026-05-27", "2026-11-27")
    taken_in("2026-11-27", log="another machine")
    if position:
        taken_in(position)

    run(job(state), LOG)

    assert len(days_of(log)) == 3


def test_statements_have_their_own_term(state):
    """
    Twelve months, whatever holds for events.
    """
    log = written(state, "2025-11-26", "2025-11-27", "2026-01-01", log="statements")

    run(job(state), LOG)

    assert days_of(log) == ["2026-01-01"]
    assert DeletionCertificate.objects.get().table == "upload_statements"


def key_of(state, quarter):
    file = state / "secrets" / f"pseudonym-{quarter}.key"
    create_file(file, b"p" * 32)
    return file


@pytest.mark.parametrize(("moment", "there"), [(-SECOND, True), (timedelta(0), False)])
def test_key_of_a_quarter_dies_ninety_days_after_it(state, moment, there):
    """
    To the second: 90 days after 1 July for the second quarter.
    """
    key = key_of(state, "2026-Q2")
    end = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(days=90)

    run(job(state, now=end + moment), LOG)

    assert key.exists() == there


def test_key_of_the_running_quarter_and_other_keys_stay(state):
    """
    Only pseudonym keys, and only those of quarters that are over.
    """
    kept = [key_of(state, "2026-Q4"), key_of(state, "2026-Q3"), state / "secrets" / "chain.key"]
    gone = [key_of(state, "2026-Q2"), key_of(state, "2025-Q4")]

    run(job(state), LOG)

    assert all(key.exists() for key in kept)
    assert not any(key.exists() for key in gone)
    assert DeletionCertificate.objects.get(table="pseudonym_keys").count == 2


@pytest.mark.parametrize(
    ("at", "case", "there"),
    [
        (datetime(2026, 6, 30, 23, 59, tzinfo=UTC), {"state": State.SUSPECTED}, True),
        (datetime(2026, 7, 1, 0, 0, tzinfo=UTC), {"state": State.SUSPECTED}, False),
        (datetime(2026, 5, 1, 0, 0, tzinfo=UTC), {"legal_hold": True}, True),
        (datetime(2026, 5, 1, 0, 0, tzinfo=UTC), {}, False),
    ],
)
def test_key_that_an_incident_needs_stays(state, at, case, there):
    """
    An open incident with an event in that quarter, or one under legal hold.
    """
    key = key_of(state, "2026-Q2")
    incident(at=at, **case)

    run(job(state), LOG)

    assert key.exists() == there


def test_broken_log_stops_no_other_deletion(state):
    """
    Without the key of the log its days stay, an alarm says so, and the keys are still destroyed.
    """
    written(state, "2026-05-20", "2026-11-27")
    taken_in("2026-11-27")
    (state / "secrets" / "chain.key").write_bytes(b"short")
    key = key_of(state, "2026-Q2")

    failed = run(job(state), LOG)

    assert failed == ["events"]
    assert not key.exists()
