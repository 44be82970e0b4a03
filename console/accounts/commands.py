"""
What `promptwacht user` does. The command line calls it by name and knows nothing of Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from config.errors import ConfigError
from config.settings import Settings
from console import store
from console.installation import public_address

_WHY_NOT = {
    "somebody-could-agree": "the DPO, a deputy or the director can agree to it in the console",
    "not-waiting": "this account does not wait for anybody's agreement",
    "unused": "nobody has chosen a password for this account yet",
}


def create(settings: Settings, details: Mapping[str, str]) -> dict[str, Any]:
    """
    Make an account and a one-time link for it. `details` has the fields of `Account`. Raises
    `ConfigError` when they cannot be an account.
    """
    store.start(settings)
    from console.accounts import people  # noqa: PLC0415 -- it needs Django's models
    from console.accounts.models import Account  # noqa: PLC0415 -- the same

    account = Account(**details)
    try:
        with translation.override("en"):
            account.clean_fields(exclude=["password"])
        created, token = people.create(account, None)
    except ValidationError as wrong:
        field, problems = next(iter(wrong.message_dict.items()))
        raise ConfigError(f"{field}: {problems[0]}") from None
    except people.DeedError:
        raise ConfigError(
            "there is an account with that user name or e-mail address already "
            "(promptwacht user list shows them; promptwacht user reset makes a new link)"
        ) from None
    return _told(created) | {"link": _link(token)}


def reset(settings: Settings, username: str) -> dict[str, Any]:
    """A new one-time link for the account called `username`. Raises `ConfigError` if none is."""
    store.start(settings)
    from console.accounts import people  # noqa: PLC0415 -- it needs Django's models
    from console.accounts.models import Account  # noqa: PLC0415 -- the same

    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise ConfigError("there is no such account in use (promptwacht user list shows them)")
    return _told(account) | {"link": _link(people.reset(account, None))}


def confirm(settings: Settings, username: str) -> dict[str, Any]:
    """
    Agree to an account that waits, where nobody is left who could. Raises `ConfigError` with the
    reason why not.
    """
    store.start(settings)
    from console.accounts import people  # noqa: PLC0415 -- it needs Django's models
    from console.accounts.models import Account  # noqa: PLC0415 -- the same

    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise ConfigError("there is no such account in use (promptwacht user list shows them)")
    try:
        people.confirm_alone(account)
    except people.DeedError as refused:
        raise ConfigError(_WHY_NOT[str(refused)]) from None
    account.refresh_from_db()
    return _told(account)


def listing(settings: Settings) -> list[dict[str, Any]]:
    """Every account, by user name."""
    store.start(settings)
    from console.accounts.models import Account  # noqa: PLC0415 -- it needs Django's models

    return [_told(account) for account in Account.objects.order_by("username")]


def _told(account: Any) -> dict[str, Any]:
    last = account.last_login
    return {
        "username": account.username,
        "role": account.role,
        "department": account.department,
        "open": account.is_active,
        "waiting": account.waiting,
        "last_login": last.date().isoformat() if last else None,
    }


def _link(token: str) -> str:
    return public_address(reverse("invitation", args=[token]), "localhost")
