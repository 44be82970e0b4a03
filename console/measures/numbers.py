"""
Numbers of this room's papers, per year and without gaps.
"""

from __future__ import annotations

from datetime import datetime

from console.measures.models import Series
from console.records.clock import BRUSSELS

EXEMPTION, REQUEST, CASE = "UZ", "AA", "TG"
"""Uitzondering, aanvraag, testgeval."""


def next_number(prefix: str, when: datetime) -> str:
    """
    The next number of the (local) year of `when`, such as UZ-2026-0007. To be called inside the
    transaction that uses it.
    """
    year = when.astimezone(BRUSSELS).year
    Series.objects.get_or_create(prefix=prefix, year=year)
    series = Series.objects.select_for_update().get(prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:04d}"
