"""
Once a day, at its hour, by whoever comes first; what fails is told and tried again.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.retention import Retention
from config.settings import Settings
from console.records.models import Alarm, Event
from console.retention import registry
from console.retention.daily import run_today
from console.retention.job import STORE, run
from console.retention.models import DeletionCertificate, RetentionRun
from tests.console.retention.rows_for_tests import LOG, NOW, event, job

pytestmark = pytest.mark.django_db

RULES = Retention(version="t")


def today(folder, now):
    return run_today(now, RULES, Settings(state_dir=folder), LOG)


@pytest.mark.parametrize(
    ("now", "done"),
    [
        (datetime(2026, 11, 28, 1, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 2, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 28, 0, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 28, 1, 0, 0, tzinfo=UTC), True),
    ],
)
def test_hour_is_the_local_one(tmp_path, now, done):
    """
    Three o'clock in Brussels, in winter and in summer.
    """
    assert today(tmp_path, now) is done


def test_second_call_of_the_day_does_nothing(tmp_path):
    """
    Neither here nor at a colleague on the same store; the next day it does.
    """
    assert today(tmp_path, NOW)
    event(at=NOW - timedelta(days=300))

    assert not today(tmp_path, NOW + timedelta(hours=5))
    assert Event.objects.count() == 1
    assert today(tmp_path, NOW + timedelta(days=1))
    assert Event.objects.count() == 0


def test_each_machine_has_its_own_files(tmp_path):
    """
    The store is done once; the files of a second machine are still to be done.
    """
    today(tmp_path, NOW)

    assert run_today(NOW, RULES, Settings(state_dir=tmp_path), "log-other")
    places = sorted(RetentionRun.objects.values_list("place", flat=True))
    assert places == sorted([LOG, "log-other", STORE])


def test_run_that_was_killed_is_taken_over(tmp_path):
    """
    After an hour somebody else does it; before that it may still be at work.
    """
    for place in (STORE, LOG):
        RetentionRun.objects.create(day=NOW.date(), place=place, started_at=NOW)

    assert not today(tmp_path, NOW + timedelta(minutes=59))
    assert today(tmp_path, NOW + timedelta(minutes=61))
    assert RetentionRun.objects.filter(finished_at=None).count() == 0


@pytest.fixture
def broken():
    """A room whose deletion fails until it is mended."""
    state = {"broken": True}

    def delete(job):
        if state["broken"]:
            raise OSError("secret words")
        return registry.NOTHING

    registry.register("identities", delete)
    yield state
    registry._tables["identities"] = [
        table for table in registry._tables["identities"] if table.delete is not delete
    ]


def test_failure_is_an_alarm_and_stops_nobody(tmp_path, broken):
    """
    The others are done; the alarm names the table and the kind of failure, and ends by itself.
    """
    event(at=NOW - timedelta(days=300))

    assert run(job(tmp_path), STORE) == ["identities"]

    assert Event.objects.count() == 0
    alarm = Alarm.objects.get(resolved_at=None)
    assert (alarm.kind, alarm.detail) == ("retention-failed", "OSError")
    run(job(tmp_path), STORE)
    assert Alarm.objects.count() == 1
    broken["broken"] = False
    run(job(tmp_path), STORE)
    assert Alarm.objects.filter(resolved_at=None).count() == 0


def test_word_that_the_rules_do_not_know_is_refused():
    """
    A room cannot delete by a term that nobody decided.
    """
    with pytest.raises(ValueError, match="knows no 'prompts'"):
        registry.register("prompts", lambda job: registry.NOTHING)


def test_certificate_of_a_killed_run_is_sealed_later(tmp_path):
    """
    Deleted, but killed before its line in the record of looking: the next run writes that line.
    """
    DeletionCertificate.objects.create(
        table="events", place=STORE, rule="6 months (t)", count=3, at=NOW, chain_hash=""
    )

    run(job(tmp_path), STORE)

    assert DeletionCertificate.objects.get().chain_hash
