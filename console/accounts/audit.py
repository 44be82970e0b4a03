"""
The record of looking: who saw or did what, on which record, why and when (domain rules 3.4).

Chained like the incident log, with the console's key: a line that is changed or removed from the
middle shows. It holds the number of a record, never what was seen in it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from console.accounts.models import Account, Look
from policy.incident_chain import GENESIS, canonical

_LOCK = int.from_bytes(b"looking")
"""Any number that nothing else locks."""


def note(
    account: Account | None,
    deed: str,
    subject: str = "",
    *,
    fields: str = "metadata",
    reason: str = "",
    request: HttpRequest | None = None,
) -> Look:
    """Write one line; returns once it is in the store, or joins the transaction under way."""
    with transaction.atomic():
        _one_writer()
        last = Look.objects.order_by("-id").first()
        look = Look(
            at=timezone.now(),
            account=account,
            role=account.role if account else "",
            deed=deed,
            subject=subject,
            fields=fields,
            reason=reason,
            client=_client(request),
            prev=last.hash if last else GENESIS,
        )
        look.hash = _digest(look)
        look.save(force_insert=True)
    return look


def _one_writer() -> None:
    """
    Until the transaction ends. SQLite has one writer anyway. In PostgreSQL a lock on the last
    line would not do: whoever waited for it would still not see the line written meanwhile.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def faults(looks: Iterable[Look]) -> list[int]:
    """Ids of the lines that are not what was written, or do not continue the one before."""
    wrong = []
    prev: str | None = None
    for look in looks:
        if look.hash != _digest(look) or (prev is not None and look.prev != prev):
            wrong.append(look.id)
        prev = look.hash
    return wrong


def _digest(look: Look) -> str:
    text = look.prev.encode("ascii") + canonical(look.chained_fields())
    return hmac.digest(settings.SECRET_KEY.encode(), text, hashlib.sha256).hex()


def _client(request: HttpRequest | None) -> str:
    if request is None:
        return ""
    address = str(request.META.get("REMOTE_ADDR", "")).encode()
    return hmac.digest(settings.SECRET_KEY.encode(), b"client " + address, hashlib.sha256).hex()[
        :16
    ]
