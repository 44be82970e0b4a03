"""
The outbox: nothing lost, nothing twice, nobody flooded, whatever the channels do.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from console.outbox.failures import ChannelDownError, RefusedError
from console.outbox.sending import Outbox
from console.outbox.telling import MAIL, queue
from console.records.models import Alarm, Notification
from console.records.models.notification import Delivery
from console.records.states import State
from tests.console.desk_for_tests import incident

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at

    def pass_(self, **spans):
        self.at += timedelta(**spans)


@dataclass
class FakeChannel:
    """A channel that does what the test says."""

    down: str = ""
    refuses: set = field(default_factory=set)
    arrived: list = field(default_factory=list)
    opened: int = 0
    falls_after: int = 10**6

    @contextmanager
    def __call__(self):
        self.opened += 1
        if self.down:
            raise ChannelDownError(self.down)
        yield self.send

    def send(self, notification):
        if len(self.arrived) >= self.falls_after:
            raise ChannelDownError("hung up")
        if notification.recipient in self.refuses:
            raise RefusedError("550")
        self.arrived.append(notification.dedupe_key)


@pytest.fixture
def clock():
    return Clock()


def wait_for(clock, count, kind="leak", **changes):
    for number in range(count):
        recipient = changes.get("recipient", "dpo@example.org")
        queue(kind, f"{kind}-{number}", {}, [(MAIL, recipient)], clock(), changes.get("incident"))


def go(outbox, channel, clock):
    return outbox.round({(MAIL, ""): channel}, clock)


def test_what_waits_is_sent_once(clock):
    """
    And never again.
    """
    wait_for(clock, 3)
    outbox, channel = Outbox(me="a"), FakeChannel()

    assert [go(outbox, channel, clock) for _ in range(3)] == [3, 0, 0]
    assert len(set(channel.arrived)) == 3
    assert {n.state for n in Notification.objects.all()} == {Delivery.SENT}
    assert channel.opened == 1


def test_same_cause_is_told_once_to_each(clock):
    """
    However often it is queued.
    """
    for _ in range(3):
        queue("leak", "KB-1", {}, [(MAIL, "a@example.org"), (MAIL, "b@example.org")], clock())

    assert Notification.objects.count() == 2


def test_server_that_is_away_for_a_day_loses_nothing_and_floods_nobody(clock):
    """
    One try now and then; when it is back, each message arrives once, the urgent ones first.
    """
    wait_for(clock, 20, kind="digest")
    wait_for(clock, 30)
    outbox, channel = Outbox(me="a"), FakeChannel(down="ConnectionRefusedError")
    for _ in range(24 * 60 * 2):
        go(outbox, channel, clock)
        clock.pass_(seconds=30)
    assert channel.opened < 26 * 60
    assert Alarm.objects.get().kind == "channel-down"

    channel.down = ""
    back = clock()
    while go(outbox, channel, clock) or clock() - back < timedelta(minutes=2):
        clock.pass_(seconds=1)

    assert len(channel.arrived) == len(set(channel.arrived)) == 50
    assert [key.partition(":")[0] for key in channel.arrived[:30]] == ["leak"] * 30
    assert Alarm.objects.get().resolved_at is not None


def test_alarm_of_a_sender_that_was_started_anew_ends_too(clock):
    """
    The one that raised it is gone; whoever delivers next knows that the channel works.
    """
    wait_for(clock, 1)
    before, channel = Outbox(me="a"), FakeChannel(down="ConnectionRefusedError")
    for _ in range(120):
        go(before, channel, clock)
        clock.pass_(minutes=1)
    assert Alarm.objects.get().resolved_at is None
    channel.down = ""

    go(Outbox(me="a"), channel, clock)

    assert Alarm.objects.get().resolved_at == clock()


def test_after_ten_minutes_away_a_leak_arrives_within_a_minute(clock):
    """
    However long the pauses between the tries have become.
    """
    wait_for(clock, 1)
    outbox, channel = Outbox(me="a"), FakeChannel(down="TimeoutError")
    for _ in range(600):
        go(outbox, channel, clock)
        clock.pass_(seconds=1)
    channel.down, back = "", clock()

    while not channel.arrived:
        go(outbox, channel, clock)
        clock.pass_(seconds=1)

    assert clock() - back <= timedelta(seconds=60)


def test_server_that_hangs_up_halfway_gets_the_rest_later(clock):
    """
    What had arrived is not sent again.
    """
    wait_for(clock, 10)
    outbox, channel = Outbox(me="a"), FakeChannel(falls_after=4)
    go(outbox, channel, clock)
    channel.falls_after = 10**6

    for _ in range(120):
        clock.pass_(seconds=1)
        go(outbox, channel, clock)

    assert len(channel.arrived) == len(set(channel.arrived)) == 10


def test_message_that_is_refused_waits_longer_each_time_and_stops_nobody(clock):
    """
    From a minute to an hour.
    """
    wait_for(clock, 1, recipient="gone@example.org")
    wait_for(clock, 1, kind="alarm")
    outbox, channel = Outbox(me="a"), FakeChannel(refuses={"gone@example.org"})
    tries = 0
    for _ in range(24 * 60):
        before = Notification.objects.get(kind="leak").attempts
        go(outbox, channel, clock)
        tries += Notification.objects.get(kind="leak").attempts - before
        clock.pass_(minutes=1)

    refused = Notification.objects.get(kind="leak")
    assert len(channel.arrived) == 1
    assert (refused.state, refused.last_error) == (Delivery.PENDING, "550")
    assert 24 <= tries <= 32


def test_message_that_cannot_be_made_holds_up_no_other(clock):
    """
    A text that somebody broke, say: the others leave, and it is tried again later.
    """

    class Broken(FakeChannel):
        def send(self, notification):
            if notification.kind == "alarm":
                raise KeyError("alarm")
            super().send(notification)

    wait_for(clock, 1, kind="alarm")
    wait_for(clock, 2)
    wait_for(clock, 1, kind="digest")
    channel = Broken()

    assert go(Outbox(me="a"), channel, clock) == 3
    stuck = Notification.objects.get(kind="alarm")
    assert (stuck.state, stuck.last_error) == (Delivery.PENDING, "KeyError")


@pytest.mark.parametrize(("kind", "state"), [("leak", "pending"), ("digest", "given-up")])
def test_only_what_is_no_leak_is_given_up_after_a_week(clock, kind, state):
    """
    A leak is tried for ever.
    """
    wait_for(clock, 1, kind=kind)
    outbox, channel = Outbox(me="a"), FakeChannel(refuses={"dpo@example.org"})

    for _ in range(24 * 9):
        go(outbox, channel, clock)
        clock.pass_(hours=1)

    assert Notification.objects.get().state == state


def test_what_is_no_longer_so_is_not_told(clock):
    """
    A case that was closed while the mail server was away.
    """
    closed = incident(state=State.CLOSED)
    queue("leak", "x", {}, [(MAIL, "dpo@example.org")], clock(), closed)
    queue("deadline", "y", {}, [(MAIL, "dpo@example.org")], clock(), closed)
    channel = FakeChannel()

    go(Outbox(me="a"), channel, clock)

    assert channel.arrived == []
    assert {n.state for n in Notification.objects.all()} == {Delivery.GIVEN_UP}


def test_sender_that_died_takes_up_its_own_at_once(clock):
    """
    And leaves alone what another one has under way.
    """
    wait_for(clock, 2)
    first, second = Notification.objects.order_by("id")
    for notification, owner in ((first, "a"), (second, "b")):
        Notification.objects.filter(pk=notification.pk).update(
            state=Delivery.SENDING, claimed_by=owner, next_at=clock() + timedelta(minutes=10)
        )
    outbox, channel = Outbox(me="a"), FakeChannel()

    outbox.start_once(clock())
    go(outbox, channel, clock)
    assert channel.arrived == [first.dedupe_key]

    clock.pass_(minutes=11)
    go(outbox, channel, clock)
    assert channel.arrived == [first.dedupe_key, second.dedupe_key]


def test_store_that_goes_away_after_the_sending_makes_no_double(clock):
    """
    What was sent is remembered until the store can be told.
    """

    class Forgetful(Outbox):
        away = True

        def _settle_delivered(self):
            if self.away and self._delivered:
                raise OperationalError("database is locked")
            super()._settle_delivered()

    wait_for(clock, 1)
    outbox, channel = Forgetful(me="a"), FakeChannel()
    for _ in range(3):
        with pytest.raises(OperationalError):
            go(outbox, channel, clock)
        clock.pass_(minutes=11)
    outbox.away = False

    go(outbox, channel, clock)

    assert len(channel.arrived) == 1
    assert Notification.objects.get().state == Delivery.SENT


def test_two_channels_do_not_wait_for_each_other(clock):
    """
    Mail is down; the webhook goes on.
    """
    queue("leak", "x", {}, [(MAIL, "dpo@example.org"), ("webhook", "chat")], clock())
    mail, hook = FakeChannel(down="down"), FakeChannel()

    Outbox(me="a").round({(MAIL, ""): mail, ("webhook", "chat"): hook}, clock)

    assert len(hook.arrived) == 1
