"""
Alarms: something that is wrong with the filter itself, until it is so no longer.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from console.records.models import Alarm

SITE_SILENT = "site-silent"
"""Kind of alarm whose subject is a department."""


def raise_alarm(kind: str, subject: str, now: datetime, detail: str = "") -> bool:
    """
    It is so, at `now`. True when nobody had said so yet; then somebody should be told. `subject`
    is a log, a department or a channel, never a person.
    """
    with transaction.atomic():
        found, is_new = Alarm.objects.select_for_update().get_or_create(
            kind=kind[:32],
            subject=subject[:128],
            resolved_at=None,
            defaults={"detail": detail[:300], "opened_at": now, "seen_at": now},
        )
        if not is_new:
            found.seen_at = now
            found.save(update_fields=["seen_at"])
    return is_new


def resolve_alarm(kind: str, subject: str, now: datetime) -> bool:
    """It is no longer so. True when an alarm ended."""
    return bool(
        Alarm.objects.filter(kind=kind, subject=subject, resolved_at=None).update(resolved_at=now)
    )
