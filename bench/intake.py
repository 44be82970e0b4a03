"""
How many events a second the notifier takes into the store: `python -m bench.intake [EVENTS]`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from config.private_files import read_or_create_key
from config.settings import load_settings
from console import store
from proxy.incident_folder import IncidentFolder
from tests.console.intake.log_for_tests import an_incident, documents, leak


def write(folder, count):
    """A log of `count` events of four hundred clients, one leak in a hundred."""
    log = IncidentFolder(folder / "incidents", read_or_create_key(folder / "secrets/chain.key"))
    now = datetime.now(UTC)
    for start in range(0, count, 500):
        events = [
            (leak if n % 100 == 0 else an_incident)(
                at=now, code=f"KB-{n:07d}", user_hash=f"actor-{n * 7 % 400}", severity=1 + n % 4
            )
            for n in range(start, min(count, start + 500))
        ]
        log.append(now.date().isoformat(), documents(*events))


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROMPTWACHT_STATE_DIR"] = folder
        write(Path(folder), count)
        settings = load_settings()
        store.start(settings)
        from console.notifier_work import Work  # noqa: PLC0415 -- after the store

        (events, *_) = Work(settings=settings, log="bench").taking_in()
        events()  # the policy is read once
        wall, cpu = time.perf_counter(), time.process_time()
        while events():
            pass
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{count} events, SQLite, synchronous=FULL: {count / wall:.0f}/s", end="")
    print(f" ({count / cpu:.0f}/s of one processor; load {os.getloadavg()[0]:.1f})")


if __name__ == "__main__":
    main()
