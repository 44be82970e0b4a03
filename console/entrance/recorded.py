"""
What the login library does to accounts, in the audit record.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.http import HttpRequest

from console.accounts import audit
from console.accounts.models import Account

_DEEDS = {
    user_logged_in: "logged-in",
    password_changed: "password-changed",
    authenticator_added: "second-factor-added",
    authenticator_removed: "second-factor-removed",
    authenticator_reset: "recovery-codes-renewed",
}


def start() -> None:
    """Listen to the library's signals, once for each process."""
    for signal, deed in _DEEDS.items():
        signal.connect(_noting(deed), weak=False, dispatch_uid=f"audit {deed}")


def _noting(deed: str) -> Any:
    def noted(*, request: HttpRequest, user: Account, **_: object) -> None:
        audit.note(user, deed, f"account {user.pk}", fields="account", request=request)

    return noted
