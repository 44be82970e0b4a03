"""
The whole log, line by line, every few hours: what was changed behind the place where we read on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from console.intake.log_tail import LogTail, Trouble
from console.outbox.telling import Directory
from console.records.alarms import raise_alarm
from policy.incident_chain import Report, verify


def verify_log(tail: LogTail, log: str, directory: Directory, now: datetime) -> Report | None:
    """
    Check every line and raise the alarm for what is wrong; None where there is no log. Raises
    `OSError`, also for a file that retention removed meanwhile: then look again later.
    """
    try:
        taken = tail.snapshot()
    except FileNotFoundError:
        return None
    files = [
        (f"{day}.jsonl", tail.folder / f"{day}.jsonl", taken.sizes[day]) for day in taken.sizes
    ]
    walk = ((name, _lines(path, size)) for name, path, size in sorted(files))
    report = verify(walk, tail.key, taken.head)
    if not report.sound:
        fault = str(report.faults[0])
        with transaction.atomic():
            if raise_alarm(Trouble.ALTERED, log, now, fault):
                directory.tell_alarm(Trouble.ALTERED, log, fault, now)
    return report


def _lines(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while size > 0 and (line := file.readline(size)):
            size -= len(line)
            yield line
