"""
Detection is shared between clients: nobody's queue is what somebody else waits for.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from addons.document_check import DocumentCheck
from addons.exempting import Exempting
from addons.passage import Client
from proxy.detection_pool import DetectorDownError
from proxy.detection_queue import DetectionQueue, Job
from proxy.fair_row import FairRow
from tests.addons.fakes import Clock, PlainCopier, TextReader, a_passage
from tests.addons.test_inspection import NAME, WordScanner
from tests.addons.test_judging import a_judging, passage_of, reading
from tests.proxy.detectors_for_tests import SECRET
from tests.proxy.test_detection_pool import eventually, run, running

LONG = "x" * 8_000
HANGS = "please hang"
TAKES_A_WHILE = "please wait"
CROWDED = "too many prompts wait for detection"


@dataclass
class Scans:
    """Prompts of several clients, and in which order they were answered."""

    pool: object
    answered: list = field(default_factory=list)
    tasks: list = field(default_factory=list)

    def begin(self, whose, text, times=1):
        self.tasks += [asyncio.create_task(self.scan(whose, text)) for _ in range(times)]

    async def scan(self, whose, text):
        try:
            found = await self.pool.scan((text,), whose=whose)
        except DetectorDownError as e:
            return str(e)
        self.answered.append(whose)
        return len(found)

    async def outcomes(self):
        return await asyncio.gather(*self.tasks)


def leftovers(pool):
    return pool.stats.waiting, pool._waiting._short._rows, pool._waiting._long._rows


class TestTurns:
    def test_a_queue_of_long_ones_refuses_nobody_elses_short_one(self):
        """
        Given a client whose long prompts hang and wait, as many as may, while a short one runs
        When another client asks something short
        Then it is answered.
        """

        async def work():
            async with running(processes=2) as pool:
                await eventually(lambda: pool.stats.alive == 2)
                scans = Scans(pool)
                scans.begin("greedy", LONG + HANGS, 257)
                scans.begin("greedy", TAKES_A_WHILE)
                await asyncio.sleep(0)
                waited = pool.stats.waiting
                found = await scans.scan("other", SECRET)
            await scans.outcomes()
            return waited, found

        assert run(work) == (256, 1)

    @pytest.mark.parametrize("length", ["", LONG], ids=["short", "long"])
    def test_another_client_comes_before_the_second_of_one(self, length):
        """
        Given a client whose first prompt runs while many more of its own wait
        When another client asks
        Then it is the next.
        """

        async def work():
            async with running() as pool:
                scans = Scans(pool)
                scans.begin("greedy", length + TAKES_A_WHILE)
                scans.begin("greedy", length + SECRET, 100)
                scans.begin("other", length + SECRET)
                await scans.outcomes()
                return scans.answered

        assert run(work) == ["greedy", "other", *["greedy"] * 100]

    def test_long_ones_and_short_ones_take_turns(self):
        """
        Given one worker, and a client with a queue of long prompts
        When another client asks several short ones
        Then there is one long one to each of them, and no more.
        """

        async def work():
            async with running() as pool:
                scans = Scans(pool)
                scans.begin("greedy", LONG + TAKES_A_WHILE)
                scans.begin("greedy", LONG, 10)
                scans.begin("other", SECRET, 3)
                await scans.outcomes()
                return scans.answered

        assert "".join(whose[0] for whose in run(work)[:7]) == "googogg"

    def test_whoever_has_most_is_refused_when_too_many_wait(self):
        """
        Given a client that has the whole queue
        When another client comes
        Then the newest of the former is refused, and the other is answered.
        """

        async def work():
            async with running(queue_limit=3) as pool:
                scans = Scans(pool)
                scans.begin("greedy", TAKES_A_WHILE)
                scans.begin("greedy", SECRET, 3)
                scans.begin("other", SECRET)
                return await scans.outcomes(), pool.stats.refused, leftovers(pool)

        assert run(work) == ([0, 1, 1, CROWDED, 1], 1, (0, {}, {}))

    def test_clients_with_as_many_keep_what_they_have(self):
        """
        Given a queue in which each client has one prompt
        When another comes, or one of them again
        Then it is refused at once, and those that waited are answered.
        """

        async def work():
            async with running(queue_limit=2) as pool:
                scans = Scans(pool)
                scans.begin("zero", TAKES_A_WHILE)
                for whose in ("one", "two", "three", "one"):
                    scans.begin(whose, SECRET)
                return await scans.outcomes()

        assert run(work) == [0, 1, 1, CROWDED, CROWDED]


class TestNothingIsLeftBehind:
    def test_by_whoever_goes_away(self):
        """
        Given prompts that wait
        When their clients go away
        Then their places are free at once, and the worker takes the next that comes.
        """

        async def work():
            async with running(queue_limit=2) as pool:
                scans = Scans(pool)
                scans.begin("one", TAKES_A_WHILE)
                scans.begin("two", SECRET)
                scans.begin("two", LONG)
                await asyncio.sleep(0)
                for task in scans.tasks:
                    task.cancel()
                await asyncio.gather(*scans.tasks, return_exceptions=True)
                left = leftovers(pool)
                return left, await scans.scan("two", SECRET)

        assert run(work) == ((0, {}, {}), 1)

    def test_by_whoever_waits_too_long(self):
        """
        Given prompts that wait behind one that hangs
        When their time is up
        Then all are refused, and nothing is kept of them, before there is another worker.
        """

        async def work():
            async with running(deadline_seconds=2.0) as pool:
                scans = Scans(pool)
                scans.begin("one", HANGS)
                scans.begin("two", SECRET, 5)
                scans.begin("three", LONG, 5)
                return set(await scans.outcomes()), leftovers(pool)

        assert run(work) == ({"detection took too long"}, (0, {}, {}))


def test_long_ones_join_the_round_that_the_short_ones_have_come_to():
    """
    Given a queue in which so far only short prompts had turns
    When long ones come
    Then they have as many turns as others from then on, and none for the time before.
    """
    queue = DetectionQueue(most=10)

    def put(whose, *, is_long, times):
        for _ in range(times):
            queue.put(Job(whose, (), is_long=is_long, done=None), ())

    put("other", is_long=False, times=5)
    while queue.take(may_be_long=True):
        pass
    put("greedy", is_long=True, times=3)
    put("other", is_long=False, times=2)
    jobs = [queue.take(may_be_long=True) for _ in range(5)]

    assert [job.whose for job in jobs] == ["other", "greedy", "other", "greedy", "greedy"]


def test_whoever_had_a_turn_is_not_passed_without_end():
    """
    Given somebody who has work under way, so that others come first
    When new ones keep coming
    Then each is passed by no more than one round of them.
    """
    row = FairRow(most=10)
    row.put("busy", 1, under_way=1)
    taken = []
    for number in range(4):
        row.put(f"new {number}", 1)
        taken.append(row.take()[0])

    assert taken == ["new 0", "busy", "new 1", "new 2"]


def test_a_row_keeps_the_order_of_each():
    """
    Given two that send many
    When all are taken
    Then they alternate, and what each has sent stays in its order; nothing is left.
    """
    row = FairRow(most=10)
    for number in range(3):
        row.put("one", number)
    for number in range(3):
        row.put("two", number)
    taken = [row.take() for _ in range(6)]

    assert taken == [(whose, number) for number in range(3) for whose in ("one", "two")]
    assert row == FairRow(most=10, served=3)


@dataclass
class Asked:
    """Scanner, reader and copier that note whose the work was."""

    whose: list = field(default_factory=list)
    scanner: WordScanner = field(default_factory=WordScanner)

    async def scan(self, texts, *, whose=""):
        self.whose.append(("scan", whose))
        return await self.scanner.scan(texts)

    async def read(self, raw, *, whose=""):
        self.whose.append(("read", whose))
        return await TextReader().read(raw)

    async def copy(self, raw, format_, spots, *, whose=""):
        self.whose.append(("copy", whose))
        return await PlainCopier().copy(raw, format_, spots)


KAREL = Client(address="10.0.0.1", user="karel", connection="c-7")


def test_a_prompt_is_in_the_share_of_its_client():
    """
    Given a client with a name, behind an address of many
    When it says something in two pieces
    Then both looks at it are in the share of that name.
    """
    asked = Asked()
    passage = replace(passage_of(), client=KAREL)

    asyncio.run(a_judging(asked).verdict(passage, reading("8507", "3003328")))

    assert asked.whose == [("scan", "karel")] * 2


def test_a_document_is_in_the_share_of_its_client():
    """
    Given a client with a name
    When it sends a document of which a copy is made
    Then reading, detection and copying are in the share of that name, of the name of the file too.
    """
    asked = Asked()
    check = DocumentCheck(
        reader=asked, scanner=asked, exempting=Exempting(now=Clock()), max_bytes=99, copier=asked
    )
    passage = replace(a_passage(), client=KAREL)

    async def work():
        await check.texts(passage, reading("brief.txt").parts)
        return await check.document(passage, f"Dag {NAME}".encode(), redacts=True)

    assert asyncio.run(work()).copy == b"Dag <PERSOON_1>"
    assert {whose for _, whose in asked.whose} == {"karel"}
    assert [what for what, _ in asked.whose] == ["scan", "read", "scan", "copy", "read", "scan"]
