"""
The hours towards the authority: by the clock that holds, also over the change of summer time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.notify import Deadline, NotifyFile
from console.outbox.relevance import is_moot
from console.outbox.reminders import remind
from console.outbox.telling import Directory
from console.records.models import Incident, IncidentKind, Notification
from console.records.states import State
from tests.console.desk_for_tests import incident

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def directory(**changes):
    notify = NotifyFile(deadline=Deadline(**changes))
    return Directory(notify=notify, dpo=("dpo@example.org",), ict=("ict@example.org",))


def a_leak(**changes):
    values = {
        "at": START, "detected_at": START, "kind": IncidentKind.SUSPECTED_LEAK,
        "state": State.SUSPECTED, "forwarded": "yes",
    }  # fmt: skip
    return incident(**(values | changes))


def told_during(hours, who=None, step=0.5, start=START):
    """Hours after the start at which somebody was reminded, and of how many hours left."""
    who = who or directory()
    found = []
    for number in range(int(hours / step) + 1):
        now = start + timedelta(hours=number * step)
        before = Notification.objects.count()
        remind(who, now)
        if Notification.objects.count() > before:
            newest = Notification.objects.order_by("-id").first()
            found.append((number * step, newest.payload["left"]))
    return found


def test_reminders_come_once_each():
    """
    At 24 and at 6 hours left, and when the time is over.
    """
    a_leak()

    assert told_during(100) == [(48.0, 24.0), (66.0, 6.0), (72.0, 0.0)]


def test_formal_clock_counts_once_it_runs():
    """
    The DPO became aware ten hours later: ten hours more.
    """
    a_leak(state=State.CONFIRMED, aware_at=START + timedelta(hours=10))

    assert told_during(100) == [(58.0, 24.0), (76.0, 6.0), (82.0, 0.0)]


def test_leak_that_was_closed_and_confirmed_anew_is_reminded_of_again():
    """
    Each awareness is a clock; the second is told of as the first was.
    """
    a_leak(state=State.CONFIRMED, aware_at=START)
    first = told_during(80)
    month = START + timedelta(days=30)
    Incident.objects.update(aware_at=month)

    second = told_during(80, start=month)

    assert first == second == [(48.0, 24.0), (66.0, 6.0), (72.0, 0.0)]


@pytest.mark.parametrize(
    ("change", "is_told"),
    [
        ({"state": State.NOTIFIED}, False),
        ({"state": State.NOT_NOTIFIED}, False),
        ({"state": State.FALSE_POSITIVE}, False),
        ({"state": State.CLOSED}, False),
        ({"state": State.NEW, "kind": IncidentKind.SELF_REPORT}, True),
        ({"state": State.INVESTIGATING, "kind": IncidentKind.SELF_REPORT}, True),
        ({"state": State.NEW, "kind": IncidentKind.SEVERE, "forwarded": "no"}, False),
    ],
)
def test_only_running_clocks_are_told_of(change, is_told):
    """
    Of what nobody has looked at yet, too, where something may have left.
    """
    a_leak(**change)

    assert bool(told_during(100, step=4)) is is_told


def test_hours_are_configuration():
    """
    The law is under reform.
    """
    a_leak()

    longer = directory(notify_hours=96, remind_hours_left=(48,))

    assert told_during(120, longer) == [(48.0, 48.0), (96.0, 0.0)]


def reports(count, **changes):
    """Of people who say that they typed something in; one a minute."""
    for minute in range(count):
        at = START + timedelta(minutes=minute)
        a_leak(at=at, detected_at=at, kind=IncidentKind.SELF_REPORT, state=State.NEW, **changes)


def test_flood_of_reports_is_one_reminder_for_each_threshold_and_hour():
    """
    Anybody may send them. All are counted, the first ten by their number.
    """
    reports(90)

    told = told_during(75)

    assert told == [
        (48.0, 24.0), (49.0, 24.0), (50.0, 24.0), (66.0, 6.0), (67.0, 6.0), (68.0, 6.0),
        (72.0, 0.0), (73.0, 0.0), (74.0, 0.0),
    ]  # fmt: skip
    for left in (24.0, 6.0, 0.0):
        payloads = [n.payload for n in Notification.objects.all() if n.payload["left"] == left]
        assert sum(payload["count"] for payload in payloads) == 90
        assert max(len(payload["numbers"]) for payload in payloads) == 10


def test_report_that_somebody_looked_at_is_reminded_of_by_itself():
    """
    As any other; not for what its reader had been told with the others.
    """
    reports(1)
    assert told_during(50) == [(48.0, 24.0)]

    Incident.objects.update(first_view_at=START + timedelta(hours=50), state=State.INVESTIGATING)

    assert told_during(30, start=START + timedelta(hours=50)) == [(16.0, 6.0), (22.0, 0.0)]
    assert Notification.objects.order_by("-id")[0].incident == Incident.objects.get()


def test_report_of_which_the_dpo_knew_before_he_looked_is_told_of():
    """
    He was called about it: the formal clock runs from then, and its terms are told by themselves.
    """
    reports(1, aware_at=START, first_view_at=START + timedelta(hours=70))

    told = told_during(3, start=START + timedelta(hours=70))

    assert told == [(0.0, 6.0), (2.0, 0.0)]


def test_two_notifiers_tell_of_reports_once():
    """
    However close together they look, and whatever their clocks say.
    """
    reports(3)
    for second in (0, 0, 7):
        Notification.objects.update(created_at=START)
        remind(directory(), START + timedelta(hours=49, seconds=second))

    assert Notification.objects.count() == 1


def test_reminder_of_reports_that_waited_is_told_while_one_is_unseen():
    """
    Not on the Monday after the mail server was away, when the DPO has seen to all of them.
    """
    reports(2)
    remind(directory(), START + timedelta(hours=49))
    waiting = Notification.objects.get()
    first, second = Incident.objects.order_by("id")

    Incident.objects.filter(pk=first.pk).update(first_view_at=START)
    before = is_moot(waiting)
    Incident.objects.filter(pk=second.pk).update(first_view_at=START)

    assert (before, is_moot(waiting)) == (False, True)


@pytest.mark.parametrize("start", [datetime(2026, 3, 28, 12, tzinfo=UTC),
                                   datetime(2026, 10, 24, 12, tzinfo=UTC)])  # fmt: skip
def test_change_of_summer_time_makes_no_hour(start):
    """
    72 hours are 72 hours.
    """
    a_leak(at=start, detected_at=start)

    assert told_during(80, start=start)[-1] == (72.0, 0.0)


def test_notifier_that_was_down_tells_only_what_is_still_true():
    """
    Not "24 hours left" when there are five.
    """
    a_leak()

    remind(directory(), START + timedelta(hours=67))

    assert [n.payload["left"] for n in Notification.objects.all()] == [6.0]
    assert Incident.objects.count() == 1
