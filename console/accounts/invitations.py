"""
One-time links: whoever holds one sets the password of an account, once, within a day.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from console.accounts.models import Account, Invitation

LIFETIME: Final = timedelta(hours=24)


class InvitationError(Exception):
    """The link is unknown, used, replaced by a newer one, or too old."""


def invite(account: Account | None) -> str:
    """
    A new token for `account`, or for the first account of all. Older ones of the same end. Only
    the person who gets it can tell it: the store knows its hash.
    """
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        Invitation.objects.filter(account=account, used_at=None).update(used_at=now)
        Invitation.objects.create(
            account=account, token_hash=_hash(token), made_at=now, until=now + LIFETIME
        )
    return token


def find(token: str) -> Invitation:
    """The open invitation of `token`. Raises `InvitationError`."""
    return _open(Invitation.objects.select_related("account").filter(token_hash=_hash(token)))


def spend(token: str) -> Invitation:
    """
    The same, and nobody can use it again. Call inside a transaction: of two people with one
    link, one gets it.
    """
    # No join here: an invitation to the first account has nothing that could be locked there.
    invitation = _open(Invitation.objects.select_for_update().filter(token_hash=_hash(token)))
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    return invitation


def _open(found: QuerySet[Invitation]) -> Invitation:
    invitation = found.first()
    if invitation is None or invitation.used_at or invitation.until <= timezone.now():
        raise InvitationError
    if invitation.account is None and Account.objects.exists():
        raise InvitationError  # it makes the first account, and there is one
    return invitation


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
