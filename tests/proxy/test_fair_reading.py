"""
Reading and copying are shared between clients: nobody's documents are what somebody else waits for.
"""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field

from policy.documents.interface import Format, Unread, UnreadError
from proxy.copying_process import CopyingProcess
from proxy.fair_places import CrowdedError, FairPlaces
from proxy.fair_row import FairRow
from tests.proxy.readers_that_earn import STEP, Slow
from tests.proxy.rooms_for_tests import run, running, until
from tests.proxy.test_copying_process import SPOT, TEXT

DEADLINE = 3.0
"""Also the canary's, on a slow machine."""


@dataclass
class Readings:
    """Documents of several clients, and in which order they were read."""

    room: object
    read: list = field(default_factory=list)
    tasks: list = field(default_factory=list)

    def begin(self, whose, order, times=1):
        self.tasks += [asyncio.create_task(self.outcome(whose, order)) for _ in range(times)]

    async def outcome(self, whose, order):
        try:
            await self.room.read(order.encode(), whose=whose)
        except UnreadError as unread:
            return unread.reason
        self.read.append(whose)
        return "read"

    async def outcomes(self):
        return await asyncio.gather(*self.tasks)


def leftovers(room):
    """What a room keeps of its clients; the last is how many places are free."""
    stats, places = room.stats, room._places
    return stats.waiting, stats.held_bytes, places.row._rows, dict(places._taken), places.free


EMPTY = (0, 0, {}, {}, 1)


class TestTurns:
    def test_another_client_comes_before_the_second_of_one(self):
        """
        Given one place, and a client with slow documents
        When another client sends one
        Then it is read before the second of the former.
        """

        async def work():
            async with running(processes=1) as room:
                readings = Readings(room)
                readings.begin("greedy", "wait|0.3", 4)
                readings.begin("other", "goed")
                await readings.outcomes()
                return readings.read

        assert run(work) == ["greedy", "other", "greedy", "greedy", "greedy"]

    def test_of_several_places_too(self):
        """
        Given two places, both of one client with slow documents
        When two other clients send one each
        Then both are read before the third of the former.
        """

        async def work():
            async with running(processes=2) as room:
                readings = Readings(room)
                readings.begin("greedy", "wait|1.5", 4)
                readings.begin("one", "wait|0.1")
                readings.begin("two", "wait|0.1")
                await readings.outcomes()
                return readings.read

        read = run(work)

        assert sorted(read[:4]) == ["greedy", "greedy", "one", "two"]
        assert read[4:] == ["greedy"] * 2

    def test_whoever_has_most_is_refused_when_too_many_wait(self):
        """
        Given a client whose small documents fill the row
        When another client comes
        Then the newest of the former is refused, and the other is read.
        """

        async def work():
            async with running(processes=1, queue_limit=3) as room:
                readings = Readings(room)
                readings.begin("greedy", "wait|0.3", 4)
                readings.begin("other", "goed")
                told, stats = await readings.outcomes(), room.stats
                return told, (stats.read, stats.refused, stats.unread)

        told, counts = run(work)

        assert told == ["read", "read", "read", Unread.BUSY, "read"]
        assert counts == (4, 1, 0)

    def test_others_wait_as_long_as_one_may_be_read(self):
        """
        Given one place, and a client whose scan earns twice the deadline
        When another client sends a document, and the former another
        Then the other's waits and is read; whoever has the place is told to come back.
        """
        twice = str(math.ceil(2 * DEADLINE / STEP))

        async def work():
            async with running(Slow(pay=1.0), processes=1, deadline_seconds=DEADLINE) as room:
                readings = Readings(room)
                readings.begin("greedy", twice)
                readings.begin("greedy", "nog een")
                readings.begin("other", "goed")
                return await readings.outcomes(), leftovers(room)

        told, left = run(work)

        assert told == ["read", Unread.BUSY, "read"]
        assert left[:3] == EMPTY[:3]


class TestNothingIsLeftBehind:
    def test_when_all_is_read(self):
        """
        Given documents of several clients, some of which were refused
        When all have their answer
        Then the place is free, and nothing is kept of anybody.
        """

        async def work():
            async with running(processes=1, queue_limit=3) as room:
                readings = Readings(room)
                for order in ("wait|0.1", "raise|", "crash|"):
                    readings.begin("one", order, 2)
                    readings.begin("two", order)
                await readings.outcomes()
                await until(lambda: room.stats.working == 0)
                return leftovers(room)

        assert run(work) == EMPTY

    def test_when_all_go_away(self):
        """
        Given documents that are read or wait
        When their clients go away
        Then nothing is kept of anybody, and the next one is read.
        """

        async def work():
            async with running(processes=1) as room:
                readings = Readings(room)
                readings.begin("one", "hang|", 3)
                readings.begin("two", "hang|")
                await until(lambda: room.stats.working == 1)
                for task in readings.tasks:
                    task.cancel()
                await asyncio.gather(*readings.tasks, return_exceptions=True)
                await until(lambda: room.stats.working == 0)
                return leftovers(room), await readings.outcome("one", "goed")

        assert run(work) == (EMPTY, "read")


async def asking(places, *each):
    """Tasks that want a place; those that are done have one, or were refused."""
    tasks = [asyncio.create_task(places.take(whose)) for whose in each]
    await asyncio.sleep(0)
    return tasks


def test_who_stops_waiting_has_no_place():
    """
    Given one that has a place and two that wait
    When one stops waiting before its turn comes, and one at the moment in which it does
    Then the place is free, and nothing is kept of them.
    """

    async def scene():
        places = FairPlaces(1, FairRow(8))
        had, soon, late = await asking(places, "karel", "mia", "jef")
        await had
        late.cancel()
        await asyncio.wait([late])
        waiting = set(places.row._rows)
        places.give_back("karel")
        soon.cancel()
        await asyncio.gather(soon, late, return_exceptions=True)
        return waiting, places.free, places.row._rows, dict(places._taken)

    assert asyncio.run(scene()) == ({"mia"}, 1, {}, {})


def test_who_is_refused_in_the_moment_of_leaving_takes_nothing_along():
    """
    Given one that waits twice where as many may
    When another comes, and the one that is refused for it leaves in that moment
    Then no place is given back that nobody had.
    """

    async def scene():
        places = FairPlaces(1, FairRow(2))
        *_, dropped = await asking(places, "karel", "mia", "mia")
        newcomer = asyncio.create_task(places.take("jef"))
        await asyncio.sleep(0)
        dropped.cancel()
        told = await asyncio.gather(dropped, return_exceptions=True)
        seen = places.free, dict(places._taken), newcomer.done(), type(told[0])
        newcomer.cancel()
        return seen

    free, taken, newcomer_has_one, told = asyncio.run(scene())

    assert (free, taken, newcomer_has_one) == (0, {"karel": 1}, False)
    assert told in {CrowdedError, asyncio.CancelledError}


class TestCopies:
    def test_another_client_comes_before_the_second_of_one(self):
        """
        Given a client that wants several copies
        When another client wants one
        Then it waits for one of them at most.
        """
        copies, made = CopyingProcess(deadline_seconds=60, memory_bytes=1 << 30), []

        async def copy(whose):
            await copies.copy(TEXT.encode(), Format.PLAIN, [SPOT], whose=whose)
            made.append(whose)

        async def work():
            await asyncio.gather(*(copy(whose) for whose in ("greedy",) * 4 + ("other",)))
            return copies._desk.free, copies._desk.row._rows

        assert run(work) == (1, {})
        assert "other" in made[:2]

    def test_too_many_are_told_to_come_back(self):
        """
        Given a client that wants more copies than may wait
        When they wait
        Then the others are refused as busy, and not as if there could be none.
        """
        desk = FairPlaces(1, FairRow(1))
        copies = CopyingProcess(deadline_seconds=60, memory_bytes=1 << 30, _desk=desk)

        async def work():
            wanted = (copies.copy(TEXT.encode(), Format.PLAIN, [SPOT]) for _ in range(3))
            return await asyncio.gather(*wanted, return_exceptions=True)

        told = run(work)
        refused = [each for each in told if isinstance(each, UnreadError)]

        assert [each.reason for each in refused] == [Unread.BUSY]
        assert len([each for each in told if isinstance(each, bytes)]) == 2
