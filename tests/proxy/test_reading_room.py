"""
The reading room with real processes: all that a document says, or a refusal.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest

from policy.documents.interface import Unread, UnreadError
from tests.proxy.readers_for_tests import GARBAGE, contents
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


class TestReading:
    @each_loop
    def test_reads_what_the_reader_reads(self, loop):
        """
        Text, place, pages, format and labels come back from another process.
        """

        async def work():
            async with running() as room:
                return await room.read("Beste \U0001f600 é".encode())

        assert run(work, loop) == contents("Beste \U0001f600 é")

    @each_loop
    def test_large_documents_and_long_texts_pass_whole(self, loop):
        """
        Twenty megabytes in, three million characters out.
        """

        async def work():
            async with running() as room:
                read = await room.read(b"x" * 5_000_000)
                text = await text_of(room, "long|3000000")
                return len(read.pieces[0].text), text == "x€" * 1_500_000

        assert run(work, loop) == (5_000_000, True)

    def test_an_empty_document_is_one(self):
        """
        Nothing to read is read.
        """

        async def work():
            async with running() as room:
                return await text_of(room, "")

        assert run(work) == ""

    @each_loop
    def test_each_of_two_hundred_gets_its_own_answer(self, loop):
        """
        One in ten comes to grief, and no other notices.
        """
        bad = ("raise|", "crash|", "leave|", "say-half-an-answer|", "refuse|encrypted")
        orders = [bad[n // 10 % 5] if n % 10 == 3 else f"document {n}" for n in range(200)]

        async def work():
            async with running(processes=4, queue_limit=200, deadline_seconds=60) as room:
                return await asyncio.gather(*(outcome(room, order) for order in orders)), room.stats

        outcomes, stats = run(work, loop)

        for order, told in zip(orders, outcomes, strict=True):
            if order.endswith("|encrypted"):
                assert told is Unread.ENCRYPTED
            else:
                assert told is Unread.DIED if "|" in order else told == order
        assert (stats.read, stats.unread, stats.restarts, stats.held_bytes) == (180, 20, 0, 0)


class TestAReaderThatFails:
    @each_loop
    @pytest.mark.parametrize(
        ("order", "reason"),
        [
            ("raise|", Unread.DIED),
            ("crash|", Unread.DIED),
            ("leave|", Unread.DIED),
            ("refuse|no-ocr", Unread.NO_OCR),
            ("close-and-stay|", Unread.DIED),
            ("say-much|", Unread.TOO_LARGE),
        ],
    )
    def test_refuses_that_document_at_once_and_reads_the_next(self, loop, order, reason):
        """
        Nobody waits for its deadline, and the refusal says nothing about the document.
        """

        async def work():
            async with running(deadline_seconds=60) as room:
                return await refusal(room, order), await text_of(room, "goed"), room.stats

        told, text, stats = run(work, loop)

        assert told is reason
        assert text == "goed"
        assert stats.restarts == 0

    def test_talks_nonsense(self):
        """
        Of every kind; never a shorter text.
        """

        async def work():
            async with running(deadline_seconds=60, processes=1) as room:
                return {order: await outcome(room, f"{order}|") for order in GARBAGE}

        told = run(work)

        late = {"say-more-after-the-end": "x"}  # complete before it: what follows is not heard
        assert {order for order, each in told.items() if each is not Unread.DIED} <= late.keys()

    @each_loop
    def test_is_ended_at_its_deadline(self, loop):
        """
        Also when native code holds the interpreter, or it goes on talking.
        """
        # All at once: the canary has the same deadline, so it is long enough for a slow machine.
        deadline, orders = 3.0, ("hang|", "lock-up|", "spin|", "trickle|")

        async def ended(room, order):
            start = time.monotonic()
            return order, await refusal(room, order), time.monotonic() - start >= deadline

        async def work():
            async with running(processes=len(orders), deadline_seconds=deadline) as room:
                (server,) = children()
                seen = await asyncio.gather(*(ended(room, order) for order in orders))
                await until(lambda: children(server) == set())
                return seen, room.stats.restarts

        seen, restarts = run(work, loop)

        assert seen == [(order, Unread.TIMED_OUT, True) for order in orders]
        assert restarts == 0

    def test_is_killed_by_somebody(self):
        """
        By the kernel, for want of memory, or by an operator.
        """

        async def work():
            async with running() as room:
                (server,) = children()
                reading = asyncio.create_task(refusal(room, "hang|"))
                await until(lambda: children(server))
                os.kill(*children(server), signal.SIGKILL)
                return await reading, await text_of(room, "goed")

        assert run(work) == (Unread.DIED, "goed")

    def test_many_in_a_row_close_nobody_out(self):
        """
        A document that kills its reader tells nothing about the next.
        """

        async def work():
            async with running() as room:
                for _ in range(20):
                    await refusal(room, "crash|")
                return await text_of(room, "goed")

        assert run(work) == "goed"


def test_a_refusal_names_its_reason_alone():
    """
    It goes into logs.
    """

    async def work():
        async with running() as room:
            with pytest.raises(UnreadError) as unread:
                await room.read(b"raise|geheim")
            return unread.value

    refused = run(work)

    assert str(refused) == "died"
    assert refused.__cause__ is None
    assert refused.__context__ is None
