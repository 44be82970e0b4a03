"""
The children of the server, where the kernel gives no more processes or too many.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proxy.rooms_for_tests import gone

REPOSITORY = Path(__file__).parents[2]

_BEGINNING = """
import os, select, socket, time
from proxy.reading_cage import Walls, adopt_orphans, filter_system_calls, gain_nothing
from proxy.reading_child import LENGTH, Orders
from proxy.reading_nursery import Nursery
from tests.proxy.readers_for_tests import obedient

def nursery(**settings):
    walls = Walls(empty_network=False, system_calls=False, other_user=False)
    orders = dict(read=obedient, places=2, deadline_seconds=1, memory_bytes=1 << 30, max_bytes=99)
    return Nursery(Orders(**{**orders, **settings}), walls)

def give(nursery, number, order):
    ours, theirs = socket.socketpair()
    ours.sendall(LENGTH.pack(len(order)) + order)
    return ours, nursery.start(number, theirs)

def fates(nursery):
    while True:
        left = nursery.seconds_left(time.monotonic())
        select.select([nursery.stirring], [], [], left)
        if found := nursery.bury(time.monotonic()):
            return found

"""


def printed(code):
    """What a process of its own prints: it forks, and this one may have threads."""
    return subprocess.run(  # noqa: S603 -- our own code
        [sys.executable, "-c", _BEGINNING + code],
        check=True,
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        text=True,
        timeout=60,
    ).stdout.split()


def test_a_fork_that_fails_is_told_and_survived():
    """
    By the kernel itself, which is told to allow no more of them.
    """
    code = (
        "full = nursery()\n"
        "_, theirs = socket.socketpair()\n"
        "gain_nothing(); filter_system_calls()\n"
        "print(full.start(1, theirs), full.seconds_left(0))\n"
    )

    assert printed(code) == ["False", "None"]


def test_there_are_no_more_children_than_places():
    """
    Whatever the gateway asks; a place that is left is free again.
    """
    code = (
        "small = nursery(places=1)\n"
        "print(give(small, 1, b'hallo')[1], give(small, 2, b'hallo')[1])\n"
        "fates(small)\n"
        "print(give(small, 3, b'hallo')[1])\n"
    )

    assert printed(code) == ["True", "False", "True"]


@pytest.mark.skipif(os.geteuid() != 0, reason="limits bind everybody but root")
def test_descendants_go_with_a_child_also_those_in_a_session_of_their_own():
    """
    Where no wall keeps a child from having any: it ends, and its own child is ended.
    """
    code = (
        "adopt_orphans()\n"
        "weak = nursery()\n"
        "ours, _ = give(weak, 1, b'family|')\n"
        "found = fates(weak)\n"
        "ours.setblocking(False)\n"
        "import re\n"
        "print(re.search(rb'pid (\\d+)', ours.recv(1000))[1].decode(), found[0][1])\n"
    )

    pid, fate = printed(code)

    assert fate == "left"
    assert gone(int(pid))


def test_all_are_ended_and_buried():
    """
    Also one that holds the interpreter.
    """
    code = (
        "two = nursery()\n"
        "kept = give(two, 1, b'lock-up|'), give(two, 2, b'spin|')\n"
        "time.sleep(0.2); two.end_all()\n"
        "try:\n"
        "    os.waitpid(-1, 0)\n"
        "except ChildProcessError:\n"
        "    print('nobody', two.seconds_left(0))\n"
    )

    assert printed(code) == ["nobody", "None"]
