"""
How a gateway ends.
"""

from __future__ import annotations

import asyncio

from proxy.stopping import Stop


def run(work):
    async def bounded():
        async with asyncio.timeout(60):
            return await work(Stop())

    return asyncio.run(bounded())


def test_it_waits_until_nothing_is_under_way():
    """
    And not a bound longer.
    """
    left = iter([3, 2, 1, 0])

    async def work(stop):
        stop.asked()
        return await stop.drained(lambda: next(left), seconds=3600)

    assert run(work) == 0


def test_the_bound_holds():
    """
    What never ends is cut off, and told.
    """

    async def work(stop):
        stop.asked()
        return await stop.drained(lambda: 7, seconds=0.1)

    assert run(work) == 7


def test_a_second_signal_is_at_once():
    """
    Somebody has no patience any more.
    """

    async def work(stop):
        stop.asked()
        stop.asked()
        return await stop.drained(lambda: 7, seconds=3600)

    assert run(work) == 7


def test_ctrl_c_is_at_once():
    """
    It is a person who waits.
    """

    async def work(stop):
        stop.hurry()
        assert stop.begun.is_set()
        return await stop.drained(lambda: 7, seconds=3600)

    assert run(work) == 7
