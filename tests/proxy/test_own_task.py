"""
Work that is done at once needs no task; other work has one of its own before it waits.
"""

import asyncio

import pytest

from proxy.own_task import begin, own_task


def in_loop(scene):
    return asyncio.run(asyncio.wait_for(scene, 10))


def test_work_that_waits_for_nothing_is_done_at_once():
    """
    There is no task, and no turn of the loop.
    """
    done = []

    async def work():
        done.append(asyncio.current_task())

    async def scene():
        assert begin(work()) is None
        return done == [asyncio.current_task()]

    assert in_loop(scene())


def test_work_that_waits_does_so_in_a_task_of_its_own():
    """
    Its deadline ends it, and not whoever began it.
    """
    said = []

    async def work():
        said.append("begun")
        await own_task()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.Event().wait()
        said.append(asyncio.current_task())

    async def scene():
        task = begin(work())
        assert said == ["begun"]
        await task
        assert said[1:] == [task]
        assert not asyncio.current_task().cancelling()

    in_loop(scene())


def test_in_a_task_it_changes_nothing():
    """
    Who has one already may be asked for it again.
    """

    async def work():
        await own_task()
        return "done"

    assert in_loop(work()) == "done"


def test_what_goes_wrong_at_once_is_raised_at_once():
    """
    Nobody has to look at a task for it.
    """

    async def work():
        raise LookupError

    async def scene():
        with pytest.raises(LookupError):
            begin(work())

    in_loop(scene())


def test_nobody_waits_in_a_task_that_is_not_his():
    """
    A deadline or a cancellation would be of somebody else.
    """

    async def work():
        await asyncio.sleep(1)

    async def scene():
        with pytest.raises(RuntimeError):
            begin(work())

    in_loop(scene())
