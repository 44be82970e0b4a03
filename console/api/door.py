"""
How a program comes in: with a token in the header, never with a cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from console.accounts.models import Account
from console.accounts.roles import Right
from console.api import tokens
from console.api.models import Token
from console.portal import portal_of
from console.problems import API, problem

_SCHEME: Final = "bearer"
_WAIT: Final = 5
"""Seconds that who asks too often is told to wait."""


class NoCookies:
    """
    Django middleware: below `/api/` cookies are not read. So no browser that is logged in can be
    made to ask in somebody's name, and no session is opened.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(API):
            request.META.pop("HTTP_COOKIE", None)
            # Not parsed yet; what is there now is what every later look finds.
            request.COOKIES = {}
        return self._get_response(request)


class RefusedError(Exception):
    """The program does not get what it asked for; `answer` tells it why."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def token_of(request: HttpRequest, right: Right) -> Token:
    """
    The living token that came with `request`, whose account has `right`; the account is then who
    asks. Raises `RefusedError`.
    """
    now = timezone.now()
    shown = _shown(request)
    token = tokens.shown_by(shown, now) if shown else None
    if token is None:
        raise RefusedError(_stranger(request, has_token=bool(shown)))
    if not portal_of(request).reads.limit.allows(tokens.number(token)):
        raise RefusedError(_too_often())
    _ask_as(request, token.account)
    if not token.account.may(right):
        raise RefusedError(_not_for_this_role())
    return token


def _shown(request: HttpRequest) -> str:
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    return shown.strip() if scheme.lower() == _SCHEME else ""


def _ask_as(request: HttpRequest, account: Account) -> None:
    request.user = account


def _stranger(request: HttpRequest, *, has_token: bool) -> HttpResponse:
    if not portal_of(request).reads.strangers.allows(request.META.get("REMOTE_ADDR", "")):
        return _too_often()
    answer = problem(
        401,
        "Send the header 'Authorization: Bearer …' with a token that works. Make one in the"
        " console under 'My account'.",
    )
    error = ', error="invalid_token"' if has_token else ""
    answer["WWW-Authenticate"] = f'Bearer realm="promptwacht"{error}'
    return answer


def _too_often() -> HttpResponse:
    answer = problem(429, "Too many questions. Wait, then ask less often than once a second.")
    answer["Retry-After"] = str(_WAIT)
    return answer


def _not_for_this_role() -> HttpResponse:
    answer = problem(403, "The role of this account does not show this.")
    answer["WWW-Authenticate"] = 'Bearer realm="promptwacht", error="insufficient_scope"'
    return answer
