"""
Files in stretches: put together exactly, bounded, and given up in time.
"""

from contextlib import suppress

import pytest

from addons.stretches import Room, Stretches
from policy.documents.interface import Unread, UnreadError


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


def some(limit=300, max_bytes=50, clock=None):
    return Stretches(room=Room(limit), max_bytes=max_bytes, now=clock or Clock())


def reason(caught):
    return caught.value.reason


def test_stretches_become_the_file():
    """
    And nothing of it is kept afterwards.
    """
    stretches = some()

    sizes = [stretches.add("f", 0, b"abc", whose="f"), stretches.add("f", 3, b"def", whose="f")]

    assert (sizes, stretches.size("f")) == ([3, 6], 6)
    assert stretches.take("f") == b"abcdef"
    assert (stretches.size("f"), stretches.room.taken) == (None, 0)


def test_a_stretch_that_is_sent_again_counts_once():
    """
    Clients go back to where they are sure.
    """
    stretches = some()
    stretches.add("f", 0, b"abcdef", whose="f")

    stretches.add("f", 3, b"DEFG", whose="f")

    assert stretches.room.taken == 7
    assert stretches.take("f") == b"abcDEFG"


def test_a_gap_is_no_file():
    """
    Then nothing of it is kept.
    """
    stretches = some()
    stretches.add("f", 0, b"abc", whose="f")

    with pytest.raises(UnreadError) as caught:
        stretches.add("f", 4, b"x", whose="f")

    assert reason(caught) is Unread.BROKEN
    assert (stretches.size("f"), stretches.room.taken) == (None, 0)


def test_a_file_is_bounded():
    """
    Whatever the number of stretches.
    """
    stretches = some()
    stretches.add("f", 0, b"x" * 30, whose="f")

    with pytest.raises(UnreadError) as caught:
        stretches.add("f", 30, b"x" * 21, whose="f")

    assert reason(caught) is Unread.TOO_LARGE
    assert stretches.room.taken == 0


def test_all_files_together_are_bounded():
    """
    The others keep what they have.
    """
    stretches = some(limit=120)
    stretches.add("f", 0, b"x" * 40, whose="f")

    with pytest.raises(UnreadError) as caught:
        stretches.add("g", 0, b"x" * 40, whose="g")

    assert reason(caught) is Unread.BUSY
    assert (stretches.size("f"), stretches.size("g")) == (40, None)


def test_a_file_that_does_not_go_on_is_given_up():
    """
    Somebody closed the page.
    """
    clock = Clock()
    stretches = some(limit=120, clock=clock)
    stretches.add("f", 0, b"x" * 40, whose="f")

    clock.at = 601.0
    stretches.add("g", 0, b"x" * 40, whose="g")

    assert (stretches.size("f"), stretches.room.taken) == (None, 40)


def test_files_that_do_not_go_on_are_in_nobodys_way():
    """
    Also not of a file that comes as a whole, when no stretch of any other comes any more.
    """
    clock = Clock()
    stretches = some(limit=120, clock=clock)
    stretches.add("f", 0, b"x" * 40, whose="f")

    with pytest.raises(UnreadError), stretches.holding("g", 40):
        pass
    clock.at = 601.0
    with stretches.holding("g", 40):
        taken = stretches.room.taken

    assert (taken, stretches.room.taken) == (40, 0)


def test_nobody_takes_everything():
    """
    However many files somebody sends: half of the room, less where others have some, too.
    """
    stretches = some(limit=300)

    taken = {}
    for whose in ("one", "two", "three"):
        taken[whose] = 0
        with suppress(UnreadError):
            while stretches.add((whose, taken[whose]), 0, b"x", whose=whose):
                taken[whose] += 1

    assert taken == {"one": 150, "two": 50, "three": 33}


def test_what_is_freed_may_be_taken_again():
    """
    By whoever had it as well.
    """
    stretches = some(limit=90)
    stretches.add("f", 0, b"x" * 45, whose="one")
    with pytest.raises(UnreadError):
        stretches.add("g", 0, b"x", whose="one")

    stretches.take("f")

    assert stretches.add("g", 0, b"x" * 40, whose="one") == 40


def test_who_has_his_share_may_still_send_nothing():
    """
    An empty stretch only says that the file is complete.
    """
    stretches = some(limit=120)
    stretches.add("f", 0, b"x" * 40, whose="one")
    stretches.add("g", 0, b"x" * 20, whose="two")

    assert stretches.add("f", 40, b"", whose="one") == 40
