"""
Whoever begins and does not go on is hung up on; whoever goes on is not.
"""

from __future__ import annotations

import pytest
from mitmproxy.connection import Client

from addons.patience import Pace, Patience


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


def a_client():
    return Client(peername=("10.0.0.7", 4711), sockname=("10.0.0.1", 8080))


@pytest.fixture
def gone():
    return []


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def patience(gone, clock):
    return Patience(gone.append, clock)


def test_a_wait_has_an_end(patience, clock, gone):
    """
    From its beginning, however often it is said that it goes on.
    """
    slow, quick = a_client(), a_client()
    patience.begin(slow, "head", 30)
    patience.begin(quick, "head", 30)
    clock.seconds = 29
    patience.begin(slow, "head", 30)
    patience.end(quick, "head")
    patience.look()
    assert gone == []

    clock.seconds = 31
    patience.look()
    patience.look()

    assert gone == [slow]
    assert patience.ended == 1


def test_what_comes_earns_time(patience, clock, gone):
    """
    A body that goes on coming may take as long as it needs.
    """
    came = [0.0]
    client = a_client()
    patience.begin(client, "body", lambda: 60 + came[0])

    clock.seconds, came[0] = 100, 50
    patience.look()
    assert gone == []
    clock.seconds = 111
    patience.look()

    assert gone == [client]


def test_who_has_gone_is_forgotten(patience, clock, gone):
    """
    Nothing of a client is kept when it is not there any more.
    """
    client = a_client()
    patience.begin(client, "head", 1)
    patience.begin(client, "body", 1)

    patience.client_disconnected(client)
    clock.seconds = 100
    patience.look()

    assert gone == []


def waits(patience, pace):
    client = a_client()
    patience.begin(client, "body", pace.allowed)
    return client


def test_who_stops_has_earned_nothing(patience, clock, gone):
    """
    However much came before: megabytes at once are no reason to wait for the rest for hours.
    """
    pace = Pace(60.0, 4096, clock)
    client = waits(patience, pace)
    pace.went_on(32 * 1024 * 1024)

    clock.seconds = 59.0
    patience.look()
    waiting = list(gone)
    clock.seconds = 61.0
    patience.look()

    assert (waiting, gone) == ([], [client])


def test_who_goes_on_is_waited_for(patience, clock, gone):
    """
    A slow line takes hours for a large file, and may pause for most of a minute.
    """
    pace = Pace(60.0, 4096, clock)
    waits(patience, pace)

    for minute in range(100):
        clock.seconds = minute * 55.0
        patience.look()
        pace.went_on(8192 * 55)

    assert gone == []


def test_who_goes_on_too_slowly_is_not(patience, clock, gone):
    """
    A byte a second would hold its place for ever.
    """
    pace = Pace(60.0, 4096, clock)
    client = waits(patience, pace)

    for second in range(120):
        clock.seconds = float(second)
        patience.look()
        pace.went_on(1000)

    assert gone == [client]
