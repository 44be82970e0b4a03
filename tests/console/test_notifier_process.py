"""
The notifier as it really runs: a process of its own, a real store, a real mail server; killed,
starved and lied to.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime

import psycopg
import pytest

from bench.notifier_kills import Rig, run, wrong
from policy.incident import Forwarded
from tests.console.intake.log_for_tests import an_incident, documents, leak
from tests.console.outbox.mailbox import Mailbox, serving
from tests.console.postgres import postgres

__all__ = ["postgres"]

PATIENCE = 90
"""Seconds after which something will not happen any more; the machine may be busy."""

pytestmark = pytest.mark.timeout(300)


def until(holds, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(sqlite3.OperationalError, psycopg.Error):
            if holds():
                return
        time.sleep(0.1)
    pytest.fail(f"not in time: {what}")


@pytest.fixture
def rig(tmp_path):
    """An installation with a mail server that works."""
    with serving() as mailbox:
        yield Rig(tmp_path / "state", seed=1, mailbox=mailbox)


@contextlib.contextmanager
def running(rig, before=(), **settings):
    environment = rig.environment() | {f"PROMPTWACHT_{k}": v for k, v in settings.items()}
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [*before, sys.executable, "-m", "proxy", "notifier"], env=environment
    )
    try:
        yield process
    finally:
        process.terminate()
        # Python itself ends by the signal while it is still starting.
        assert process.wait(30) in {0, -signal.SIGTERM}


def write(rig, *incidents):
    rig.written += len(incidents)
    rig.log.append(datetime.now(UTC).date().isoformat(), documents(*incidents))


def now(**changes):
    return {"at": datetime.now(UTC)} | changes


def events(rig):
    return rig.one("select count(*) from records_event")


def test_leak_is_in_the_mailbox_at_once(rig):
    """
    Promise: within sixty seconds. Here it is the machine that is slow.
    """
    with running(rig):
        write(rig, an_incident(**now()))
        until(lambda: events(rig) == 1, "the first event")
        write(rig, leak(**now()))
        until(lambda: rig.mailbox.messages, "the mail")

    [mail] = rig.mailbox.messages
    assert mail["To"] == "dpo@gemeente.example"
    assert "KB-" in mail["Subject"]


def test_leak_arrives_though_the_mail_server_was_away(rig):
    """
    Once, after the server came back, whenever that is.
    """
    with serving() as gone:
        rig.mailbox = Mailbox(port=gone.port)
    with running(rig):
        write(rig, leak(**now()))
        failed = "select count(*) from records_notification where last_error <> ''"
        until(lambda: rig.one(failed), "a try that fails")
        with serving(port=rig.mailbox.port) as back:
            until(lambda: back.messages, "the mail")

    assert len(back.messages) == 1


@pytest.mark.slow
def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path):
    """
    SIGKILL at random moments while events arrive. `make kills` does it two hundred times. Whoever
    is killed after the server took a mail and before that is on record sends that one again.
    """
    result = run(20, 2000, folder=tmp_path / "state")

    assert wrong(result) == [], result
    assert result["kills"] == 20
    assert result["mails again under the same Message-ID"] <= result["kills"]


@pytest.mark.slow
def test_postgresql_takes_kills_as_well(tmp_path, postgres):
    """
    The same over a network, where a killed client leaves a transaction behind.
    """
    result = run(10, 1000, postgres.database(), folder=tmp_path / "state")

    assert wrong(result) == [], result


def test_several_gateways_feed_one_store(tmp_path, postgres):
    """
    Each machine has its own log, key and notifier; numbers are without gaps over all of them.
    """
    address = postgres.database()
    with serving() as mailbox, contextlib.ExitStack() as stack:
        rigs = [
            Rig(tmp_path / f"machine-{n}", seed=n, database=address, mailbox=mailbox)
            for n in range(3)
        ]
        for rig in rigs:
            stack.enter_context(running(rig))
        for _ in range(10):
            for number, rig in enumerate(rigs):
                write(
                    rig, *(leak(**now(user_hash=f"{number}-{rig.written + n}")) for n in range(5))
                )
        until(lambda: len(set(mailbox.ids)) == 150, "all mails")

    numbers = [n for (n,) in rigs[0].query("select number from records_incident order by number")]
    assert events(rigs[0]) == 150
    assert [int(n[-6:]) for n in numbers] == list(range(1, 151))
    assert rigs[0].one("select count(*) from records_logposition") == 3
    assert len(mailbox.ids) == 150


def test_store_that_goes_away_and_comes_back_loses_nothing(tmp_path, postgres):
    """
    Not there at the start, and gone in the middle.
    """
    address = postgres.database()
    with serving() as mailbox:
        rig = Rig(tmp_path / "state", seed=1, database=address, mailbox=mailbox)
        postgres.stop()
        with running(rig):
            write(rig, *(an_incident(**now()) for _ in range(50)))
            time.sleep(3)
            postgres.start()
            until(lambda: events(rig) == 50, "the events of the first outage")

            postgres.stop(signal.SIGQUIT)
            write(rig, leak(**now()))
            time.sleep(2)
            postgres.start()
            until(lambda: mailbox.messages, "the mail of the second outage")

    assert events(rig) == 51
    assert len(mailbox.messages) == 1


def test_store_that_somebody_holds_locked_is_waited_for(rig):
    """
    A long backup, say: afterwards everything is there once.
    """
    with running(rig):
        write(rig, an_incident(**now()))
        until(lambda: events(rig) == 1, "the first event")
        holder = sqlite3.connect(rig.folder / "promptwacht.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        write(rig, leak(**now()), an_incident(**now()))
        time.sleep(3)
        assert events(rig) == 1
        holder.execute("ROLLBACK")
        holder.close()
        until(lambda: rig.mailbox.messages, "the mail")

    assert events(rig) == 3
    assert len(rig.mailbox.messages) == 1


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="prlimit (util-linux) is not installed")
def test_store_that_is_full_is_waited_for(rig):
    """
    A limit on the size of its files does what a full disk does.
    """
    with running(rig):
        write(rig, an_incident(**now()))
        until(lambda: events(rig) == 1, "the first event")
    room = (rig.folder / "promptwacht.sqlite3").stat().st_size + 512 * 1024
    with running(rig, before=["prlimit", f"--fsize={room}"]) as process:
        write(rig, *(an_incident(**now()) for _ in range(3000)))
        time.sleep(6)
        assert process.poll() is None
        assert events(rig) < 3001
    with running(rig):
        until(lambda: events(rig) == 3001, "everything, once there is room")

    assert rig.one("select sum(lines) from records_logposition") == 3001


def test_touched_log_is_mailed_to_ict_and_to_the_dpo(rig):
    """
    Somebody cuts the log; the next look tells, and later lines are taken all the same.
    """
    with running(rig, ICT_EMAIL="ict@gemeente.example"):
        write(rig, *(an_incident(**now()) for _ in range(5)))
        until(lambda: events(rig) == 5, "the events")
        [file] = (rig.folder / "incidents").glob("*.jsonl")
        os.truncate(file, len(b"".join(file.read_bytes().splitlines(keepends=True)[:2])))
        until(lambda: len(rig.mailbox.messages) >= 2, "the alarm")
        write(rig, leak(**now(forwarded=Forwarded.YES)))
        until(lambda: events(rig) == 6, "the line behind the cut")

    assert {m["To"] for m in rig.mailbox.messages[:2]} == {
        "dpo@gemeente.example", "ict@gemeente.example",
    }  # fmt: skip
    assert rig.one("select count(*) from records_alarm where kind = 'log-truncated'") == 1


def test_wrong_settings_end_it_with_one_line(rig):
    """
    Exit code 2, so that the supervisor does not start it again and again.
    """
    done = subprocess.run(
        [sys.executable, "-m", "proxy", "notifier"],
        env=rig.environment() | {"PROMPTWACHT_POLICY_DIR": str(rig.folder)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.startswith("promptwacht: ")
    assert done.stderr.count("\n") == 1
