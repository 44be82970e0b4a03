"""
The first account: whoever starts the console gets a one-time link for it.
"""

from __future__ import annotations

import sys

from django.urls import reverse

from console.accounts import invitations
from console.accounts.models import Account
from console.installation import public_address


def offer() -> None:
    """
    Print a link for the first account, while there is none. An older one that nobody used ends.
    """
    if Account.objects.exists():
        return
    address = public_address(reverse("invitation", args=[invitations.invite(None)]), "localhost")
    sys.stdout.write(
        "The console has no account yet. This link makes the first one; it works once, for 24 "
        f"hours:\n  {address}\n"
    )
    sys.stdout.flush()
