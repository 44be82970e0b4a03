"""
The record of one month as a file of its own, signed: one JSON object per line, the signature last.

Whoever gets it can hand it back to the console, which tells whether it still is what it was. The
SHA-256 of the file is in the audit record itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from console.accounts.models import Look
from policy.incident_chain import canonical

_PURPOSE = b"audit extract"


def extract(year: int, month: int) -> bytes:
    """All lines of that month (UTC), oldest first. Raises `ValueError` for no such month."""
    start = datetime(year, month, 1, tzinfo=UTC)
    end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    looks = Look.objects.filter(at__gte=start, at__lt=end).order_by("id")
    lines = [_told({"extract": f"{year:04}-{month:02}", "lines": looks.count()})]
    lines += [_told(_line(look)) for look in looks.select_related("account").iterator()]
    body = b"".join(lines)
    return body + _told({"signature": _signature(body)})


def is_genuine(content: bytes) -> bool:
    """Whether this console made that extract, and nobody changed a byte of it."""
    body, _, last = content.rstrip(b"\n").rpartition(b"\n")
    body += b"\n"
    try:
        signature = json.loads(last)["signature"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return isinstance(signature, str) and hmac.compare_digest(
        signature.encode("utf-8", "replace"), _signature(body).encode()
    )


def _line(look: Look) -> dict[str, Any]:
    who = look.account.username if look.account else None
    return look.chained_fields() | {
        "id": look.pk, "who": who, "prev": look.prev, "hash": look.hash,
    }  # fmt: skip


def _told(line: dict[str, Any]) -> bytes:
    return canonical(line) + b"\n"


def _signature(body: bytes) -> str:
    key = hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE, hashlib.sha256)
    return hmac.digest(key, body, hashlib.sha256).hex()
