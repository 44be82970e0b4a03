"""
What people write in a report, and how a report says its figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest

from console.accounts.audit import note
from console.accounts.models import Account
from console.desk.vocabulary import texts_in
from console.dossier.models import ReportWords
from console.dossier.periods import Period
from console.dossier.shown import month_name

MONTHLY: Final = ("actions",)
YEARLY: Final = ("training", "proportionality", "changes", "opinion")
_TEXTS: Final = Path(__file__).resolve().parent / "report_texts"


class LateError(Exception):
    """Somebody else changed this text meanwhile."""


def report_texts(language: str) -> Mapping[str, Any]:
    """All words of reports."""
    return texts_in(_TEXTS, language)


def parts_of(period: Period) -> tuple[str, ...]:
    """What people write in the report about `period`."""
    return MONTHLY if period.month else YEARLY


def words_for(period: Period) -> dict[str, str]:
    """Part to text, all parts."""
    found = dict(ReportWords.objects.filter(period=str(period)).values_list("part", "text"))
    return {part: found.get(part, "") for part in parts_of(period)}


def save_words(
    period: Period,
    part: str,
    text: str,
    *,
    seen: str,
    by: Account,
    now: datetime,
    request: HttpRequest | None = None,
) -> None:
    """Keep `text`; `seen` is what the person started from. Raises `LateError`."""
    with transaction.atomic():
        row, _ = ReportWords.objects.select_for_update().get_or_create(
            period=str(period), part=part, defaults={"changed_at": now, "changed_by": by}
        )
        if row.text != seen:
            raise LateError
        row.text, row.changed_at, row.changed_by = text, now, by
        row.save()
        note(by, "report-words-changed", str(period), reason=part, request=request)


def named(period: Period, language: str) -> str:
    """`november 2026`, or `2026`."""
    if period.month is None:
        return str(period.year)
    return f"{month_name(period.month, language)} {period.year}"


def figure(count: int | None, k: int, texts: Mapping[str, Any]) -> str:
    """A figure that stands alone."""
    return str(texts["page"]["fewer"]).format(k=k) if count is None else _grouped(count)


def cell(count: int | None, texts: Mapping[str, Any]) -> str:
    """A cell of the table of groups."""
    return str(texts["page"]["in_rest"]) if count is None else _grouped(count)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")
