"""
Tokens: made by a person, shown once, dead with the account, its password or their last day.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate

from console.accounts import audit
from console.accounts.models import Account
from console.api.models import Token

PREFIX: Final = "promptwacht_"
"""For programs that look for keys in files: this is one."""
LONGEST: Final = timedelta(days=365)
MOST: Final = 10
"""Living tokens of one account."""
_BYTES: Final = 32
_LONGEST_SHOWN: Final = 100


class TooManyError(Exception):
    """The account has `MOST` living tokens."""


def living(account: Account, now: datetime) -> QuerySet[Token]:
    """The tokens of `account` that work, the newest first."""
    return Token.objects.filter(
        account=account,
        revoked_at=None,
        until__gte=localdate(now),
        password_mark=_password_mark(account),
    )


def make(
    account: Account, name: str, until: date, *, now: datetime, request: HttpRequest | None = None
) -> str:
    """A new token, which only its owner will know. Raises `TooManyError`."""
    shown = PREFIX + secrets.token_urlsafe(_BYTES)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if living(account, now).count() >= MOST:
            raise TooManyError
        token = Token.objects.create(
            account=account,
            name=name,
            token_hash=_hash(shown),
            password_mark=_password_mark(account),
            made_at=now,
            until=min(until, localdate(now) + LONGEST),
        )
        audit.note(account, "token-made", number(token), fields="account", request=request)
    return shown


def revoke(
    account: Account, token_id: int, *, now: datetime, request: HttpRequest | None = None
) -> None:
    """End one of one's own tokens at once; nothing for somebody else's or a dead one."""
    with transaction.atomic():
        token = living(account, now).select_for_update().filter(pk=token_id).first()
        if token is None:
            return
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        audit.note(account, "token-revoked", number(token), fields="account", request=request)


def shown_by(shown: str, now: datetime) -> Token | None:
    """The living token that a program showed, with its account; None for anything else."""
    if not shown.startswith(PREFIX) or len(shown) > _LONGEST_SHOWN or not shown.isascii():
        return None
    token = Token.objects.select_related("account").filter(token_hash=_hash(shown)).first()
    if token is None or not _works(token, now):
        return None
    if token.used_on != localdate(now):
        Token.objects.filter(pk=token.pk).update(used_on=localdate(now))
    return token


def number(token: Token) -> str:
    """How the record of looking calls it."""
    return f"token {token.pk}"


def _works(token: Token, now: datetime) -> bool:
    account = token.account
    return (
        token.revoked_at is None
        and token.until >= localdate(now)
        and account.is_active
        and not account.waiting
        and secrets.compare_digest(token.password_mark, _password_mark(account))
    )


def _hash(shown: str) -> str:
    return hashlib.sha256(shown.encode("ascii")).hexdigest()


def _password_mark(account: Account) -> str:
    # What Django's sessions carry to end with the password; hashed, for it is worth a session.
    return hashlib.sha256(account.get_session_auth_hash().encode("ascii")).hexdigest()
