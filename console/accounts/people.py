"""
What is done to accounts: made, invited again, agreed to, closed. Each deed is in the audit record.

ICT makes accounts and sees no case. An account whose role does see them, made or reset by ICT,
waits until somebody who watches over cases agrees. Only before anybody who could agree has ever
logged in it need not wait: somebody has to be the first. Accounts that were closed count, and the
account itself: else ICT could close or reset them one by one, and hold both keys in the end.
`promptwacht user confirm` is the way out where nobody is left to agree.
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction

from console.accounts import audit, invitations
from console.accounts.changes import account_changed
from console.accounts.models import Account, Invitation
from console.accounts.roles import RIGHTS, Right, Role, sees_cases

_CONFIRMERS = [role.value for role in Role if Right.CONFIRM in RIGHTS[role]]


class DeedError(Exception):
    """This cannot be done to this account; the message is a word of the texts."""


def create(details: Account, by: Account | None) -> tuple[Account, str]:
    """
    Store the account that `details` describe, and a one-time token for it. `by` is None for the
    command line. Raises `DeedError` if the user name or the address is taken.
    """
    with transaction.atomic():
        if Account.objects.filter(username__iexact=details.username).exists():
            raise DeedError("taken")
        if details.email and Account.objects.filter(email__iexact=details.email).exists():
            raise DeedError("taken")
        details.password = make_password(None)
        details.waiting = _must_wait(details)
        details.save(force_insert=True)
        token = invitations.invite(details)
        _note(by, "account-created", details, reason=details.role)
    return details, token


def reset(account: Account, by: Account | None) -> str:
    """
    A new one-time token. Using it replaces the password and the second factors; until then the
    old ones hold, so that nobody locks out a person by asking.
    """
    with transaction.atomic():
        token = invitations.invite(account)
        _note(by, "account-reset", account)
    return token


def accept(token: str, password: str, first: Account | None = None) -> Account:
    """
    Use a one-time token: set `password`, and take away every second factor. `first` describes
    the first account of all. Raises `InvitationError`.
    """
    with transaction.atomic():
        account = invitations.spend(token).account
        if account is None:
            if first is None:
                raise invitations.InvitationError
            account = first
            account.waiting = False
        else:
            account.waiting = account.waiting or _must_wait(account)
        account.set_password(password)
        account.save()
        Authenticator.objects.filter(user=account).delete()
        audit.note(account, "password-set-by-link", _number(account), fields="account")
    return account


def confirm(account_id: int, by: Account) -> None:
    """
    Agree to an account that waits. Raises `DeedError` for one's own, for one that does not wait,
    and for one that nobody has used yet: then nobody knows who will.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None or account.pk == by.pk or not account.waiting:
            raise DeedError("not-waiting")
        if not is_used(account):
            raise DeedError("unused")
        account.waiting = False
        account.save(update_fields=["waiting"])
        _note(by, "account-confirmed", account)


def confirm_alone(account: Account) -> None:
    """
    On the command line, and only where nobody is left who could agree. Raises `DeedError`.
    """
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        others = Account.objects.filter(role__in=_CONFIRMERS, is_active=True, waiting=False)
        if others.exclude(pk=row.pk).exclude(last_login=None).exists():
            raise DeedError("somebody-could-agree")
        if not row.waiting:
            raise DeedError("not-waiting")
        if not is_used(row):
            raise DeedError("unused")
        row.waiting = False
        row.save(update_fields=["waiting"])
        _note(None, "account-confirmed", row)


def is_used(account: Account) -> bool:
    """Whether somebody chose a password with its link, or logged in by the provider."""
    return account.has_usable_password() or account.last_login is not None


def close(account_id: int, by: Account | None) -> None:
    """
    No login any more, and every open link ends. Rows stay: the audit record points to them.
    Raises `DeedError` for one's own account.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None or not account.is_active or (by is not None and account.pk == by.pk):
            raise DeedError("not-closable")
        account.is_active = False
        account.save(update_fields=["is_active"])
        Invitation.objects.filter(account=account).delete()
        _note(by, "account-closed", account)


def reopen(account_id: int, by: Account | None) -> str:
    """Open a closed account again, with a new password by a new link. Raises `DeedError`."""
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None or account.is_active:
            raise DeedError("not-closed")
        account.is_active = True
        account.waiting = _must_wait(account)
        account.password = make_password(None)
        account.save()
        token = invitations.invite(account)
        _note(by, "account-reopened", account)
    return token


def _must_wait(account: Account) -> bool:
    if not sees_cases(Role(account.role)):
        return False
    # Whoever never logged in cannot agree to anybody.
    return Account.objects.filter(role__in=_CONFIRMERS).exclude(last_login=None).exists()


def _note(by: Account | None, deed: str, account: Account, *, reason: str = "") -> None:
    """On record, and known to whoever must be told: in the transaction of the deed."""
    audit.note(by, deed, _number(account), fields="account", reason=reason)
    account_changed.send(Account, account=account, deed=deed)


def _number(account: Account) -> str:
    return f"account {account.pk}"
