"""
Granting and revoking exemptions; which of them end soon.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from console.accounts import audit
from console.accounts.models import Account
from console.measures.files import write_exemptions
from console.measures.models import Approval
from console.measures.numbers import EXEMPTION, next_number
from console.records.models import Event, Incident
from policy.exemption import Exemption

WARNED_BEFORE = timedelta(days=14)
"""An exemption is thought over so long before its end (R-426)."""


class ChangedError(Exception):
    """Somebody else was faster: what was asked no longer applies."""


class TooWideError(Exception):
    """Special categories may not pass for every department at every service at once."""


def grant(
    asked: Mapping[str, Any],
    by: Account,
    *,
    state_dir: Path,
    now: datetime,
    incident: Incident | None = None,
    request: HttpRequest | None = None,
) -> Approval:
    """
    A new exemption; gateways enforce it within a second. `asked` holds the fields of `Approval`
    that a person fills in.

    Raises `policy.exemption.ExemptionError` or `TooWideError` for what nobody may grant, and
    `ConfigError` when the gateways cannot be told; then nothing is granted.
    """
    with transaction.atomic():
        approval = Approval(
            **asked,
            number=next_number(EXEMPTION, now),
            granted_at=now,
            granted_by=by,
            incident=incident,
        )
        _check_width(approval.exemption())
        approval.save(force_insert=True)
        audit.note(by, "exemption-granted", approval.number, request=request)
        write_exemptions(state_dir, now)
    return approval


def _check_width(exemption: Exemption) -> None:
    """GDPR art. 9 and 10: what is not needed everywhere may not pass everywhere (art. 5(1)(c))."""
    is_everywhere = not exemption.departments and not exemption.services
    if is_everywhere and any(kind.is_special for kind in exemption.kinds):
        raise TooWideError(exemption.id)


def revoke(
    number: str,
    because: str,
    by: Account,
    *,
    state_dir: Path,
    now: datetime,
    request: HttpRequest | None = None,
) -> Approval:
    """End it before its time. Raises `ChangedError` when it has ended already."""
    with transaction.atomic():
        approval = Approval.objects.select_for_update().get(number=number)
        if approval.revoked_at is not None or approval.ends_at <= now:
            raise ChangedError(number)
        approval.revoked_at, approval.revoked_by, approval.revoked_because = now, by, because
        approval.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
        audit.note(by, "exemption-revoked", number, reason=because[:500], request=request)
        write_exemptions(state_dir, now)
    return approval


def holding(now: datetime) -> QuerySet[Approval]:
    """Those in force, the first to end first."""
    return Approval.objects.filter(revoked_at=None, starts_at__lte=now, ends_at__gt=now).order_by(
        "ends_at", "id"
    )


def waiting(now: datetime) -> QuerySet[Approval]:
    """Those that are granted for later."""
    return Approval.objects.filter(revoked_at=None, starts_at__gt=now).order_by("starts_at")


def over(now: datetime) -> QuerySet[Approval]:
    """Those that ended or were revoked."""
    return Approval.objects.exclude(revoked_at=None, ends_at__gt=now).order_by("-ends_at")


def ending_soon(now: datetime) -> QuerySet[Approval]:
    """Those in force that end within a fortnight: start page and digest tell of them."""
    return holding(now).filter(ends_at__lte=now + WARNED_BEFORE)


def times_used(approval: Approval) -> int:
    """How often something passed by it, as far as the events are still kept."""
    events = Event.objects.filter(reason="exemption", at__gte=approval.starts_at)
    if approval.departments:
        events = events.filter(department__in=approval.departments)
    if approval.services:
        events = events.filter(service__in=approval.services)
    if approval.rules:
        events = events.filter(rule__in=approval.rules)
    events = events.filter(at__lt=approval.revoked_at or approval.ends_at)
    kinds = set(approval.kinds)
    return sum(
        any(finding.get("kind") in kinds for finding in findings)
        for findings in events.values_list("findings", flat=True)
    )
