"""
Work that is done at once needs no task; other work has one of its own before it waits.
"""

import asyncio

import pytest

from addons.own_task import begin, own_task, within


def in_loop(scene):
    return asyncio.run(asyncio.wait_for(scene, 10))


def test_work_that_waits_for_nothing_is_done_at_once():
    """
    There is no task, and no turn of the loop; it runs in nobody's.
    """
    done = []

    async def work():
        done.append(asyncio.current_task())

    async def scene():
        ours = asyncio.current_task()
        assert begin(work()) is None
        assert asyncio.current_task() is ours
        return done == [None]

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


def test_a_deadline_that_has_no_task_is_an_error():
    """
    It would end whoever happened to begin the work.
    """

    async def work():
        async with asyncio.timeout(1):
            await asyncio.sleep(0)

    async def scene():
        with pytest.raises(RuntimeError):
            begin(work())

    in_loop(scene())


@pytest.mark.parametrize("is_begun", [True, False], ids=["begun", "in a task"])
def test_a_deadline_counts_for_what_waits(is_begun):
    """
    Whether it waits at once or later, and however deep; its result and its failures are handed on.
    """
    said = []

    async def deep(waits):
        for each in waits:
            await each()
        return "done"

    async def fails():
        await asyncio.sleep(0)
        raise LookupError

    async def work():
        said.append(await within(1, deep([])))
        said.append(await within(1, deep([lambda: asyncio.sleep(0)] * 3)))
        said.append(await within(1, within(1, deep([lambda: asyncio.sleep(0.01)]))))
        said.append(await within(1, asyncio.get_running_loop().run_in_executor(None, str, 5)))
        for hanging in (deep([asyncio.Event().wait]), within(1, deep([asyncio.Event().wait]))):
            with pytest.raises(TimeoutError):
                await within(0.01, hanging)
        for failing in (fails(), within(1, fails())):
            with pytest.raises(LookupError):
                await within(1, failing)

    async def scene():
        await (begin(work()) if is_begun else work())

    in_loop(scene())

    assert said == ["done", "done", "done", "5"]


def test_who_is_cancelled_while_he_waits_cleans_up():
    """
    Cancelling reaches whatever waits, however deep, and no deadline hides it.
    """
    said = []

    async def deep():
        try:
            await asyncio.Event().wait()
        finally:
            said.append("cleaned")

    async def work():
        await within(10, within(10, deep()))

    async def scene():
        task = begin(work())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    in_loop(scene())

    assert said == ["cleaned"]


def test_turns_of_the_loop_are_given():
    """
    Who lets others have their turn does so in there as anywhere.
    """
    said = []

    async def polite(name):
        for _ in range(3):
            said.append(name)
            await asyncio.sleep(0)

    async def scene():
        await asyncio.gather(within(1, polite("a")), within(1, polite("b")))

    in_loop(scene())

    assert sorted(said) == list("aaabbb")
    assert "aaa" not in "".join(said)
    assert "bbb" not in "".join(said)
