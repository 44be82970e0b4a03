"""
The page about channels, and the panel about touched logs.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.accounts.models import Look
from console.accounts.roles import Role
from console.records.models import Alarm, Notification
from tests.console.desk_for_tests import signed_in

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_page_shows_each_channel(tmp_path, language):
    """
    Also the one that is not set up: then it says what to set.
    """
    answer = signed_in(Role.ICT, tmp_path, language=language).get("/console/kanalen")

    assert answer.status_code == 200
    assert "PROMPTWACHT_SMTP_URL" in answer.text
    assert "gdpr@kortenberg.be" in answer.text


def test_test_is_queued_for_everybody_on_the_channel(tmp_path):
    """
    It goes the way of every other message; the page shows how far it got.
    """
    browser = signed_in(Role.ICT, tmp_path)

    answer = browser.post("/console/kanalen/mail/test", follow=True)

    assert {n.recipient for n in Notification.objects.filter(kind="test")} == {
        "gdpr@kortenberg.be", "ICT@kortenberg.be",
    }  # fmt: skip
    assert "wacht" in answer.text
    assert Look.objects.get(deed="channel-tested").account == browser.account


@pytest.mark.parametrize("role", [Role.DPO, Role.DIRECTOR, Role.AUDITOR, Role.RULE_OWNER])
def test_only_ict_sees_channels(tmp_path, role):
    """
    Nobody else can send tests around either.
    """
    browser = signed_in(role, tmp_path)

    assert browser.get("/console/kanalen").status_code == 403
    assert browser.post("/console/kanalen/mail/test").status_code == 403
    assert not Notification.objects.exists()


def test_channel_that_is_not_there_is_not_found(tmp_path):
    """
    Names in addresses are not believed.
    """
    answer = signed_in(Role.ICT, tmp_path).post("/console/kanalen/verzonnen/test")

    assert answer.status_code == 404


def test_touched_log_stays_an_alarm_until_somebody_has_looked_into_it(tmp_path):
    """
    The page of the filter's health says what to do; who ended it is on record.
    """
    alarm = Alarm.objects.create(
        kind="log-altered", subject="log-1", detail="2026-11-23:17", opened_at=NOON, seen_at=NOON
    )
    browser = signed_in(Role.DPO, tmp_path)
    assert "promptwacht incidents verify" in browser.get("/console/gezondheid").text

    deed = f"/console/alarmen/{alarm.pk}/afgehandeld"
    browser.post(deed)
    alarm.refresh_from_db()
    assert alarm.resolved_at is None

    browser.post(deed, {"reason": "Schijf vervangen, lijnen uit de back-up."})

    alarm.refresh_from_db()
    assert alarm.resolved_at is not None
    noted = Look.objects.get(deed="alarm-dealt-with")
    assert (noted.account, noted.reason) == (
        browser.account, "Schijf vervangen, lijnen uit de back-up."
    )  # fmt: skip
    assert noted.subject == f"log-altered log-1 {alarm.pk}"


def test_log_of_a_machine_that_was_taken_away_can_be_dealt_with(tmp_path):
    """
    It never comes back, so a person must be able to say so.
    """
    alarm = Alarm.objects.create(kind="log-missing", subject="log-2", opened_at=NOON, seen_at=NOON)
    browser = signed_in(Role.DPO, tmp_path)
    assert f"/console/alarmen/{alarm.pk}/afgehandeld" in browser.get("/console/gezondheid").text

    browser.post(f"/console/alarmen/{alarm.pk}/afgehandeld", {"reason": "Toestel afgevoerd."})

    alarm.refresh_from_db()
    assert alarm.resolved_at is not None


def test_whoever_can_touch_the_log_does_not_end_its_alarm(tmp_path):
    """
    ICT sees it and what to do, and no button; asking for the address does not help.
    """
    alarm = Alarm.objects.create(kind="log-altered", subject="log-1", opened_at=NOON, seen_at=NOON)
    browser = signed_in(Role.ICT, tmp_path)

    page = browser.get("/console/gezondheid").text
    answer = browser.post(f"/console/alarmen/{alarm.pk}/afgehandeld", {"reason": "niets"})

    assert "promptwacht incidents verify" in page
    assert 'afgehandeld"' not in page
    assert answer.status_code == 403
    alarm.refresh_from_db()
    assert alarm.resolved_at is None


def test_alarm_that_ends_by_itself_is_not_ended_by_hand(tmp_path):
    """
    A site that is silent is silent, whatever somebody says.
    """
    alarm = Alarm.objects.create(kind="site-silent", subject="ocmw", opened_at=NOON, seen_at=NOON)

    signed_in(Role.DPO, tmp_path).post(f"/console/alarmen/{alarm.pk}/afgehandeld")

    alarm.refresh_from_db()
    assert alarm.resolved_at is None
