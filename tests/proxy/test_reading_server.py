"""
The server of readers: it comes, comes back when it is lost, and leaves nothing behind.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policy.documents.interface import Unread
from proxy.reading_room import ReadingDownError, ReadingRoom
from tests.proxy.readers_for_tests import Broken, Warmed, blind, never, obedient
from tests.proxy.rooms_for_tests import (
    children,
    each_loop,
    gone,
    outcome,
    refusal,
    run,
    running,
    server_of,
    text_of,
    until,
)

REPOSITORY = Path(__file__).parents[2]


class TestTheServer:
    @each_loop
    def test_killed_refuses_who_is_in_it_and_comes_back(self, loop):
        """
        Its children die with it.
        """

        async def work():
            async with running() as room:
                server = server_of()
                reading = [asyncio.create_task(refusal(room, "hang|")) for _ in range(2)]
                await until(lambda: len(children(server)) == 2)
                orphans = children(server)
                os.kill(server, signal.SIGKILL)
                reasons = await asyncio.gather(*reading)
                text = await text_of(room, "goed")
                await until(lambda: room.stats.working == 0)
                return reasons, text, [gone(pid) for pid in orphans], room.stats.restarts

        reasons, text, ended, restarts = run(work, loop)

        assert reasons == [Unread.DIED] * 2
        assert text == "goed"
        assert ended == [True, True]
        assert restarts == 1

    def test_stopped_is_replaced(self):
        """
        One that does nothing at all (SIGSTOP) cannot end a child at its deadline.
        """

        async def work():
            async with running(deadline_seconds=3.0) as room:
                server = server_of()
                os.kill(server, signal.SIGSTOP)
                reason = await refusal(room, "hallo")
                async with asyncio.timeout(60):
                    # Another may take longer to start than a document may wait.
                    while (then := await outcome(room, "goed")) is Unread.BUSY:  # noqa: ASYNC110 -- time alone helps
                        await asyncio.sleep(0.05)
                return reason, then, gone(server)

        assert run(work) == (Unread.TIMED_OUT, "goed", True)

    def test_stopped_after_it_gave_the_document_away(self):
        """
        The answer comes all the same; the server is found out, and replaced.
        """

        async def work():
            async with running(processes=1) as room:
                server = server_of()
                reading = asyncio.create_task(text_of(room, "wait|0.5"))
                await until(lambda: children(server))
                os.kill(server, signal.SIGSTOP)
                await reading
                return await text_of(room, "goed"), gone(server)

        assert run(work) == ("goed", True)

    def test_heeds_no_signal_but_the_last(self):
        """
        Ctrl-C and a service manager's SIGTERM reach the whole group; the gateway decides.
        """

        async def work():
            async with running() as room:
                server = server_of()
                os.kill(server, signal.SIGINT)
                os.kill(server, signal.SIGTERM)
                return await text_of(room, "goed"), os.getsid(server) != os.getsid(0)

        assert run(work) == ("goed", True)

    def test_is_warmed_once(self):
        """
        What a child needs was loaded before it was born.
        """

        async def work():
            async with running(Warmed()) as room:
                return [await text_of(room, "warm?") for _ in range(2)]

        assert run(work) == ["warm? True"] * 2

    def test_keeps_its_memory_over_many_documents(self):
        """
        In kilobytes: after the first fifty it has all that it will ever have.
        """

        def memory(pid):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

        async def work():
            async with running(processes=4, deadline_seconds=60) as room:
                server, seen = server_of(), []
                for _ in range(7):
                    for _ in range(50):
                        await outcome(room, "raise|" if len(seen) % 2 else "x" * 100_000)
                    seen.append(memory(server))
                return seen, len(os.listdir(f"/proc/{server}/fd"))  # noqa: PTH208 -- at once

        seen, handles = run(work)

        assert seen[-1] - seen[0] < 512
        assert handles < 10


class TestStarting:
    @pytest.mark.parametrize(
        ("read", "complaint"),
        [
            (blind, "miss the text of a plain document"),
            (Broken(), "a library is missing"),
            (lambda raw: raw, "pickle"),
        ],
        ids=["blind", "broken", "no reference"],
    )
    def test_a_reader_that_cannot_read_is_never_ready(self, read, complaint):
        """
        The cause is told, for there is no document in it yet.
        """

        async def work():
            async with running(read):
                pass

        with pytest.raises(ReadingDownError, match=complaint):
            run(work)

    @pytest.mark.parametrize(
        ("settings", "complaint"),
        [({"start_seconds": 0.5}, "too long to start"), ({"deadline_seconds": 0.5}, "timed-out")],
    )
    def test_a_canary_that_is_never_read_is_given_up(self, settings, complaint):
        """
        A start that hangs is a failed one.
        """

        async def work():
            async with running(never, **settings):
                pass

        with pytest.raises(ReadingDownError, match=complaint):
            run(work)

    def test_documents_wait_for_the_first_server(self):
        """
        From `start` on, within their deadline.
        """

        async def work():
            room = ReadingRoom(obedient, processes=1, deadline_seconds=20)
            await room.start()
            try:
                return await text_of(room, "goed")
            finally:
                await room.close()

        assert run(work) == "goed"

    def test_without_start_everything_is_refused(self):
        """
        A room that nobody opened reads nothing.
        """

        async def work():
            room = ReadingRoom(obedient, processes=1)
            with pytest.raises(ReadingDownError):
                await room.ready()
            return await refusal(room, "goed")

        assert run(work) is Unread.DIED

    def test_a_server_that_never_comes_refuses_at_once_after_a_while(self):
        """
        Nobody waits for what is not there.
        """

        async def work():
            room = ReadingRoom(Broken(), processes=8, deadline_seconds=0.2)
            await room.start()
            try:
                first = await asyncio.gather(*(outcome(room, "hallo") for _ in range(8)))
                return first, await refusal(room, "hallo"), room.stats
            finally:
                await room.close()

        first, then, stats = run(work)

        assert first == [Unread.BUSY] * 8
        assert then is Unread.BUSY
        assert (stats.refused, stats.unread) == (1, 8)  # the last one had not to wait


class TestEnding:
    @each_loop
    def test_close_leaves_no_process_and_refuses_who_waits(self, loop):
        """
        Also one that hangs.
        """

        async def work():
            room = ReadingRoom(obedient, processes=2, deadline_seconds=30)
            await room.start()
            await room.ready()
            server = server_of()
            waiting = [asyncio.create_task(outcome(room, "hang|")) for _ in range(4)]
            await until(lambda: len(children(server)) == 2)
            readers = children(server)
            await room.close()
            reasons = await asyncio.gather(*waiting)
            return reasons, await refusal(room, "hallo"), [gone(each) for each in readers]

        before = children()

        assert run(work, loop) == ([Unread.DIED] * 4, Unread.DIED, [True] * 2)
        assert children() <= before

    def test_nothing_outlives_a_killed_gateway(self):
        """
        kill -9 of the parent, while a document locks up its reader.
        """
        code = (
            "import asyncio, sys, structlog\n"
            "from tests.proxy.rooms_for_tests import *\n"
            "structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))\n"
            "async def main():\n"
            "    async with running() as room:\n"
            "        work = asyncio.ensure_future(room.read(b'lock-up|'))\n"
            "        server = server_of()\n"
            "        await until(lambda: children(server))\n"
            "        print(server, *children(server), flush=True)\n"
            "        await asyncio.sleep(60)\n"
            "asyncio.run(main())\n"
        )
        with subprocess.Popen(  # noqa: S603 -- our own code
            [sys.executable, "-c", code],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as parent:
            pids = [int(pid) for pid in parent.stdout.readline().split()]
            parent.kill()

        assert len(pids) == 2
        assert [gone(pid) for pid in pids] == [True, True]


def test_secrets_in_the_environment_stay_out_of_the_readers(monkeypatch):
    """
    A process that reads strangers' documents knows no passwords, nor a document in its arguments.
    """
    monkeypatch.setenv("PROMPTWACHT_SMTP_URL", "smtp://user:hunter2@mail")

    async def work():
        async with running() as room:
            await text_of(room, "geheim")
            process = Path(f"/proc/{server_of()}")
            return (process / "environ").read_bytes() + (process / "cmdline").read_bytes()

    known = run(work)

    assert b"hunter2" not in known
    assert b"geheim" not in known
