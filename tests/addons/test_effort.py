"""
Who makes us work long for little is read in small bites, and has to rest.
"""

import asyncio

import pytest

from addons.effort import Effort, Efforts

KB = 1024


class Clock:
    at = 0.0

    def __call__(self):
        return self.at


class Reader:
    """A connection's reads, each of which costs CPU."""

    def __init__(self, efforts, whose="one"):
        self.cpu = Clock()
        self.effort = Effort(efforts, whose and (lambda: whose), self.cpu)

    def read(self, cost):
        size = self.effort.size(64 * KB)
        self.effort.begins(size)
        self.cpu.at += cost(size)
        self.effort.ends()
        return size


def light(size):
    return size * 30e-9


def heavy(size):
    return size * 10e-6


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def efforts(clock):
    return Efforts(clock)


def run(work):
    async def main():
        return work()

    return asyncio.run(main())


def test_who_sends_as_others_do_is_read_as_ever(efforts):
    """
    As much at once as there is, and nothing is counted.
    """
    reader = Reader(efforts)

    sizes = run(lambda: [reader.read(light) for _ in range(2000)])

    assert sizes[2:] == [64 * KB] * 1998
    assert efforts.rest("one") == 0


@pytest.mark.parametrize("rate", [1e-6, 3e-6, 9e-6, 15e-6])
def test_much_work_for_little_is_done_in_bites(efforts, rate):
    """
    So that others have their turn in between. Bites that were shorter would pass for nothing.
    """
    reader = Reader(efforts)

    run(lambda: [reader.read(lambda size: size * rate) for _ in range(10)])
    sizes = run(lambda: [reader.read(lambda size: size * rate) for _ in range(90)])

    assert min(sizes) * rate > 0.005
    assert max(sizes) * rate < 0.011
    assert efforts.rest("one") > 0


@pytest.mark.parametrize("seconds", [0.1, 0.3, 1.0, 5.0])
def test_very_long_reads_rest_as_well(efforts, clock, seconds):
    """
    A connection does not make up for a read while it lasts, however long that is.
    """
    reader = Reader(efforts)

    def read_long(size):
        clock.at += seconds
        return seconds

    async def four_reads():
        for _ in range(4):
            reader.read(read_long)
        async with asyncio.timeout(0.01):
            await reader.effort.rested()

    with pytest.raises(TimeoutError):
        asyncio.run(four_reads())


def test_a_client_has_a_share_of_the_time(efforts, clock):
    """
    With all of its connections together, one after the other as well.
    """
    spent = 0.0

    def work():
        nonlocal spent
        while clock.at < 100:
            reader = Reader(efforts)
            for _ in range(5):
                clock.at += efforts.rest("one")
                spent += heavy(reader.read(heavy))

    run(work)

    assert spent < 100 * 0.1 + 1
    assert efforts.rest("another") == 0


def test_what_was_spent_is_made_up_for(efforts, clock):
    """
    By waiting; then everything is as before.
    """
    reader = Reader(efforts)
    run(lambda: [reader.read(heavy) for _ in range(200)])
    before = efforts.rest("one")

    clock.at += before

    assert before > 0
    assert efforts.rest("one") == pytest.approx(0)


@pytest.mark.parametrize(
    ("reads", "rests"),
    [
        ([heavy] * 30, True),
        ([heavy, *[light] * 5] * 12, True),
        ([heavy] * 3, False),
        ([light] * 100, False),
    ],
)
def test_who_has_to_rest(efforts, clock, reads, rests):
    """
    The connection that works us, and none of its neighbour's behind the same address. Short reads
    excuse nothing: of a TLS record all but the last are.
    """
    efforts.spend("one", 10.0)
    reader = Reader(efforts)

    async def waits():
        for cost in reads:
            reader.read(cost)
        try:
            await asyncio.wait_for(reader.effort.rested(), 0.05)
        except TimeoutError:
            return True
        return False

    assert asyncio.run(waits()) is rests


def test_a_server_is_never_rested(efforts):
    """
    Its answer is for somebody who waits for it.
    """
    reader = Reader(efforts, whose=None)

    async def answers():
        for _ in range(2000):
            reader.read(heavy)
        await asyncio.wait_for(reader.effort.rested(), 5)

    asyncio.run(answers())

    assert efforts.rest("one") == 0


def test_what_comes_after_a_pause_is_not_its_work(efforts):
    """
    Others had their turn meanwhile.
    """
    reader = Reader(efforts)

    async def pauses():
        for _ in range(100):
            reader.effort.begins(reader.effort.size(64 * KB))
            await asyncio.sleep(0)
            reader.cpu.at += 10.0
            reader.effort.ends()

    asyncio.run(pauses())

    assert efforts.rest("one") == 0


def test_clients_are_forgotten(efforts, clock):
    """
    Once they have made up for everything.
    """
    for number in range(10_000):
        efforts.spend(str(number), 0.001)
        clock.at += 1.0

    assert len(efforts._spent) <= 1000
