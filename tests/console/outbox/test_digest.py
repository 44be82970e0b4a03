"""
The week in counts: on Monday morning, once, without groups that are too small to be named.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from config.notify import NotifyFile
from console.outbox.digest import tell_week
from console.outbox.telling import Directory
from console.outbox.words import Words
from console.records.clock import BRUSSELS
from console.records.models import Alarm, DayFigure, IncidentKind, LogPosition, Notification
from tests.console.desk_for_tests import incident

MONDAY = date(2026, 11, 23)
EIGHT = datetime(2026, 11, 30, 8, tzinfo=BRUSSELS)
DIRECTORY = Directory(notify=NotifyFile(), dpo=("dpo@example.org",), ict=("ict@example.org",))


@pytest.fixture(autouse=True)
def _installed():
    LogPosition.objects.create(
        log="log-1", last_hash="", since=EIGHT - timedelta(days=30), updated_at=EIGHT
    )


def figure(name, count, department="ocmw", day=MONDAY):
    DayFigure.objects.create(day=day, department=department, figure=name, count=count)


def payload():
    tell_week(DIRECTORY, {"ocmw"}, EIGHT)
    return Notification.objects.get().payload


def test_week_that_is_over_is_counted():
    """
    From Monday to Sunday; what was before or after is another week's.
    """
    figure("checked", 1000)
    figure("action:prompt-rejected", 7)
    figure("action:upload-rejected", 2)
    figure("action:prompt-redacted", 30, day=MONDAY + timedelta(days=6))
    figure("action:service-blocked", 5)
    figure("kind:iban", 4)
    figure("action:prompt-rejected", 99, day=MONDAY - timedelta(days=1))
    figure("action:prompt-rejected", 99, day=MONDAY + timedelta(days=7))
    at = datetime(2026, 11, 25, 12, tzinfo=UTC)
    incident(kind=IncidentKind.SUSPECTED_LEAK, state="vermoedelijk_lek", at=at, detected_at=at)

    counts = payload()

    assert {k: counts[k] for k in ("checked", "rejected", "redacted", "blocked", "leaks")} == {
        "checked": 1000, "rejected": 9, "redacted": 30, "blocked": 5, "leaks": 1,
    }  # fmt: skip
    assert (counts["week"], counts["kinds"], counts["open"]) == (48, {"iban": 4}, 1)
    assert (counts["oldest_days"], counts["on_the_clock"]) == (4, 1)


def test_small_groups_are_not_in_it():
    """
    Neither in the text nor in what another system gets.
    """
    figure("action:prompt-rejected", 7)
    figure("action:prompt-rejected", 3, department="kleine-dienst")

    counts = payload()

    assert counts["departments"] == {"ocmw": 7}
    assert counts["rejected"] == 10


@pytest.mark.parametrize("hours", [0, 1, 30, 71])
def test_it_comes_once_in_time_or_a_little_late(hours):
    """
    A notifier that was down over the morning still sends it.
    """
    tell_week(DIRECTORY, {"ocmw"}, EIGHT + timedelta(hours=hours))
    tell_week(DIRECTORY, {"ocmw"}, EIGHT + timedelta(hours=hours, minutes=1))

    assert Notification.objects.count() == 1


@pytest.mark.parametrize("hours", [-1, 73, 5 * 24])
def test_it_does_not_come_at_other_times(hours):
    """
    News of Monday is no news on Friday.
    """
    tell_week(DIRECTORY, {"ocmw"}, EIGHT + timedelta(hours=hours))

    assert not Notification.objects.exists()


def test_new_installation_has_no_week_behind_it():
    """
    It was not there; nobody wants to read zeros about that.
    """
    LogPosition.objects.update(since=EIGHT + timedelta(minutes=1))

    tell_week(DIRECTORY, {"ocmw"}, EIGHT + timedelta(hours=1))

    assert not Notification.objects.exists()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_digest_can_be_read(language):
    """
    Every language, with alarms that are open.
    """
    figure("kind:iban", 4)
    figure("action:prompt-rejected", 7)
    Alarm.objects.create(kind="site-silent", subject="ocmw", opened_at=EIGHT, seen_at=EIGHT)

    text = Words(
        language=language, console_url="https://x.example", departments={"ocmw": "OCMW"},
        kinds={"iban": "IBAN"},
    ).of("digest", payload())  # fmt: skip

    assert "48" in text.subject
    assert "OCMW (7)" in text.body
    assert "IBAN (4)" in text.body
    assert not {"{", "}"} & set(text.body)
