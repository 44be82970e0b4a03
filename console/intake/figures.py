"""
Counts per day, department and service: added up in the transaction of the events themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import connection

from console.records.clock import BRUSSELS
from console.records.models import Event
from policy.verdict import Action

CHECKED = "checked"
"""Figure of the prompts that were looked at."""

_ADD = """
    INSERT INTO records_dayfigure (day, department, service, figure, count)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (day, department, service, figure)
    DO UPDATE SET count = records_dayfigure.count + excluded.count
"""


class Cell(NamedTuple):
    """One count of one day."""

    day: date
    department: str
    service: str
    figure: str


def figures_of(events: Iterable[Event]) -> Counter[Cell]:
    """
    What `events` add to the figures: `action:…`, `rule:…` and, for each kind in them, `kind:…`.

    What a rule on trial saw was let through: it counts as `trial:…` and nothing else.
    """
    counts: Counter[Cell] = Counter()
    for event in events:
        day = event.at.astimezone(BRUSSELS).date()
        for figure in _figures(event):
            counts[Cell(day, event.department, event.service, figure[:64])] += 1
    return counts


def _figures(event: Event) -> list[str]:
    if event.decision == Action.ALLOW and event.reason == "rule-on-trial":
        return [f"trial:{event.rule}"]
    kinds = dict.fromkeys(f"kind:{finding['kind']}" for finding in event.findings)
    return [f"action:{event.action}", f"rule:{event.rule}", *kinds]


def add_figures(counts: Mapping[Cell, int]) -> None:
    """Add `counts` to what is there: one statement each, so that no writer comes between."""
    # Always in the same order, or two machines could wait for each other.
    rows = [
        (cell.day.isoformat(), cell.department, cell.service, cell.figure, count)
        for cell, count in sorted(counts.items())
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)
