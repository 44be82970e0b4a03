"""
Whether the record of looking still is what was written.

All of it is checked once a day, when somebody first opens its page; of the lines that a page shows,
each time. The record itself keeps what the whole check found: an outcome that somebody makes up or
changes does not continue the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from console.accounts import audit
from console.accounts.models import Look

_HOLDS: Final = timedelta(days=1)
MOST_TOLD: Final = 20
"""Ids of faulty lines: who finds that many looks no further here."""


def last_check(now: datetime) -> Look:
    """The line of the whole check that holds at `now`; makes one where there is none."""
    checks = Look.objects.filter(deed="audit-checked", at__gt=now - _HOLDS, at__lte=now)
    last = checks.order_by("-id").first()
    return _check_all() if last is None or audit.faults([last]) else last


def faults_found(check: Look) -> list[int]:
    """Ids of the lines that `check` found wrong, the first of them."""
    return [int(each) for each in check.reason.split()]


def faults_among(rows: Sequence[Look], *, have_gaps: bool) -> list[int]:
    """Of `rows`, newest first; without gaps, each must continue the one before it, too."""
    if have_gaps:
        return [row.pk for row in rows if audit.faults([row])]
    before = Look.objects.filter(id__lt=rows[-1].pk).order_by("-id")[:1] if rows else ()
    return audit.faults([*before, *reversed(rows)])


def _check_all() -> Look:
    found = audit.faults(Look.objects.order_by("id").iterator())
    return audit.note(None, "audit-checked", reason=" ".join(map(str, found[:MOST_TOLD])))
