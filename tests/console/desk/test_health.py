"""
The page about whether the filter lives.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from config.settings import Settings
from console import installation
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


LATER = NOW + timedelta(hours=1)
"""By then, this console has run for a while."""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("read_ago", "grade"),
    [
        ([1], {"log": Grade.GOOD}),
        ([6], {"log-late": Grade.BAD}),
        # Two machines: the notifier of one is dead, or its machine was taken away.
        ([1, 6], {"log-late": Grade.BAD}),
        ([1, 31 * 24 * 60], {"log": Grade.GOOD}),
        ([31 * 24 * 60], {"log-late": Grade.BAD}),
    ],
)
def test_a_notifier_that_is_dead_is_bad(tmp_path, read_ago, grade):
    """
    Whoever reads a log says so twice a minute, also where nothing is new.
    """
    for number, minutes in enumerate(read_ago):
        position(log=f"log-{number}", updated_at=LATER - timedelta(minutes=minutes))

    found = grades(tmp_path, LATER)

    assert {name: each for name, each in found.items() if name.startswith("log")} == grade


@pytest.mark.django_db
def test_a_machine_that_was_just_switched_on_is_not_bad_at_once(tmp_path):
    """
    Off for a night: the notifier gets a few minutes to begin, as does the console.
    """
    position(updated_at=NOW - timedelta(hours=9))

    assert grades(tmp_path, NOW)["log-late"] is Grade.WARN
    assert grades(tmp_path, LATER)["log-late"] is Grade.BAD


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({"attempts": 3, "created_at": NOW - timedelta(minutes=20)}, Grade.BAD),
        # Nobody tried: the notifier is dead, or has no server.
        ({"created_at": NOW - timedelta(minutes=20), "next_at": NOW - timedelta(minutes=20)},
         Grade.BAD),
        # Meant for the end of the hour.
        ({"created_at": NOW - timedelta(minutes=20), "next_at": NOW + timedelta(minutes=9)},
         Grade.GOOD),
        ({"state": "sent", "created_at": NOW - timedelta(minutes=20)}, Grade.GOOD),
    ],
)  # fmt: skip
def test_mail_that_does_not_get_out(tmp_path, changes, grade):
    """
    Still waiting a quarter of an hour after it should have left, tried or not.
    """
    notification(**changes)

    assert grades(tmp_path)["mail"] is grade


@pytest.fixture
def installed(tmp_path):
    """Makes this process a console of these settings, until the test is over."""
    before = installation._current

    def use(**changes):
        installation.use(Settings(state_dir=tmp_path, **changes))

    yield use
    installation._current = before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("server", "vital", "grade"),
    [(None, "mail-unset", Grade.WARN), ("smtp://mail.example.org", "mail", Grade.GOOD)],
)
def test_without_a_mail_server_nobody_is_told(tmp_path, installed, server, vital, grade):
    """
    That is no filter that lives; the page says what is missing.
    """
    installed(smtp_url=server)

    assert grades(tmp_path)[vital] is grade
    page = signed_in(Role.DPO, tmp_path).get("/console/").content.decode()
    assert ("geen mailserver" in page) is (server is None)


@pytest.mark.django_db
def test_without_a_mail_server_other_channels_are_looked_at(tmp_path, installed):
    """
    A webhook that does not get out is not hidden behind the mail that nobody set up.
    """
    installed(smtp_url=None)
    notification(channel="webhook", recipient="x", attempts=3, created_at=NOW - timedelta(hours=1))

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
