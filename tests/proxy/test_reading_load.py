"""
Many documents at once: bounds in every direction, and time for everybody else.
"""

from __future__ import annotations

import asyncio
import sys
import time

from policy.documents.interface import Unread
from tests.proxy.rooms_for_tests import (
    children,
    each_loop,
    outcome,
    refusal,
    run,
    running,
    text_of,
    until,
)


class TestOverload:
    def test_too_many_waiting_are_refused_at_once(self):
        """
        Beyond the limit nobody waits; within it everybody is served.
        """

        async def work():
            async with running(processes=1, queue_limit=3) as room:
                return await asyncio.gather(*(outcome(room, "wait|0.3") for _ in range(6)))

        outcomes = run(work)

        assert outcomes == ["wait|0.3"] * 4 + [Unread.BUSY] * 2

    def test_all_bytes_together_have_an_end(self):
        """
        Those that wait and those that are read; what is done with is given back.
        """

        async def work():
            async with running(processes=1, memory_budget_bytes=20) as room:
                outcomes = await asyncio.gather(*(outcome(room, "wait|0.300") for _ in range(3)))
                return outcomes, await text_of(room, "x" * 20), room.stats.held_bytes

        assert run(work) == (["wait|0.300"] * 2 + [Unread.BUSY], "x" * 20, 0)

    def test_a_document_beyond_all_measure_is_refused(self):
        """
        Before anybody looks at it.
        """

        async def work():
            async with running(max_bytes=100) as room:
                return await refusal(room, "x" * 101), await text_of(room, "x" * 100)

        assert run(work) == (Unread.TOO_LARGE, "x" * 100)

    def test_whoever_waits_too_long_is_told_to_come_back(self):
        """
        It is nothing that the document did.
        """

        async def work():
            # Also the canary's, on a slow machine.
            async with running(processes=1, deadline_seconds=3.0) as room:
                first = asyncio.create_task(outcome(room, "hang|"))
                await asyncio.sleep(0)
                late = [asyncio.create_task(outcome(room, "hang|")) for _ in range(2)]
                return await first, [await each for each in late]

        first, late = run(work)

        assert first is Unread.TIMED_OUT
        assert Unread.BUSY in late

    @each_loop
    def test_a_cancelled_caller_frees_its_place(self, loop):
        """
        And its child is ended, whatever it is doing.
        """

        async def work():
            async with running(processes=1) as room:
                (server,) = children()
                reading = asyncio.create_task(room.read(b"lock-up|"))
                await until(lambda: children(server))
                waiting = asyncio.create_task(room.read(b"lock-up|"))
                await asyncio.sleep(0.01)
                waiting.cancel()
                reading.cancel()
                text = await text_of(room, "goed")
                await until(lambda: children(server) == set())
                return text, reading.cancelled(), waiting.cancelled(), room.stats

        text, *cancelled, stats = run(work, loop)

        assert text == "goed"
        assert cancelled == [True, True]
        assert (stats.waiting, stats.held_bytes, stats.restarts) == (0, 0, 0)


def test_others_keep_their_time_while_documents_are_read(capsys):
    """
    Somebody's short work on the loop, while four long answers come in; printed, for it depends on
    the machine. That there were thousands of turns in between does not.
    """

    async def work():
        delays = []
        async with running(processes=4, deadline_seconds=60) as room:
            reading = asyncio.gather(*(text_of(room, "long|4000000") for _ in range(4)))
            while not reading.done():
                start = time.perf_counter()
                await asyncio.sleep(0)
                delays.append(time.perf_counter() - start)
            await reading
        return sorted(delays)

    delays = run(work)

    with capsys.disabled():
        tail = delays[int(len(delays) * 0.99)]
        sys.stdout.write(f" [99 % of turns {tail * 1e3:.1f} ms, longest {delays[-1] * 1e3:.1f}] ")
    assert len(delays) > 200
