"""
Counting what was looked at: numbers on disk within a minute, never a person.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

from proxy.checked_counts import CheckedCounts


class Clock:
    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


def read(folder):
    [file] = folder.glob("*.json")
    return json.loads(file.read_text())


def test_counts_are_per_local_day_and_department(tmp_path):
    """
    Half past eleven in the evening (UTC) is tomorrow in Brussels.
    """
    clock = Clock(datetime(2026, 11, 24, 22, 30, tzinfo=UTC))
    counts = CheckedCounts(folder=tmp_path / "counts", now=clock)
    counts.add("ocmw")
    counts.add("ocmw")
    clock.at += timedelta(hours=1)
    counts.add("gemeente")

    asyncio.run(counts.write())

    assert read(tmp_path / "counts")["counts"] == {
        "2026-11-24": {"ocmw": 2},
        "2026-11-25": {"gemeente": 1},
    }


def test_old_days_are_forgotten(tmp_path):
    """
    The file stays small however long the gateway runs.
    """
    clock = Clock(datetime(2026, 11, 24, 12, tzinfo=UTC))
    counts = CheckedCounts(folder=tmp_path / "counts", now=clock)
    for _ in range(10):
        counts.add("ocmw")
        clock.at += timedelta(days=1)

    asyncio.run(counts.write())

    assert len(read(tmp_path / "counts")["counts"]) == 3


def test_disk_that_fails_stops_nobody_and_is_tried_again(tmp_path):
    """
    The next minute brings the whole count.
    """
    blocked = tmp_path / "counts"
    blocked.write_text("a file where the folder should be")
    counts = CheckedCounts(folder=blocked, now=Clock(datetime(2026, 11, 24, 12, tzinfo=UTC)))
    counts.add("ocmw")

    asyncio.run(counts.write())
    blocked.unlink()
    asyncio.run(counts.write())

    assert read(blocked)["counts"] == {"2026-11-24": {"ocmw": 1}}


def test_nothing_is_written_while_nothing_happens(tmp_path):
    """
    An idle gateway leaves the disk alone.
    """
    counts = CheckedCounts(folder=tmp_path / "counts", now=Clock(datetime.now(UTC)))

    asyncio.run(counts.write())

    assert not (tmp_path / "counts").exists()
