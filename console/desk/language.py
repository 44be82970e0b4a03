"""
The language of somebody who is logged in: the one of the account, whatever the browser says.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from console.accounts.models import Account
from console.languages import language_of


class AccountLanguage:
    """Django middleware; forms and messages of libraries follow it too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(desk_language(request)):
            return self._get_response(request)


def desk_language(request: HttpRequest) -> str:
    """The account's language; before the login that of the address or the browser."""
    # Only where there is a session: asking for the user of a public page would need one.
    if request.COOKIES and isinstance(request.user, Account):
        return request.user.language
    return language_of(request)
