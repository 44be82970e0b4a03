"""
A silent proxy looks like good news: silence is told, and a weekend is none.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta

import pytest

from config.notify import NotifyFile, WorkingHours
from console.intake.checked import take_counts
from console.intake.silence import watch
from console.outbox.telling import Directory
from console.records.clock import BRUSSELS
from console.records.models import Alarm, CheckedCount, DayFigure, LogPosition, Notification
from console.records.working_time import working_time

DIRECTORY = Directory(notify=NotifyFile(), dpo=("dpo@example.org",), ict=("ict@example.org",))
FRIDAY = datetime(2026, 11, 20, 17, tzinfo=BRUSSELS)


def local(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (local(23, 9), local(23, 11), 2),
        (local(23, 17), local(24, 9), 2),
        (local(20, 17), local(23, 9), 2),
        (local(21, 9), local(22, 18), 0),
        (local(23, 19), local(23, 23), 0),
        (local(23, 11), local(23, 9), 0),
        (local(23, 8), local(27, 18), 50),
        (local(23, 17), local(26, 9), 12),
    ],
)
def test_only_working_hours_count(start, end, hours):
    """
    Nights, weekends and days off are nobody's silence.
    """
    days_off = ("2026-11-24",) if hours == 12 else ()

    assert working_time(start, end, WorkingHours(days_off=days_off)) == timedelta(hours=hours)


def test_change_of_summer_time_is_no_hour_of_work():
    """
    The Sunday of the change lies between; the hours around it are whole.
    """
    start, end = local(27, 17, month=3), local(30, 9, month=3)

    assert working_time(start, end, WorkingHours()) == timedelta(hours=2)


def usually_sends(department, last):
    """Traffic on the last ten working days until `last`."""
    for back in range(14):
        day = last.date() - timedelta(days=back)
        DayFigure.objects.get_or_create(
            day=day, department=department, figure="checked", defaults={"count": 5}
        )
    CheckedCount.objects.create(
        source="s", day=last.date(), department=department, count=5, moved_at=last
    )


def look(now, departments=("ocmw", "gemeente")):
    watch(DIRECTORY, frozenset(departments), {"ocmw"}, now)
    return {(a.kind, a.subject) for a in Alarm.objects.filter(resolved_at=None)}


def test_weekend_is_no_silence_and_two_days_of_work_are():
    """
    Sixteen working hours after the last sign; told once, to ICT.
    """
    usually_sends("ocmw", FRIDAY)
    usually_sends("gemeente", local(24, 15))

    assert look(local(23, 9)) == set()
    assert look(local(24, 16)) == {("site-silent", "ocmw")}
    assert look(local(24, 17)) == {("site-silent", "ocmw")}
    assert [n.recipient for n in Notification.objects.all()] == ["ict@example.org"]

    CheckedCount.objects.filter(department="ocmw").update(moved_at=local(25, 9))
    assert look(local(25, 9, 30)) == set()


def test_small_department_is_not_named_in_what_is_told():
    """
    ICT sees in the console that something is silent; a message goes further than that.
    """
    usually_sends("gemeente", FRIDAY)

    assert look(local(24, 16)) >= {("site-silent", "gemeente")}

    told = [n.payload for n in Notification.objects.all()] + [
        n.dedupe_key for n in Notification.objects.all()
    ]
    assert "gemeente" not in repr(told)
    assert "small-department" in repr(told)


def test_who_never_sent_much_is_not_missed():
    """
    Nor who is no department any more.
    """
    CheckedCount.objects.create(
        source="s", day=FRIDAY.date(), department="ict", count=1, moved_at=FRIDAY
    )
    usually_sends("opgeheven", FRIDAY)
    usually_sends("ocmw", local(24, 15))

    assert look(local(24, 16), ("ict", "ocmw")) == set()


def test_no_traffic_at_all_is_told_sooner():
    """
    Four working hours; also where nothing ever came.
    """
    LogPosition.objects.create(
        log="log-1", last_hash="", since=local(23, 9), updated_at=local(23, 9)
    )

    assert look(local(23, 12)) == set()
    assert look(local(23, 14)) == {("no-traffic", "filter")}


def write_counts(folder, source, counts):
    (folder / "counts").mkdir(exist_ok=True)
    file = folder / "counts" / f"{source}.json"
    file.write_text(json.dumps({"source": source, "counts": counts}))


def checked(department="ocmw", day=23):
    row = DayFigure.objects.filter(
        figure="checked", department=department, day=date(2026, 11, day)
    ).first()
    return row.count if row else 0


@pytest.mark.django_db
def test_a_pipe_among_the_counts_holds_nobody_up(tmp_path):
    """
    Nor does a link make somebody else's file a count.
    """
    write_counts(tmp_path, "b", {"2026-11-23": {"ocmw": 2}})
    (tmp_path / "counts" / "b.json").rename(tmp_path / "elsewhere")
    (tmp_path / "counts" / "b.json").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "counts" / "c.json")
    write_counts(tmp_path, "a", {"2026-11-23": {"ocmw": 5}})

    assert take_counts(tmp_path, datetime(2026, 11, 23, 12, tzinfo=UTC)) == 5


def test_counts_of_gateways_are_added_once(tmp_path):
    """
    Each process counts from zero; what it grew by is new.
    """
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    write_counts(tmp_path, "a", {"2026-11-23": {"ocmw": 5}})
    assert take_counts(tmp_path, now) == 5
    assert take_counts(tmp_path, now) == 0

    write_counts(tmp_path, "a", {"2026-11-23": {"ocmw": 9}, "2026-11-24": {"ocmw": 1}})
    write_counts(tmp_path, "b", {"2026-11-23": {"ocmw": 2, "gemeente": 1}})
    take_counts(tmp_path, now)

    assert (checked(), checked(day=24), checked("gemeente")) == (11, 1, 1)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"source": "a"}', '{"source": "a", "counts": {"x": {"ocmw": 1}}}',
     '{"source": "a", "counts": {"2026-11-23": {"ocmw": "many"}}}',
     '{"source": "a", "counts": {"2026-11-23": 3}}'],
)  # fmt: skip
def test_file_that_is_no_count_is_passed_over(tmp_path, content):
    """
    Half of it is not taken either; the other gateways' are.
    """
    write_counts(tmp_path, "b", {"2026-11-23": {"ocmw": 2}})
    (tmp_path / "counts" / "a.json").write_text(content)

    take_counts(tmp_path, datetime(2026, 11, 23, 12, tzinfo=UTC))

    assert checked() == 2
