"""
The detection pool with real processes: a complete answer, or a refusal.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import uvloop

from policy.finding import Finding, Kind
from proxy.detection_pool import DetectionPool, DetectorDownError
from proxy.detection_worker import CANARY
from tests.proxy.detectors_for_tests import (
    GARBAGE,
    SECRET,
    Blind,
    Noted,
    Obedient,
    Shifted,
    failing,
    slow,
)

REPOSITORY = Path(__file__).parents[2]
LOOPS = [asyncio.new_event_loop, uvloop.new_event_loop]

each_loop = pytest.mark.parametrize("loop", LOOPS, ids=["asyncio", "uvloop"])


@contextlib.asynccontextmanager
async def running(build=Obedient, *, processes=1, deadline_seconds=20.0, **settings):
    pool = DetectionPool(build, processes=processes, deadline_seconds=deadline_seconds, **settings)
    await pool.start()
    try:
        await pool.ready()
        yield pool
    finally:
        await pool.close()


def run(work, loop=asyncio.new_event_loop):
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(work())


async def refusal(pool, *texts):
    with pytest.raises(DetectorDownError) as caught:
        await pool.scan(texts)
    return caught.value


async def judged(pool, text):
    """
    What is found in `text`, by a worker that may have to start first: on a slow machine that takes
    longer than a prompt may wait.
    """
    async with asyncio.timeout(60):
        while True:
            try:
                return await pool.scan((text,))
            except DetectorDownError as e:
                if "too long" not in str(e):
                    raise


def children():
    """Other tests of this process may have left a browser or a database running."""
    own = Path("/proc/self/task")
    every = {int(pid) for task in own.iterdir() for pid in (task / "children").read_text().split()}
    return every - _EARLIER


_EARLIER = set()


@pytest.fixture(autouse=True)
def _nobody_elses_children():
    _EARLIER.clear()
    _EARLIER.update(children())


def gone(pid, seconds=10.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


class TestScanning:
    @each_loop
    def test_finds_what_the_detector_finds(self, loop):
        """
        Positions come back per text, in code points, from another process.
        """

        async def work():
            async with running() as pool:
                return await pool.scan(("niets", f"\U0001f600 é {SECRET}!"))

        (finding,) = run(work, loop)

        assert finding == Finding(
            kind=Kind.PERSON, part=1, start=4, end=10, score=0.9, detector="obedient"
        )

    def test_reads_text_that_is_not_valid_unicode(self):
        """
        JSON on the wire can hold half a surrogate pair; what follows it is still found.
        """

        async def work():
            async with running() as pool:
                return await pool.scan((f"\ud800\x00{SECRET}",))

        assert [(f.start, f.end) for f in run(work)] == [(2, 8)]

    def test_no_text_needs_no_worker(self):
        """
        Nothing to look at is nothing found.
        """

        async def work():
            async with running() as pool:
                return await pool.scan(())

        assert run(work) == ()

    @each_loop
    def test_long_texts_pass_whole(self, loop):
        """
        A megabyte in, the finding at its very end out.
        """
        text = "x" * 1_000_000

        async def work():
            async with running() as pool:
                return await pool.scan((text, text + SECRET))

        assert [(f.part, f.start) for f in run(work, loop)] == [(1, 1_000_000)]

    def test_many_prompts_get_their_own_answers(self):
        """
        However they are spread over the workers.
        """

        async def work():
            async with running(processes=2) as pool:
                answers = await asyncio.gather(
                    *(pool.scan(("x" * n + SECRET,)) for n in range(200))
                )
                return [finding.start for (finding,) in answers], pool.stats

        starts, stats = run(work)

        assert starts == list(range(200))
        assert (stats.scanned, stats.failed, stats.refused, stats.waiting) == (200, 0, 0, 0)


class TestAWorkerThatFails:
    @pytest.mark.parametrize("order", ["please raise", "please die", "please leave", *GARBAGE])
    def test_refuses_that_prompt_and_judges_the_next(self, order):
        """
        Never a shorter list of findings; and the refusal says nothing about the text.
        """

        async def work():
            async with running(deadline_seconds=3.0) as pool:
                refused = await refusal(pool, f"{SECRET} {order}")
                return refused, await judged(pool, SECRET)

        refused, findings = run(work)

        assert len(findings) == 1
        assert SECRET not in str(refused)
        assert refused.__cause__ is None
        assert refused.__context__ is None

    @each_loop
    @pytest.mark.parametrize("order", ["please hang", "please lock up"])
    def test_that_hangs_is_killed_at_the_deadline(self, loop, order):
        """
        Also when native code holds the interpreter, and the next prompt gets a new worker.
        """

        async def work():
            async with running(deadline_seconds=2.0) as pool:
                (before,) = children()
                refused = await refusal(pool, order)
                # On a slow machine the new one takes longer to start than a prompt may wait.
                await eventually(lambda: (pool.stats.restarts, pool.stats.alive) == (1, 1))
                findings = await pool.scan((SECRET,))
                return before, refused, findings, pool.stats

        before, refused, findings, stats = run(work, loop)

        assert "too long" in str(refused)
        assert len(findings) == 1
        assert stats.restarts == 1
        assert gone(before)

    def test_does_not_hold_up_the_others(self):
        """
        While one hangs, the other worker goes on.
        """

        async def work():
            async with running(processes=2) as pool:
                hanging = asyncio.create_task(pool.scan(("please hang",)))
                await asyncio.sleep(0)
                answers = [await pool.scan((SECRET,)) for _ in range(20)]
                return answers, hanging.cancel()

        answers, still_hanging = run(work)

        assert [len(answer) for answer in answers] == [1] * 20
        assert still_hanging

    def test_that_is_stopped_is_replaced(self):
        """
        A worker that does nothing at all (SIGSTOP) is one that hangs.
        """

        async def work():
            async with running(deadline_seconds=2.0) as pool:
                (pid,) = children()
                os.kill(pid, signal.SIGSTOP)
                await refusal(pool, SECRET)
                return await judged(pool, SECRET)

        assert len(run(work)) == 1

    def test_that_dies_while_idle_is_replaced(self):
        """
        Without anybody asking.
        """

        async def work():
            async with running() as pool:
                (pid,) = children()
                os.kill(pid, signal.SIGKILL)
                while pool.stats.restarts == 0 or pool.stats.alive == 0:  # noqa: ASYNC110 -- as a metric sees it
                    await asyncio.sleep(0.01)
                return await pool.scan((SECRET,))

        assert len(run(work)) == 1

    def test_whose_client_went_away_is_used_again(self):
        """
        Nobody waits for the answer: it is dropped, and the next prompt gets its own.
        """

        async def work():
            async with running() as pool:
                leaving = asyncio.create_task(pool.scan(("please wait",)))
                await asyncio.sleep(0.1)
                leaving.cancel()
                findings = await pool.scan((SECRET,))
                return findings, pool.stats.restarts

        findings, restarts = run(work)

        assert len(findings) == 1
        assert restarts == 0


class TestOverload:
    def test_too_many_waiting_are_refused_at_once(self):
        """
        Beyond the limit nobody waits; within it everybody is served.
        """

        async def work():
            async with running(queue_limit=3) as pool:
                tasks = [asyncio.create_task(pool.scan(("please wait",))) for _ in range(6)]
                return await asyncio.gather(*tasks, return_exceptions=True)

        outcomes = run(work)

        refused = [each for each in outcomes if isinstance(each, DetectorDownError)]
        assert [str(each) for each in refused] == ["too many prompts wait for detection"] * 2

    def test_the_deadline_covers_waiting(self):
        """
        Whoever waited too long is refused, and the worker is not blamed for it.
        """

        async def work():
            async with running(deadline_seconds=3.0) as pool:
                tasks = [asyncio.create_task(pool.scan(("please wait",))) for _ in range(8)]
                outcomes = await asyncio.gather(*tasks, return_exceptions=True)
                # It looks at one whose time was up before its own was.
                return outcomes[0], outcomes[-1], await pool.scan((SECRET,)), pool.stats

        first, last, afterwards, stats = run(work)

        assert first == ()
        assert "too long" in str(last)
        assert len(afterwards) == 1
        assert stats.restarts == 0

    def test_long_texts_leave_a_worker_to_short_ones(self):
        """
        However many of them there are: whoever asks something short need not wait for their end.
        """

        async def work():
            async with running(processes=2) as pool:
                long = "x" * 8_000 + " please hang"
                files = [asyncio.create_task(refusal(pool, long)) for _ in range(3)]
                await asyncio.sleep(0)
                found = await pool.scan((SECRET,))
                ended = [file.done() for file in files]
            await asyncio.gather(*files)
            return found, ended

        found, ended = run(work)

        assert len(found) == 1
        assert ended == [False] * 3

    def test_a_prompt_beyond_all_measure_is_refused(self):
        """
        It would cost memory in two processes.
        """

        async def work():
            async with running(max_chars=10) as pool:
                return await refusal(pool, "x" * 6, "x" * 5)

        assert "too long" in str(run(work))

    def test_many_failures_in_a_row_refuse_at_once(self):
        """
        Nobody waits for a detector that is not there; soon it is tried again.
        """

        async def work():
            async with running() as pool:
                refusals = [await refusal(pool, "please raise") for _ in range(9)]
                while True:
                    try:
                        return refusals, await pool.scan((SECRET,))
                    except DetectorDownError:
                        await asyncio.sleep(0.05)

        refusals, findings = run(work)

        assert "too often" in str(refusals[-1])
        assert len(findings) == 1


def begun(folder):
    return list(folder.glob("begun-*"))


async def eventually(holds):
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 -- other processes tell of it in files
            await asyncio.sleep(0.01)


class TestStarting:
    @pytest.mark.parametrize(
        ("build", "complaint"),
        [
            (Blind, "misses a national register number"),
            (Shifted, "misses a national register number"),
            (failing, "model.crfsuite is missing"),
        ],
    )
    def test_a_detector_that_cannot_judge_is_never_ready(self, build, complaint):
        """
        The cause is told, for there is no prompt in it yet.
        """

        async def work():
            async with running(build):
                pass

        with pytest.raises(DetectorDownError, match=complaint):
            run(work)

    def test_a_detector_that_never_starts_is_given_up(self):
        """
        A start that hangs is a failed one.
        """

        async def work():
            async with running(slow, start_seconds=0.5):
                pass

        with pytest.raises(DetectorDownError, match="too long to start"):
            run(work)

    def test_prompts_wait_for_the_first_worker(self):
        """
        From `start` on, within their deadline.
        """

        async def work():
            pool = DetectionPool(Obedient, processes=1, deadline_seconds=20)
            await pool.start()
            try:
                return await pool.scan((SECRET,))
            finally:
                await pool.close()

        assert len(run(work)) == 1

    def test_one_begins_and_the_others_follow(self, tmp_path):
        """
        Nobody has to share the machine with whom everybody waits for.
        """

        async def work():
            pool = DetectionPool(Noted(tmp_path), processes=3, deadline_seconds=20)
            await pool.start()
            try:
                await eventually(lambda: len(begun(tmp_path)) > 0)
                at_first = len(begun(tmp_path))
                (tmp_path / "go").touch()
                await pool.ready()
                await eventually(lambda: pool.stats.alive == 3)
            finally:
                await pool.close()
            return at_first, len(begun(tmp_path))

        assert run(work) == (1, 3)

    def test_others_do_not_wait_for_one_that_never_starts(self, tmp_path):
        """
        The first may be the one that hangs.
        """

        async def work():
            pool = DetectionPool(Noted(tmp_path), processes=3, deadline_seconds=20)
            await pool.start()
            try:
                await eventually(lambda: len(begun(tmp_path)) == 3)
            finally:
                await pool.close()

        run(work)

    def test_without_start_everything_is_refused(self):
        """
        A pool that nobody started judges nothing.
        """

        async def work():
            pool = DetectionPool(Obedient, processes=1, deadline_seconds=1)
            with pytest.raises(DetectorDownError):
                await pool.ready()
            return await refusal(pool, SECRET)

        assert "not running" in str(run(work))


class TestEnding:
    @each_loop
    def test_close_leaves_no_process_and_refuses_who_waits(self, loop):
        """
        Also one that hangs.
        """

        async def work():
            pool = DetectionPool(Obedient, processes=2, deadline_seconds=30)
            await pool.start()
            await pool.ready()
            waiting = [asyncio.create_task(refusal(pool, "please hang")) for _ in range(4)]
            await asyncio.sleep(0.05)
            await pool.close()
            await asyncio.gather(*waiting)
            await refusal(pool, SECRET)

        before = children()
        run(work, loop)

        assert children() <= before

    @pytest.mark.parametrize("order", ["", "please lock up"], ids=["idle", "locked up"])
    def test_workers_do_not_outlive_a_killed_gateway(self, order):
        """
        kill -9 of the parent: an idle worker sees it, a busy one is ended by its own timer.
        """
        code = (
            "import asyncio\n"
            "from tests.proxy.detectors_for_tests import Obedient\n"
            "from proxy.detection_pool import DetectionPool\n"
            "from tests.proxy.test_detection_pool import children\n"
            "import structlog, sys\n"
            "structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))\n"
            "async def main():\n"
            "    pool = DetectionPool(Obedient, processes=1, deadline_seconds=1.0)\n"
            "    await pool.start(); await pool.ready()\n"
            f"    work = asyncio.ensure_future(pool.scan(({order!r},))) if {order!r} else None\n"
            "    await asyncio.sleep(0.2)\n"
            "    print(*children(), flush=True)\n"
            "    await asyncio.sleep(60)\n"
            "asyncio.run(main())\n"
        )
        with subprocess.Popen(  # noqa: S603 -- our own code
            [sys.executable, "-c", code],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as parent:
            worker = int(parent.stdout.readline())
            parent.kill()

        assert gone(worker)

    def test_a_worker_heeds_no_signal_but_the_last(self):
        """
        Ctrl-C and a service manager's SIGTERM reach the whole group; the gateway decides.
        """

        async def work():
            async with running() as pool:
                (pid,) = children()
                os.kill(pid, signal.SIGINT)
                os.kill(pid, signal.SIGTERM)
                findings = await pool.scan((SECRET,))
                return findings, os.getsid(pid) != os.getsid(0), pool.stats.restarts

        assert run(work) == ((run_finding(),), True, 0)


def run_finding():
    return Finding(kind=Kind.PERSON, part=0, start=0, end=6, score=0.9, detector="obedient")


def test_secrets_in_the_environment_stay_out_of_the_workers(monkeypatch):
    """
    A process that reads strangers' text knows no passwords, and no text is in its arguments.
    """
    monkeypatch.setenv("PROMPTWACHT_SMTP_URL", "smtp://user:hunter2@mail")

    async def work():
        async with running() as pool:
            (pid,) = children()
            await pool.scan((SECRET,))
            process = Path(f"/proc/{pid}")
            return (process / "environ").read_bytes() + (process / "cmdline").read_bytes()

    known = run(work)

    assert b"hunter2" not in known
    assert SECRET.encode() not in known


def test_the_canary_holds_a_valid_number():
    """
    Belgian national numbers: 97 less the first nine digits modulo 97 are the last two.
    """
    digits = "".join(filter(str.isdigit, CANARY[1]))

    assert len(digits) == 11
    assert 97 - int(digits[:9]) % 97 == int(digits[9:])
