"""
What the gateways counted: prompts that were looked at, the clean ones among them. No people.

Each gateway process keeps one small file in `counts/`, its own total per day and department,
written anew every minute; what it grew by since the last look is added to the day figures.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from config.own_files import read_own
from console.intake.figures import CHECKED, Cell, add_figures
from console.records.models import CheckedCount

FOLDER = "counts"
"""In the state folder."""

_MOST_BYTES = 256 * 1024
_KEPT = timedelta(days=3)
"""A file that nobody wrote to for so long is of a process that is gone."""
_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Total:
    """One number of one file."""

    source: str
    day: date
    department: str
    count: int


def take_counts(state_dir: Path, now: datetime) -> int:
    """
    Add what is new to the figures; how many prompts that was. Raises Django's `DatabaseError`.
    Files that are not ours are left alone.
    """
    files = sorted((state_dir / FOLDER).glob("*.json"))
    totals = [total for file in files for total in _totals(file)]
    with transaction.atomic():
        added = sum(_take(total, now) for total in totals)
        CheckedCount.objects.filter(moved_at__lt=now - _REMEMBERED).delete()
    for file in files:
        _remove_old(file, now)
    return added


def _take(total: _Total, now: datetime) -> int:
    row, is_new = CheckedCount.objects.select_for_update().get_or_create(
        source=total.source,
        day=total.day,
        department=total.department,
        defaults={"count": total.count, "moved_at": now},
    )
    added = total.count if is_new else total.count - row.count
    if added <= 0:
        return 0
    if not is_new:
        row.count, row.moved_at = total.count, now
        row.save(update_fields=["count", "moved_at"])
    add_figures(Counter({Cell(total.day, total.department, "", CHECKED): added}))
    return added


def _totals(file: Path) -> Iterator[_Total]:
    try:
        document = json.loads(read_own(file, _MOST_BYTES)[0])
        source, days = document["source"], document["counts"]
        yield from list(_parsed(str(source)[:64], days))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return  # half of a figure is no figure; the next minute brings the whole


def _parsed(source: str, days: dict[str, Any]) -> Iterator[_Total]:
    for day, departments in days.items():
        for department, count in departments.items():
            yield _Total(source, date.fromisoformat(day), str(department)[:64], int(count))


def _remove_old(file: Path, now: datetime) -> None:
    try:
        if now.timestamp() - file.lstat().st_mtime > _KEPT.total_seconds():
            file.unlink()
    except OSError:
        return  # somebody else removed it
