"""
Turns are shared so that there is always one for whoever has none.
"""

import asyncio

from proxy.lookup_turns import FairTurns


async def asking(turns, whose, times):
    """Tasks that want a turn; those that are done have one."""
    tasks = [asyncio.create_task(turns.take(whose)) for _ in range(times)]
    await asyncio.sleep(0)
    return tasks


def got(tasks):
    return sum(task.done() for task in tasks)


def left(*groups):
    for task in (task for tasks in groups for task in tasks):
        task.cancel()


def test_one_alone_has_half():
    """
    The other half is for whoever comes; each of many finds one.
    """

    async def scene():
        turns = FairTurns(64)
        greedy = await asking(turns, "greedy", 100)
        also = await asking(turns, "also", 100)
        others = [await asking(turns, f"other {n}", 1) for n in range(10)]
        seen = got(greedy), got(also), sum(map(got, others))
        left(greedy, also)
        return seen

    assert asyncio.run(scene()) == (32, 16, 10)


def test_a_turn_that_is_given_back_goes_to_who_has_fewest():
    """
    However long the others wait already.
    """

    async def scene():
        turns = FairTurns(4)
        greedy = await asking(turns, "greedy", 10)
        also = await asking(turns, "also", 10)
        third = await asking(turns, "third", 1)
        fourth = await asking(turns, "fourth", 1)
        before = [got(tasks) for tasks in (greedy, also, third, fourth)]
        turns.give_back("greedy")
        await asyncio.sleep(0)
        after = [got(tasks) for tasks in (greedy, also, third, fourth)]
        left(greedy, also, fourth)
        return before, after

    before, after = asyncio.run(scene())

    assert before == [2, 1, 1, 0]
    assert after == [2, 1, 1, 1]


def test_who_stops_waiting_has_no_turn():
    """
    Neither before its turn comes nor at the moment in which it does.
    """

    async def scene():
        turns = FairTurns(2)
        had, soon, late = await asking(turns, "karel", 3)
        await had
        late.cancel()
        await asyncio.sleep(0)
        turns.give_back("karel")
        soon.cancel()
        await asyncio.gather(soon, late, return_exceptions=True)
        return turns.taken, turns.is_free("karel"), turns._waiting

    assert asyncio.run(scene()) == (0, True, {})
