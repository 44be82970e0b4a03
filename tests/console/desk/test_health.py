"""
The page about whether the filter lives.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from console.accounts.roles import Right, Role
from console.desk.health import Grade, health_of
from console.records.models import Alarm, LogPosition, Notification
from tests.console.desk_for_tests import event, signed_in
from tests.console.portal_for_tests import write_ca

NOW = timezone.now()


def grades(folder, now=NOW):
    health = health_of(folder / "promptwacht-ca.pem", now)
    return {vital.name: vital.grade for vital in health.vitals}


def position(**changes):
    values = {
        "log": "stadhuis",
        "day": "2026-11-23",
        "last_hash": "0" * 64,
        "lines": 12,
        "updated_at": NOW,
    }
    LogPosition.objects.create(**(values | changes))


def notification(**changes):
    values = {
        "dedupe_key": "k1",
        "kind": "leak",
        "channel": "mail",
        "recipient": "dpo@example.org",
        "created_at": NOW,
        "next_at": NOW,
    }
    Notification.objects.create(**(values | changes))


@pytest.mark.django_db
def test_a_filter_that_lives(tmp_path):
    """
    A log that is read, an event of this week, a certificate, no alarm, no late mail.
    """
    write_ca(tmp_path / "promptwacht-ca.pem")
    position()
    event()
    notification()

    found = grades(tmp_path, NOW - timedelta(days=0))

    assert {name for name, grade in found.items() if grade is not Grade.GOOD} == {"certificate"}
    assert found["certificate"] is Grade.BAD  # the certificate of the tests lives one day


@pytest.mark.django_db
def test_nothing_at_all_is_a_warning(tmp_path):
    """
    A new installation is not "well": nothing was read, nothing happened, no certificate.
    """
    found = grades(tmp_path)

    assert found["log-missing"] is Grade.WARN
    assert found["events-missing"] is Grade.WARN
    assert found["certificate-missing"] is Grade.BAD


@pytest.mark.django_db
def test_silence_of_a_week_is_a_warning(tmp_path):
    """
    The last event is eight days old.
    """
    event(at=NOW - timedelta(days=8))

    assert grades(tmp_path)["events"] is Grade.WARN


@pytest.mark.django_db
def test_mail_that_does_not_get_out(tmp_path):
    """
    Tried, and still waiting after a quarter of an hour.
    """
    notification(attempts=3, created_at=NOW - timedelta(minutes=20))

    assert grades(tmp_path)["mail"] is Grade.BAD


@pytest.mark.django_db
def test_the_page_names_what_is_wrong_and_nobody(tmp_path):
    """
    Open alarms with what they are about, logs, mail by state; no recipient.
    """
    Alarm.objects.create(
        kind="log-altered", subject="stadhuis", detail="2026-11-23", opened_at=NOW, seen_at=NOW
    )
    Alarm.objects.create(kind="mail", subject="smtp", opened_at=NOW, seen_at=NOW, resolved_at=NOW)
    position()
    notification()

    page = signed_in(Role.ICT, tmp_path).get("/console/gezondheid").content.decode()

    assert "stadhuis" in page
    assert "wacht" in page
    assert "dpo@example.org" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_who_sees_it(role, tmp_path):
    """
    Those with the right, and nobody else.
    """
    browser = signed_in(role, tmp_path)

    status = browser.get("/console/gezondheid").status_code

    assert status == (200 if browser.account.may(Right.HEALTH) else 403)
