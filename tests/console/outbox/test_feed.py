"""
Every event to a real collector: as the log has it, in order, from the moment it was set up.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from config.notify import Syslog
from console.intake.rows import event_of
from console.outbox.feed import Feed, document_of
from console.records.models import Alarm, FeedPosition
from policy.incident import to_ecs
from tests.console.intake.log_for_tests import MONDAY, a_line, an_incident, leak, on_trial
from tests.console.outbox.mailbox import Authority
from tests.console.outbox.test_syslog import collecting, frames


class Clock:
    at = MONDAY

    def __call__(self):
        return self.at


def store(*incidents, log="log-1"):
    for each in incidents:
        event_of(a_line(each), log).save()


def sent(data):
    return [json.loads(line.partition(b"\xef\xbb\xbf")[2]) for line in frames(bytes(data))]


@pytest.fixture
def ca(tmp_path):
    return Authority(tmp_path)


def collector(port, ca, **changes):
    values = {"name": "siem", "host": "localhost", "port": port, "ca_file": ca.file}
    return Syslog(**(values | changes))


@pytest.mark.parametrize(
    "incident", [an_incident(), leak(), on_trial(enisa_score=2.5, enisa_level="medium")]
)
def test_event_looks_as_it_does_in_the_log(incident):
    """
    A reader of the log needs to learn nothing new.
    """
    line = a_line(incident)
    shown = json.loads(json.dumps(document_of(event_of(line, "log-1"))))

    expected = to_ecs(incident, observer_version="1.0")
    del expected["observer"]["version"]
    own = shown["promptwacht"]
    assert (own.pop("log"), own.pop("chain")) == ("log-1", {"hash": line.hash})
    expected["promptwacht"] = {k: v for k, v in expected["promptwacht"].items() if k in own}
    assert shown == json.loads(json.dumps(expected))


def test_new_events_go_out_once_and_old_ones_do_not(ca):
    """
    A collector that is set up today gets no history; other machines send their own.
    """
    feed = Feed(log="log-1", now=Clock())
    store(an_incident(code="KB-OLD"))
    with collecting(ca.context()) as (port, _):
        feed.round([collector(port, ca)])
    store(an_incident(code="KB-1"), leak(code="KB-2"))
    store(an_incident(code="KB-X"), log="log-2")

    with collecting(ca.context()) as (port, got):
        feed.round([collector(port, ca)])
        assert feed.round([collector(port, ca)]) is False

    assert [each["event"]["id"] for each in sent(got)] == ["KB-1", "KB-2"]


def test_ocsf_is_sent_where_it_is_asked_for(ca):
    """
    And nothing where no events are wanted.
    """
    feed = Feed(log="log-1", now=Clock())
    FeedPosition.objects.create(channel="siem", log="log-1", event_id=0)
    store(leak(code="KB-1"))

    with collecting(ca.context()) as (port, got):
        feed.round([collector(port, ca, name="other", events="none")])
        feed.round([collector(port, ca, events="ocsf")])

    [finding] = sent(got)
    assert (finding["class_uid"], finding["finding_info"]["uid"]) == (2006, "KB-1")


def test_alarm_of_a_feed_that_was_started_anew_ends_too(ca):
    """
    What arrives shows that the collector is back, whoever said that it was not.
    """
    Alarm.objects.create(kind="channel-down", subject="siem", opened_at=MONDAY, seen_at=MONDAY)
    FeedPosition.objects.create(channel="siem", log="log-1", event_id=0)
    store(leak(code="KB-1"))

    with collecting(ca.context()) as (port, _):
        Feed(log="log-1", now=Clock()).round([collector(port, ca)])

    assert Alarm.objects.get().resolved_at == MONDAY


def test_collector_that_is_away_gets_everything_later(ca):
    """
    Tried now and then; an alarm after an hour, which ends when it is back.
    """
    clock = Clock()
    feed = Feed(log="log-1", now=clock)
    FeedPosition.objects.create(channel="siem", log="log-1", event_id=0)
    store(*(an_incident(code=f"KB-{n}") for n in range(5)))
    with collecting(ca.context()) as (gone, _):
        pass
    for _ in range(130):
        feed.round([collector(gone, ca)])
        clock.at += timedelta(seconds=30)
    assert Alarm.objects.get().resolved_at is None

    with collecting(ca.context()) as (port, got):
        feed.round([collector(port, ca)])

    assert [each["event"]["id"] for each in sent(got)] == [f"KB-{n}" for n in range(5)]
    assert Alarm.objects.get().resolved_at is not None
