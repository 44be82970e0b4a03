"""
Old days of a chained log go, and what stays still verifies, whatever happens meanwhile.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from config.day_files import locked, read_head, write_head
from config.day_files_expiry import drop_oldest_day
from policy.incident_chain import GENESIS
from proxy.incident_folder import IncidentFolder
from proxy.incident_reading import verify_folder

KEY = b"k" * 32
ROOT = Path(__file__).parents[2]
DAYS = ("2026-05-01", "2026-05-02", "2026-05-04")


@pytest.fixture
def log(tmp_path):
    """Three days of three lines each."""
    folder = IncidentFolder(tmp_path / "incidents", KEY)
    for day in DAYS:
        folder.append(day, [{"n": number} for number in range(3)])
    return folder


def head_of(log):
    with locked(log.path) as folder:
        return read_head(folder, KEY)


def names(log):
    return sorted(file.name for file in log.path.iterdir())


def test_oldest_day_goes_and_the_rest_verifies(log):
    """
    One day for each call, oldest first, never the newest; the head says where the chain starts.
    """
    first = drop_oldest_day(log.path, KEY, "2026-06-01")

    assert (first.day, first.lines, first.faults) == ("2026-05-01", 3, 0)
    assert names(log) == ["2026-05-02.jsonl", "2026-05-04.jsonl", "head"]
    assert verify_folder(log.path, KEY).sound
    assert (head_of(log).count, head_of(log).start) != (9, GENESIS)
    assert drop_oldest_day(log.path, KEY, "2026-06-01").day == "2026-05-02"
    assert drop_oldest_day(log.path, KEY, "2026-06-01") is None
    assert verify_folder(log.path, KEY).lines == 3


@pytest.mark.parametrize(("before", "gone"), [("2026-05-01", False), ("2026-05-02", True)])
def test_day_itself_is_kept(log, before, gone):
    """
    The limit is the first day that stays.
    """
    assert (drop_oldest_day(log.path, KEY, before) is not None) == gone


def test_gateway_goes_on_beside_it(log):
    """
    The writer has an older head in its memory, which counts more lines: it takes the new one.
    """
    drop_oldest_day(log.path, KEY, "2026-06-01")
    log.append("2026-05-04", [{"n": 4}])
    drop_oldest_day(log.path, KEY, "2026-06-01")
    log.append("2026-05-05", [{"n": 5}])

    report = verify_folder(log.path, KEY)

    assert report.sound
    assert report.lines == head_of(log).count == 5


WRITER = """
import sys
from pathlib import Path
from proxy.incident_folder import IncidentFolder
log = IncidentFolder(Path(sys.argv[1]), b"k" * 32)
number = 0
while True:
    number += 1
    log.append("2027-01-01", [{"n": number}])
    print(number, flush=True)
"""


def test_days_go_while_a_gateway_writes(tmp_path):
    """
    Forty days are deleted beside a process that never stops writing; nothing is lost or broken.
    """
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 21)]
    log = IncidentFolder(tmp_path / "incidents", KEY)
    for day in days:
        log.append(day, [{"n": number} for number in range(200)])
    writer = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", WRITER, str(log.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        writer.stdout.readline()
        gone = [drop_oldest_day(log.path, KEY, "2026-12-31").day for _ in days]
        told = int(writer.stdout.readline())
    finally:
        writer.kill()
        rest, _ = writer.communicate()
        told = max([told, *map(int, rest.split("\n")[:-1])])

    report = verify_folder(log.path, KEY)
    assert gone == days
    assert report.sound
    assert report.lines >= told
    assert names(log) == ["2027-01-01.jsonl", "head"]


def test_older_head_that_somebody_put_back_is_still_noticed(log):
    """
    Deleting old days is no way to make the log forget its newest lines.
    """
    old = (log.path / "head").read_bytes()
    log.append("2026-05-04", [{"n": 4}])
    (log.path / "head").write_bytes(old)

    log.append("2026-05-04", [{"n": 5}])

    assert head_of(log).count == 11
    assert verify_folder(log.path, KEY).sound


def test_killed_between_head_and_file(log):
    """
    The head had moved, the file was still there: the next call deletes it and counts it once.
    """
    day = (log.path / "2026-05-01.jsonl").read_bytes()
    drop_oldest_day(log.path, KEY, "2026-05-02")
    (log.path / "2026-05-01.jsonl").write_bytes(day)

    drop_oldest_day(log.path, KEY, "2026-05-02")

    assert verify_folder(log.path, KEY).sound
    assert head_of(log).count == 6


def test_damage_that_stays_is_still_told(log):
    """
    A line missing between two days shows as long as one of them is there.
    """
    second = log.path / "2026-05-02.jsonl"
    second.write_bytes(b"".join(second.read_bytes().splitlines(keepends=True)[1:]))

    dropped = drop_oldest_day(log.path, KEY, "2026-05-02")

    assert dropped.faults == 0
    assert not verify_folder(log.path, KEY).sound


def test_damage_that_goes_is_counted(log):
    """
    The certificate can say that what was deleted was not what was written.
    """
    first = log.path / "2026-05-01.jsonl"
    first.write_bytes(first.read_bytes().replace(b'"n":1', b'"n":7'))

    assert drop_oldest_day(log.path, KEY, "2026-05-02").faults == 1
    assert verify_folder(log.path, KEY).sound


def test_log_without_a_valid_head_is_left_to_a_person(log):
    """
    Nothing is deleted from a log that somebody touched.
    """
    (log.path / "head").write_bytes(b"{}")

    assert drop_oldest_day(log.path, KEY, "2026-06-01") is None
    assert len(names(log)) == 4


def test_what_a_crash_left_goes_with_its_day(log):
    """
    Torn lines are as old as their day.
    """
    (log.path / "2026-05-01.jsonl.torn").write_bytes(b"half")

    drop_oldest_day(log.path, KEY, "2026-06-01")

    assert "2026-05-01.jsonl.torn" not in names(log)


def test_no_log_is_no_error(tmp_path):
    """
    A machine that never had a prompt has nothing to delete.
    """
    assert drop_oldest_day(tmp_path / "incidents", KEY, "2026-06-01") is None


def test_empty_day_goes(log):
    """
    A file without a line changes nothing in the chain.
    """
    before = head_of(log)
    os.close(os.open(log.path / "2026-04-01.jsonl", os.O_CREAT))

    assert drop_oldest_day(log.path, KEY, "2026-06-01").lines == 0
    assert head_of(log) == before


def test_head_with_another_start_is_newer(log):
    """
    Of two heads with different starts the one on disk holds: it was sealed with our key.
    """
    with locked(log.path) as folder:
        head = read_head(folder, KEY)
        write_head(folder, replace(head, start="a" * 64, count=1), KEY)

    log.append("2026-05-04", [{"n": 4}])

    assert head_of(log).count == 2
