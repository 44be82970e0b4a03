"""
The record of looking, for pages and programs that ask the same again and again.

A list that follows by itself asks every few seconds. One line of record for each time would bury
who looked at what, so the same question of the same reader is written down once in an hour.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils import timezone

from console.accounts import audit
from console.accounts.access import account_of
from console.portal import portal_of

_LONGEST_REASON: Final = 500


def note_once(
    request: HttpRequest, deed: str, subject: str = "", *, question: str = "", program: str = ""
) -> None:
    """
    Write down that somebody asked `question` (the filter, as in an address), by way of `program`
    or on a page; call it before the answer leaves.
    """
    account, reads, hour = account_of(request), portal_of(request).reads, _hour_of(timezone.now())
    asked = (program or f"account {account.pk}", deed, subject, question)
    if reads.is_written(hour, asked):
        return
    reason = f"{program} {question}".strip()[:_LONGEST_REASON]
    audit.note(account, deed, subject, reason=reason, request=request)
    reads.write(hour, asked)


def _hour_of(now: datetime) -> str:
    return timezone.localtime(now).strftime("%Y-%m-%dT%H%z")
