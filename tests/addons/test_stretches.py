"""
Files in stretches: put together exactly, bounded, and given up in time.
"""

import pytest

from addons.stretches import Room, Stretches
from policy.documents.interface import Unread, UnreadError


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


def some(limit=100, max_bytes=50, clock=None):
    return Stretches(room=Room(limit), max_bytes=max_bytes, now=clock or Clock())


def reason(caught):
    return caught.value.reason


def test_stretches_become_the_file():
    """
    And nothing of it is kept afterwards.
    """
    stretches = some()

    sizes = [stretches.add("f", 0, b"abc"), stretches.add("f", 3, b"def")]

    assert (sizes, stretches.size("f")) == ([3, 6], 6)
    assert stretches.take("f") == b"abcdef"
    assert (stretches.size("f"), stretches.room.taken) == (None, 0)


def test_a_stretch_that_is_sent_again_counts_once():
    """
    Clients go back to where they are sure.
    """
    stretches = some()
    stretches.add("f", 0, b"abcdef")

    stretches.add("f", 3, b"DEFG")

    assert stretches.room.taken == 7
    assert stretches.take("f") == b"abcDEFG"


def test_a_gap_is_no_file():
    """
    Then nothing of it is kept.
    """
    stretches = some()
    stretches.add("f", 0, b"abc")

    with pytest.raises(UnreadError) as caught:
        stretches.add("f", 4, b"x")

    assert reason(caught) is Unread.BROKEN
    assert (stretches.size("f"), stretches.room.taken) == (None, 0)


def test_a_file_is_bounded():
    """
    Whatever the number of stretches.
    """
    stretches = some()
    stretches.add("f", 0, b"x" * 30)

    with pytest.raises(UnreadError) as caught:
        stretches.add("f", 30, b"x" * 21)

    assert reason(caught) is Unread.TOO_LARGE
    assert stretches.room.taken == 0


def test_all_files_together_are_bounded():
    """
    The others keep what they have.
    """
    stretches = some(limit=60)
    stretches.add("f", 0, b"x" * 40)

    with pytest.raises(UnreadError) as caught:
        stretches.add("g", 0, b"x" * 40)

    assert reason(caught) is Unread.BUSY
    assert (stretches.size("f"), stretches.size("g")) == (40, None)


def test_a_file_that_does_not_go_on_is_given_up():
    """
    Somebody closed the page.
    """
    clock = Clock()
    stretches = some(limit=60, clock=clock)
    stretches.add("f", 0, b"x" * 40)

    clock.at = 601.0
    stretches.add("g", 0, b"x" * 40)

    assert (stretches.size("f"), stretches.room.taken) == (None, 40)
