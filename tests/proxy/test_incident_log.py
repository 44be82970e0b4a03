"""
The incident log on real files: nothing acknowledged is lost, whatever kills the writer or the disk.
"""

# ruff: noqa: S603, S607 -- the processes are our own and the system's tools

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import random
import select
import shutil
import signal
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from proxy.incident_log import ChainedLog
from tests.proxy.incidents_for_tests import (
    KEY,
    NOON,
    checked,
    codes_of,
    incident,
    lines_of,
)

REPOSITORY = Path(__file__).parents[2]
WRITER = "tests/proxy/incident_writer_for_tests.py"


@contextlib.asynccontextmanager
async def opened(folder, **settings):
    log = ChainedLog(folder, KEY, "1.2.3", **settings)
    try:
        yield log
    finally:
        await log.close()


def write(folder, *incidents, **settings):
    async def run():
        async with opened(folder, **settings) as log:
            await asyncio.gather(*(log.record(each) for each in incidents))

    asyncio.run(run())


def start_writer(folder, name, *limits):
    return subprocess.Popen(
        [sys.executable, WRITER, str(folder), name, *limits],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
    )


def read_until_killed(process, after):
    """The codes that `process` acknowledged; it is killed `after` seconds from its first one."""
    select.select([process.stdout], [], [], 30)
    select.select([], [], [], after)
    process.send_signal(signal.SIGKILL)
    acknowledged = process.stdout.read().decode().split("\n")[:-1]
    process.stdout.close()
    process.wait()
    return acknowledged


class TestRecording:
    def test_writes_one_chained_line_per_incident(self, tmp_path):
        """
        The file is named by the day, holds ECS, is for its owner only, and verifies.
        """
        write(tmp_path / "incidents", incident("A"), incident("B"))

        (file,) = (tmp_path / "incidents").glob("*.jsonl")
        assert file.name == "2026-11-23.jsonl"
        assert file.stat().st_mode & 0o777 == 0o600
        assert codes_of(file.parent) == ["A", "B"]
        assert lines_of(file.parent)[0]["observer"]["version"] == "1.2.3"
        assert checked(file.parent).sound

    def test_is_on_disk_when_it_returns(self, tmp_path):
        """
        The line can be read the moment `record` is done, before anything is closed.
        """

        async def run():
            async with opened(tmp_path) as log:
                await log.record(incident("A"))
                return codes_of(tmp_path)

        assert asyncio.run(run()) == ["A"]

    def test_day_is_that_of_utc(self, tmp_path):
        """
        Half past midnight in Brussels still belongs to yesterday's file.
        """
        brussels = timezone(timedelta(hours=1))
        write(tmp_path, incident(at=datetime(2026, 11, 24, 0, 30, tzinfo=brussels)))

        assert [file.name for file in tmp_path.glob("*.jsonl")] == ["2026-11-23.jsonl"]

    def test_chain_goes_on_over_days_and_processes(self, tmp_path):
        """
        A new day and a new writer continue the last hash.
        """
        for day in range(3):
            write(tmp_path, incident(str(day), at=NOON + timedelta(days=day)))

        report = checked(tmp_path)
        assert (report.sound, report.files, report.lines) == (True, 3, 3)

    def test_clock_set_back_does_not_break_the_chain(self, tmp_path):
        """
        The late line goes to the newest file; its own time stamp still says when it was.
        """
        write(tmp_path, incident("A"), incident("B", at=NOON - timedelta(days=3)))

        assert codes_of(tmp_path) == ["A", "B"]
        assert checked(tmp_path).sound

    def test_one_batch_over_midnight(self, tmp_path):
        """
        Incidents of two days that wait together land in two files.
        """
        midnight = NOON.replace(hour=23, minute=59)
        days = [incident(str(n), at=midnight + timedelta(seconds=n)) for n in range(50, 70)]
        write(tmp_path, *days)

        assert len(list(tmp_path.glob("*.jsonl"))) == 2
        assert checked(tmp_path).lines == 20

    def test_refuses_a_time_without_a_zone(self, tmp_path):
        """
        Nobody could say on which day it was.
        """
        with pytest.raises(ValueError, match="time zone"):
            write(tmp_path, incident(at=datetime(2026, 11, 23)))  # noqa: DTZ001 -- the point

    def test_one_bad_incident_does_not_spoil_its_batch(self, tmp_path):
        """
        What cannot be written as JSON fails alone.
        """

        async def run():
            async with opened(tmp_path) as log:
                bad = incident("bad", severity=float("nan"))
                return await asyncio.gather(
                    log.record(incident("A")),
                    log.record(bad),
                    log.record(incident("B")),
                    return_exceptions=True,
                )

        assert [type(each) for each in asyncio.run(run())] == [type(None), ValueError, type(None)]
        assert codes_of(tmp_path) == ["A", "B"]


class TestOverload:
    def test_a_full_queue_refuses_at_once(self, tmp_path):
        """
        More than the limit do not wait; those within it are written.
        """

        async def run():
            async with opened(tmp_path, queue_limit=0) as log:
                await log.record(incident())

        with pytest.raises(OSError, match="wait for the disk"):
            asyncio.run(run())

    def test_a_disk_that_hangs_is_a_time_out(self, tmp_path):
        """
        Another process holds the log's lock and never lets go: an error, not a wait for ever.
        """
        write(tmp_path, incident("A"))
        holder = os.open(tmp_path, os.O_RDONLY)
        fcntl.flock(holder, fcntl.LOCK_EX)
        try:
            with pytest.raises(TimeoutError):
                write(tmp_path, incident("B"), deadline_seconds=0.2)
        finally:
            os.close(holder)

    def test_a_closed_log_refuses(self, tmp_path):
        """
        After `close` nothing is taken, and what waited before it is on disk.
        """

        async def run():
            log = ChainedLog(tmp_path, KEY, "1")
            waiting = [asyncio.create_task(log.record(incident(str(n)))) for n in range(20)]
            await asyncio.sleep(0)
            await log.close()
            await asyncio.gather(*waiting)
            await log.record(incident("late"))

        with pytest.raises(OSError, match="closed"):
            asyncio.run(run())
        assert len(codes_of(tmp_path)) == 20


class TestDamage:
    def test_a_torn_line_is_moved_aside(self, tmp_path):
        """
        Half a line after a crash is kept apart; every line before it stays.
        """
        write(tmp_path, incident("A"))
        file = tmp_path / "2026-11-23.jsonl"
        with file.open("ab") as torn:
            torn.write(b'{"half')

        write(tmp_path, incident("B"))

        assert codes_of(tmp_path) == ["A", "B"]
        assert checked(tmp_path).sound
        assert (tmp_path / "2026-11-23.jsonl.torn").read_bytes() == b'{"half'

    def test_lines_beyond_the_head_are_taken_up(self, tmp_path):
        """
        The writer was killed after its lines and before its head: they count.
        """
        write(tmp_path, incident("A"))
        old_head = (tmp_path / "head").read_bytes()
        write(tmp_path, incident("B"), incident("C", at=NOON + timedelta(days=1)))
        (tmp_path / "head").write_bytes(old_head)

        write(tmp_path, incident("D", at=NOON + timedelta(days=1)))

        assert codes_of(tmp_path) == ["A", "B", "C", "D"]
        assert checked(tmp_path).sound

    def test_a_cut_tail_cannot_be_hidden_by_writing_on(self, tmp_path):
        """
        The gateway goes on, but the first line after the cut says for ever that there was one.
        """
        write(tmp_path, incident("A"), incident("B"))
        file = tmp_path / "2026-11-23.jsonl"
        file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])

        write(tmp_path, incident("C"))

        faults = checked(tmp_path).faults
        assert codes_of(tmp_path) == ["A", "C"]
        assert (faults[0].line, "anew" in faults[0].what) == (2, True)

    @pytest.mark.parametrize("head", [None, b"", b"garbage"])
    def test_a_lost_head_cannot_be_hidden_by_writing_on(self, tmp_path, head):
        """
        Nor can the removal of the head, which would hide a cut.
        """
        write(tmp_path, incident("A"))
        if head is None:
            (tmp_path / "head").unlink()
        else:
            (tmp_path / "head").write_bytes(head)

        write(tmp_path, incident("B"))

        assert codes_of(tmp_path) == ["A", "B"]
        assert "anew" in checked(tmp_path).faults[0].what

    def test_a_running_writer_outlives_the_loss_of_its_head(self, tmp_path):
        """
        It knows where it was, so that nothing needs to start anew.
        """

        async def run():
            async with opened(tmp_path) as log:
                await log.record(incident("A"))
                (tmp_path / "head").write_bytes(b"garbage")
                await log.record(incident("B"))

        asyncio.run(run())

        assert checked(tmp_path).sound

    def test_a_removed_day_file_cannot_be_hidden_by_writing_on(self, tmp_path):
        """
        The newest file is gone: the next line tells.
        """
        write(tmp_path, incident("A"))
        (tmp_path / "2026-11-23.jsonl").unlink()

        write(tmp_path, incident("B"))

        assert not checked(tmp_path).sound


class TestADiskThatFails:
    def test_a_removed_folder_is_an_error_until_it_is_back(self, tmp_path):
        """
        It is not made again: it may be a mount that went away.
        """
        folder, away = tmp_path / "incidents", tmp_path / "away"

        async def run():
            async with opened(folder) as log:
                await log.record(incident("A"))
                folder.rename(away)
                with pytest.raises(FileNotFoundError):
                    await log.record(incident("B"))
                assert not folder.exists()
                away.rename(folder)
                await log.record(incident("C"))

        asyncio.run(run())

        assert codes_of(folder) == ["A", "C"]
        assert checked(folder).sound

    def test_a_folder_that_cannot_be_made_is_an_error(self, tmp_path):
        """
        The log can be built while the disk is not there; recording refuses.
        """
        (tmp_path / "file").write_bytes(b"")

        with pytest.raises(NotADirectoryError):
            write(tmp_path / "file" / "incidents", incident())

    def test_a_full_disk_leaves_no_half_line_and_recovers(self, tmp_path):
        """
        A file-size limit stands in for a full disk: writes end half-way, then fail.
        """
        process = start_writer(tmp_path, "full", "5000")
        report = process.communicate(timeout=60)[0].decode().split()

        assert report[0] == "refused"
        assert codes_of(tmp_path) == report[1:]
        assert report[-1] == "after"
        assert checked(tmp_path).sound
        assert not list(tmp_path.glob("*.torn"))

    def test_a_link_in_place_of_a_file_is_an_error(self, tmp_path):
        """
        Somebody's link must not lead our lines elsewhere.
        """
        elsewhere = tmp_path / "elsewhere"
        elsewhere.write_bytes(b"theirs")
        folder = tmp_path / "incidents"
        folder.mkdir()
        (folder / "2026-11-23.jsonl").symlink_to(elsewhere)

        with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
            write(folder, incident())
        assert elsewhere.read_bytes() == b"theirs"

    def test_a_real_small_disk(self, tmp_path):
        """
        A file system that fills up and is emptied again, where one may be mounted.
        """
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk],
            check=False,
            capture_output=True,
        )
        if mounted.returncode:
            pytest.skip("no right to mount")
        try:
            asyncio.run(fill_and_empty(disk))
            assert checked(disk / "incidents").sound
        finally:
            subprocess.run(["umount", disk], check=True)


async def outcome(log, code):
    try:
        await log.record(incident(code))
    except OSError as refusal:
        return refusal
    return None


async def fill_and_empty(disk):
    ballast = disk / "ballast"
    async with opened(disk / "incidents") as log:
        await log.record(incident("A"))
        with contextlib.suppress(OSError):
            ballast.write_bytes(b"x" * 65536)
        acknowledged = ["A"]
        while (refusal := await outcome(log, str(len(acknowledged)))) is None:
            acknowledged.append(str(len(acknowledged)))
        assert refusal.errno == errno.ENOSPC
        ballast.unlink()
        await log.record(incident("after"))
        assert codes_of(disk / "incidents") == [*acknowledged, "after"]


class TestKilledWriters:
    def test_lose_nothing_that_was_acknowledged(self, tmp_path):
        """
        Twenty times kill -9 at a random moment, with two processes on one chain.
        """
        dice = random.Random(7)  # noqa: S311 -- a moment, not a secret
        acknowledged = []
        for round_number in range(10):
            pair = [start_writer(tmp_path, f"{round_number}{side}") for side in "ab"]
            for process in pair:
                acknowledged += read_until_killed(process, dice.uniform(0, 0.06))

        write(tmp_path, incident("last"))

        stored = codes_of(tmp_path)
        assert len(acknowledged) > 20
        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
        assert checked(tmp_path).sound

    def test_two_living_writers_share_one_chain(self, tmp_path):
        """
        Both append at the same time, and not a line is out of place.
        """
        pair = [start_writer(tmp_path, side, "0", "300") for side in "ab"]
        acknowledged = [code for p in pair for code in p.communicate(timeout=60)[0].split()]

        assert len(acknowledged) == 600
        report = checked(tmp_path)
        assert (report.sound, report.lines) == (True, 600)


def test_group_commit_syncs_once_for_many(tmp_path):
    """
    A thousand that wait together cost a handful of syncs, not a thousand.
    """
    tracer = shutil.which("strace")
    if tracer is None:
        pytest.skip("needs strace to count")
    trace = tmp_path / "trace"
    subprocess.run(
        [
            *(tracer, "-f", "-c", "-e", "fdatasync", "-o", trace),
            *(sys.executable, WRITER, tmp_path / "log", "x", "0", "1000"),
        ],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    assert int(trace.read_text().splitlines()[2].split()[3]) < 500
