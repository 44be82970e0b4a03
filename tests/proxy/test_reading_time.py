"""
A document has its deadline, and the time that it earns by what is read of it.
"""

from __future__ import annotations

import math
import os
import struct
import subprocess
import time

import pytest

from policy.documents.interface import Unread
from proxy.reading_child import LONGEST
from proxy.reading_time import EarnedTime, hungry_after
from tests.proxy.readers_that_earn import STEP, Slow
from tests.proxy.rooms_for_tests import outcome, run, running

DEADLINE = 3.0
"""Also the canary's, on a slow machine."""
TWICE = str(math.ceil(2 * DEADLINE / STEP))
FOR_EVER = "1000"


def read(reader, order):
    async def work():
        async with running(reader, deadline_seconds=DEADLINE) as room:
            return await outcome(room, order)

    return run(work)


def test_what_is_well_spent_is_not_counted():
    """
    Given a reader that gives text with every step
    When it takes twice the deadline
    Then it is heard to its end.
    """
    assert read(Slow(pay=1.0), TWICE) == TWICE


def test_what_gives_nothing_ends_at_the_deadline():
    """
    Given a reader that gives no text
    When it takes twice the deadline
    Then it is ended.
    """
    assert read(Slow(pay=0.0), TWICE) is Unread.TIMED_OUT


def test_nobody_earns_without_end():
    """
    Given a reader that says that it earns a thousand times what it takes
    When it goes on for ever
    Then it is ended all the same.
    """
    began = time.monotonic()

    assert read(Slow(pay=1000.0), FOR_EVER) is Unread.TIMED_OUT
    assert time.monotonic() - began >= LONGEST * DEADLINE


@pytest.mark.parametrize(
    ("told", "seconds"),
    [(0.0, 0.0), (1.5, 1.5), (99.0, 3.0), (-5.0, 0.0), (math.nan, 0.0), (math.inf, 3.0)],
)
def test_what_a_child_writes_is_bounded(told, seconds):
    """
    Also when it is no number at all.
    """
    time_sheet = EarnedTime(3.0)
    struct.pack_into("d", time_sheet._shared, 0, told)

    assert time_sheet.seconds == seconds
    time_sheet.close()


def test_what_is_earned_adds_up():
    """
    Step by step; less than nothing is nothing.
    """
    time_sheet = EarnedTime(3.0)
    for step in (0.5, 0.25, -1.0):
        time_sheet.earn(step)

    assert time_sheet.seconds == 0.75
    time_sheet.close()


def test_who_works_may_go_hungry_and_who_sleeps_may_not():
    """
    One that runs has had some processor time; one that sleeps, or is not there, wants none.
    """
    before = time.process_time()

    assert hungry_after(os.getpid()) <= before + 1.0
    with subprocess.Popen(["/bin/sleep", "60"]) as asleep:
        try:
            while (told := hungry_after(asleep.pid)) < math.inf:
                time.sleep(0.01)
        finally:
            asleep.kill()
    assert told == math.inf
    assert hungry_after(asleep.pid) == math.inf
