"""
Kills the notifier at random moments while events arrive, and counts what is lost or doubled.

`python -m bench.notifier_kills [KILLS] [EVENTS] [postgresql://…]`, or `make kills`.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from config.private_files import read_or_create_key
from policy.incident import Forwarded
from proxy.incident_folder import IncidentFolder
from proxy.incident_reading import verify_folder
from tests.console.intake.log_for_tests import an_incident, documents, leak
from tests.console.outbox.mailbox import Mailbox, serving

ROOT = Path(__file__).parents[1]
ACTORS = 400
LEAK_EVERY = 25
"""Of so many events one is a suspected leak."""
REAL_EVERY = 20
"""Of so many kills one hits a process that was started from nothing, the others a fork."""
LONGEST_LIFE, LONGEST_REAL_LIFE = 0.6, 5.0
_SETTLE_SECONDS = 240


@dataclass
class Rig:
    """One installation under fire."""

    folder: Path
    seed: int
    database: str = ""
    mailbox: Mailbox = field(default_factory=Mailbox)
    expected_seconds: float = 60.0
    """How long the kills will take; the events arrive meanwhile."""

    def __post_init__(self):
        self.random = random.Random(self.seed)
        self.database = self.database or f"sqlite:///{self.folder / 'promptwacht.sqlite3'}"
        self.key = read_or_create_key(self.folder / "secrets" / "chain.key")
        self.log = IncidentFolder(self.folder / "incidents", self.key)
        self.written = 0
        self.leaks = 0
        self.kills = 0

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PROMPTWACHT_")}
        return kept | {
            "PROMPTWACHT_STATE_DIR": str(self.folder),
            "PROMPTWACHT_DATABASE_URL": self.database,
            "PROMPTWACHT_SMTP_URL": f"smtp://127.0.0.1:{self.mailbox.port}",
            "PROMPTWACHT_DPO_EMAIL": "dpo@gemeente.example",
            "PROMPTWACHT_LOG_LEVEL": "error",
        }

    def write(self, count):
        """Append `count` events; some of them are leaks of many people."""
        events, now = [], datetime.now(UTC)
        for _ in range(count):
            self.written += 1
            who = f"actor-{self.random.randrange(ACTORS)}"
            code = f"KB-{self.written:07d}"
            if self.written % LEAK_EVERY == 0:
                self.leaks += 1
                events.append(leak(at=now, code=code, user_hash=who, forwarded=Forwarded.YES))
            else:
                severity = self.random.choice((1, 2, 2, 4))
                events.append(an_incident(at=now, code=code, user_hash=who, severity=severity))
        self.log.append(now.date().isoformat(), documents(*events))

    def query(self, statement):
        if self.database.startswith("sqlite"):
            path = self.database.removeprefix("sqlite:///")
            with contextlib.closing(sqlite3.connect(path, timeout=60)) as connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(self.database) as connection:
            return connection.execute(statement).fetchall()

    def one(self, statement):
        return self.query(statement)[0][0]

    # --- notifiers -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def zygote(self):
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.notifier_zygote"],
            cwd=ROOT, env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, bufsize=1,
        )  # fmt: skip
        try:
            if process.stdout.readline() != "ready\n":
                raise RuntimeError("the notifier could not start")
            yield process
        finally:
            process.stdin.close()
            process.wait(30)
            process.stdout.close()

    def forked(self, zygote):
        zygote.stdin.write("\n")
        zygote.stdin.flush()
        return int(zygote.stdout.readline())

    def real(self):
        return subprocess.Popen(
            [sys.executable, "-m", "proxy", "notifier"], cwd=ROOT, env=self.environment()
        )

    # --- the fire --------------------------------------------------------------------------------

    def fire(self, kills, events):
        """Let `events` arrive while `kills` notifiers are killed, one after the other."""
        writing = threading.Thread(target=self._arrive, args=(events,))
        with self.zygote() as zygote:
            writing.start()
            while self.kills < kills or writing.is_alive():
                if self.kills >= kills:
                    self._calm_life(zygote)
                elif (self.kills + 1) % REAL_EVERY == 0:
                    process = self.real()
                    time.sleep(self.random.uniform(0, LONGEST_REAL_LIFE))
                    process.kill()
                    process.wait()
                    self.kills += 1
                else:
                    pid = self.forked(zygote)
                    time.sleep(self.random.uniform(0, LONGEST_LIFE))
                    os.kill(pid, signal.SIGKILL)
                    self.kills += 1
            writing.join()

    def _calm_life(self, zygote):
        pid = self.forked(zygote)
        time.sleep(1)
        os.kill(pid, signal.SIGTERM)

    def _arrive(self, events):
        pause = self.expected_seconds / (events / 30)
        while self.written < events:
            self.write(min(self.random.randint(1, 59), events - self.written))
            time.sleep(pause * self.random.uniform(0, 2))

    def settle(self):
        """Let one notifier work in peace until all is taken in and sent."""
        process = self.real()
        try:
            deadline = time.monotonic() + _SETTLE_SECONDS
            while time.monotonic() < deadline:
                with contextlib.suppress(sqlite3.OperationalError, psycopg.Error):
                    if (
                        self.one("select count(*) from records_event") >= self.written
                        and self.one(
                            "select count(*) from records_notification where state <> 'sent'"
                        )
                        == 0
                    ):
                        return
                time.sleep(0.3)
        finally:
            process.terminate()
            process.wait(30)

    # --- the count -------------------------------------------------------------------------------

    def result(self):
        """What is there, and what should be."""
        numbers = sorted(number for (number,) in self.query("select number from records_incident"))
        leak_incidents = self.one(
            "select count(*) from records_incident where kind = 'suspected-leak'"
        )
        mails = Counter(self.mailbox.ids)
        return {
            "kills": self.kills,
            "written": self.written,
            "events": self.one("select count(*) from records_event"),
            "distinct codes": self.one("select count(distinct code) from records_event"),
            "lines by position": self.one("select sum(lines) from records_logposition"),
            "figures": self.one(
                "select sum(count) from records_dayfigure where figure like 'action:%'"
            ),
            "leak events": self.one(
                "select count(*) from records_event where forwarded = 'yes'"
                " and incident_id is not null"
            ),
            "leaks written": self.leaks,
            "events in incidents": self.one(
                "select count(*) from records_event where incident_id is not null"
            ),
            "counted by incidents": self.one("select sum(events_count) from records_incident"),
            "incidents": len(numbers),
            "gap-free": [int(number[-6:]) for number in numbers]
            == list(range(1, len(numbers) + 1)),
            "leak incidents": leak_incidents,
            "mails, by Message-ID": len(mails),
            "mails again under the same Message-ID": sum(mails.values()) - len(mails),
            "transitions": self.one("select count(*) from records_transition"),
            "chain is sound": verify_folder(self.folder / "incidents", self.key).sound,
            "alarms": self.one("select count(*) from records_alarm"),
        }


def wrong(result):
    """What of `result` is not as it must be; empty when all is."""
    pairs = [
        ("events", "written"),
        ("distinct codes", "written"),
        ("lines by position", "written"),
        ("figures", "written"),
        ("leak events", "leaks written"),
        ("events in incidents", "counted by incidents"),
        ("leak incidents", "mails, by Message-ID"),
        ("incidents", "transitions"),
    ]
    found = [f"{a} {result[a]}, {b} {result[b]}" for a, b in pairs if result[a] != result[b]]
    found += [name for name in ("gap-free", "chain is sound") if not result[name]]
    return found + (["alarms"] if result["alarms"] else [])


def run(kills, events, database="", seed=None, folder=None):
    """One run; the result."""
    seed = random.randrange(10**6) if seed is None else seed
    with contextlib.ExitStack() as stack:
        if folder is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
        rig = Rig(Path(folder), seed, database)
        rig.expected_seconds = kills * (LONGEST_LIFE / 2 + 0.05)
        stack.enter_context(serving(rig.mailbox))
        rig.fire(kills, events)
        rig.settle()
        return rig.result() | {"seed": seed}


def main():
    words = sys.argv[1:]
    kills = int(words[0]) if words else 200
    events = int(words[1]) if len(words) > 1 else 20_000
    started = time.monotonic()
    result = run(kills, events, *words[2:3])
    for name, value in result.items():
        print(f"{name:40} {value}")
    print(f"{'seconds':40} {time.monotonic() - started:.0f}")
    if faults := wrong(result):
        print("WRONG:", "; ".join(faults))
        sys.exit(1)


if __name__ == "__main__":
    main()
