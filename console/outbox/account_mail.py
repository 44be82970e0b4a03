"""
The DPO is told of every deed with an account that sees cases: ICT makes and closes them, and would
otherwise be the only one who knows.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from console.accounts.changes import account_changed
from console.accounts.models import Account
from console.accounts.roles import Role, sees_cases
from console.outbox.here import directory_here
from console.outbox.telling import MAIL, queue

KIND = "account"


def register() -> None:
    """Tell from now on."""
    account_changed.connect(_tell, dispatch_uid="console.outbox.account_mail")


def _tell(*, account: Account, deed: str, **_: Any) -> None:
    """In the transaction of the deed. No name: the number leads to it, in the console."""
    if not sees_cases(Role(account.role)):
        return
    now = timezone.now()
    payload = {
        "number": f"{account.pk}",
        "role": account.role,
        "cause": deed,
        "path": reverse("waiting-accounts"),
    }
    targets = [(MAIL, address) for address in directory_here().dpo]
    queue(KIND, f"{account.pk}:{deed}:{now:%Y%m%dT%H%M%S%f}", payload, targets, now)
