"""
What every page behind the login asks before it is shown: how long somebody has been here, whether
there is a second factor, and whether the account may be used yet.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from console.accounts.adapters import BEGAN, has_second_factor
from console.accounts.models import Account
from console.desk.live import SEEN

LONGEST: Final = timedelta(hours=8)
"""After this, log in again, whatever happened meanwhile."""
IDLE: Final = timedelta(minutes=30)
_STEP: Final = 60.0
"""Seconds; the store is not written at every click."""

_BEHIND: Final = ("/console/", "/account/")
_ALWAYS: Final = frozenset(
    {"account_logout", "account_login", "account_reauthenticate", "invitation"}
)
_BEFORE_A_FACTOR: Final = _ALWAYS | {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate",
    "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip


class Gate:
    """Django middleware. Public pages pass it without a look at any session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Where to go first; None when the page may be shown."""
        if not request.path.startswith(_BEHIND) or not isinstance(request.user, Account):
            return None
        if _over(request):
            logout(request)
            return redirect("account_login")
        name = request.resolver_match.url_name if request.resolver_match else None
        if name not in _BEFORE_A_FACTOR and not has_second_factor(request.user):
            return redirect("mfa_index")
        may_wait = name == "waiting" or (name or "").startswith(("mfa_", "account_"))
        if request.user.waiting and name not in _ALWAYS and not may_wait:
            return redirect("waiting")
        return None


def _over(request: HttpRequest) -> bool:
    now = timezone.now().timestamp()
    began = request.session.setdefault(BEGAN, now)
    seen = request.session.setdefault("seen", now)
    if now - began > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
        return True
    # A page that asks by itself is nobody who works.
    if now - seen > _STEP and SEEN not in request.headers:
        request.session["seen"] = now
    return False
