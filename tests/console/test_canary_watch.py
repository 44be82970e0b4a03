"""
What ICT hears of the canary, and what nobody else ever sees of it.
"""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from config.notify import NotifyFile
from config.settings import Settings
from console.canary import Door, Outcome, judged, send_all
from console.canary_watch import FAILED, LET_THROUGH, CanaryCounts, CanaryWatch
from console.intake.ingest import Intake, Rules
from console.notifier_work import Work
from console.outbox.telling import Directory
from console.records.models import Alarm, DayFigure, Event, Incident, LogPosition, Notification
from policy import canary
from policy.incident import EventAction
from tests.console.intake.log_for_tests import WrittenLog, an_incident, bypass, later

DIRECTORY = Directory(notify=NotifyFile(), dpo=("dpo@example.org",), ict=("ict@example.org",))


NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def watch_of(*outcomes):
    """A watch over what became of one canary after another."""
    coming = iter(outcomes)
    return CanaryWatch(
        try_out=lambda: [next(coming)],
        directory=lambda: DIRECTORY,
        subject="log-1",
        counts=CanaryCounts(NINE, timedelta(minutes=1)),
        now=lambda: NINE + timedelta(seconds=60),
    )


def look(*outcomes):
    watch = watch_of(*outcomes)
    for _ in outcomes:
        watch.look()
    return watch


def open_alarms():
    return set(Alarm.objects.filter(resolved_at=None).values_list("kind", flat=True))


def test_one_failure_is_a_restart_and_two_are_an_alarm():
    """
    Told once, to ICT alone, however long it lasts.
    """
    look(Outcome.NO_CONNECTION, Outcome.REFUSED, Outcome.NO_CONNECTION)
    assert open_alarms() == set()

    look(*[Outcome.NO_CONNECTION] * 5)

    assert open_alarms() == {FAILED}
    assert [row.recipient for row in Notification.objects.all()] == ["ict@example.org"]


def test_what_was_let_through_is_an_alarm_at_once():
    """
    However rarely: what ends or starts lets nothing through, and in a minute much may leave.
    """
    look(Outcome.REFUSED, Outcome.LET_THROUGH)

    assert open_alarms() == {LET_THROUGH}
    assert [row.recipient for row in Notification.objects.all()] == ["ict@example.org"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("", Outcome.NO_CONNECTION),
        ("HTTP/1.1 400 Bad Request\r\nContent-Le", Outcome.NO_CONNECTION),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfine", Outcome.NO_CONNECTION),
        ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine", Outcome.LET_THROUGH),
        ("HTTP/1.1 200 OK\r\n\r\n{}", Outcome.LET_THROUGH),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n<html>", Outcome.LET_THROUGH),
        ("HTTP/1.1 503 Unavailable\r\n\r\n<html>", Outcome.UNCHECKED),
        (f"HTTP/1.1 403 Forbidden\r\n\r\n{canary.STRANGER.decode()}", Outcome.NOT_KNOWN),
        ('HTTP/1.1 400 Bad Request\r\n\r\n{"topic":"personal","code":"K"}', Outcome.REFUSED),
        ('HTTP/1.1 200 OK\r\n\r\n{"topic":"personal","code":"K"}', Outcome.UNCHECKED),
        ('HTTP/1.1 400 Bad Request\r\n\r\n{"topic":"busy","code":"K"}', Outcome.UNCHECKED),
    ],
)
def test_only_what_is_no_refusal_was_let_through(answer, outcome):
    """
    Not what was cut off when a gateway ended, and no refusal for want of room or of a verdict.
    """
    assert judged(answer.encode()) is outcome


def test_it_ends_when_it_works_again():
    """
    By itself: nobody has to say so.
    """
    look(Outcome.UNCHECKED, Outcome.UNCHECKED, Outcome.REFUSED)

    assert open_alarms() == set()
    assert Alarm.objects.count() == 1


def test_what_was_let_through_ends_only_when_it_is_refused():
    """
    A filter that cannot be reached has not been seen to refuse.
    """
    look(Outcome.LET_THROUGH, Outcome.NO_CONNECTION)
    assert open_alarms() == {LET_THROUGH, FAILED}

    look(Outcome.REFUSED)
    assert open_alarms() == set()


def test_the_worst_of_several_workers_counts():
    """
    One that lets everything through is not hidden by one that cannot be reached.
    """
    watch = watch_of()
    watch.try_out = lambda: [Outcome.REFUSED, Outcome.NO_CONNECTION, Outcome.LET_THROUGH]

    watch.look()
    watch.look()

    assert open_alarms() == {LET_THROUGH}
    assert 'promptwacht_canary_total{outcome="let-through"} 2.0' in watch.counts.text()
    assert "promptwacht_canary_refused 0.0" in watch.counts.text()


def test_prometheus_sees_the_first_of_each():
    """
    A number that starts at one never grew; and what nobody tried yet has not failed.
    """
    watch = watch_of(Outcome.LET_THROUGH)

    before = watch.counts.text()
    watch.look()

    for outcome in Outcome:
        assert f'promptwacht_canary_total{{outcome="{outcome.value}"}} 0.0' in before
    assert "promptwacht_canary_refused NaN" in before
    assert "promptwacht_canary_interval_seconds 60.0" in before
    assert "promptwacht_canary_timestamp_seconds 1.7954244e+09" in before
    assert "promptwacht_canary_refused 0.0" in watch.counts.text()


@pytest.mark.parametrize(
    ("settings", "told"),
    [({}, True), ({"canary_seconds": 0}, False), ({"mode": "transparent"}, False)],
)
def test_nothing_is_told_of_a_canary_that_nobody_sends(tmp_path, settings, told):
    """
    An alert on it would never end; that the notifier lives is told in any case.
    """
    work = Work(settings=Settings(state_dir=tmp_path, **settings), log="log-1")

    for each in work.trying():
        each()

    [file] = (tmp_path / "metrics").glob("notifier.prom")
    assert ("promptwacht_canary" in file.read_text()) is told


def test_workers_that_hang_are_waited_for_together(tmp_path):
    """
    What the notifier tells of itself would be old otherwise, and no alert would last.
    """
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        door = Door.of(Settings(state_dir=tmp_path, listen_port=port, workers=8))
        began = time.monotonic()
        outcomes = send_all(door, seconds=1)

    assert outcomes == [Outcome.NO_CONNECTION] * 8
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("action", [EventAction.PROMPT_REJECTED, EventAction.UNCHECKED])
def test_the_dpo_never_sees_it(tmp_path, action):
    """
    No event, no incident, no figure, no pattern; and the log is read on all the same.
    """
    log = WrittenLog(tmp_path / "incidents")
    own = {"department": "canary", "service": "canary", "domain": canary.HOST, "severity": 4}
    log.write(*[an_incident(action=action, **own) for _ in range(30)], an_incident(severity=1))

    intake = Intake(log.tail, "log-1")
    intake.round(Rules(directory=DIRECTORY), later(minutes=1))

    assert [event.department for event in Event.objects.all()] == ["ocmw"]
    assert not Incident.objects.exists()
    assert not DayFigure.objects.filter(department="canary").exists()
    assert LogPosition.objects.get().lines == 31


def test_an_attempt_in_its_name_is_an_event(tmp_path):
    """
    Its name is no hiding place.
    """
    log = WrittenLog(tmp_path / "incidents")
    log.write(bypass(department="canary", service="canary"), an_incident(service="canary"))

    Intake(log.tail, "log-1").round(Rules(directory=DIRECTORY), later(minutes=1))

    actions = sorted(event.action for event in Event.objects.all())
    assert actions == ["bypass-attempt", "prompt-rejected"]


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"listen_host": "0.0.0.0"}, ("127.0.0.1", 8080, 1)),
        ({"workers": 3}, ("127.0.0.1", 8080, 3)),
        ({"listen_host": "10.0.0.1", "workers": 3}, ("10.0.0.1", 8080, 1)),
        ({"canary_proxy": "proxy.lan:3128"}, ("proxy.lan", 3128, 1)),
        ({"canary_proxy": "[::1]:3128"}, ("::1", 3128, 1)),
        ({"proxy_protocol_ports": (8080,), "extra_ports": (8090,)}, ("127.0.0.1", 8090, 1)),
    ],
)
def test_it_knows_the_door(tmp_path, settings, where):
    """
    As clients on this machine would reach the proxy.
    """
    door = Door.of(Settings(state_dir=tmp_path, **settings))

    assert (door.host, door.port, door.workers) == where


@pytest.mark.parametrize("settings", [{"mode": "transparent"}, {"proxy_protocol_ports": (8080,)}])
def test_some_doors_cannot_be_tried(tmp_path, settings):
    """
    The network leads there, or only a front may.
    """
    assert Door.of(Settings(state_dir=tmp_path, **settings)) is None
