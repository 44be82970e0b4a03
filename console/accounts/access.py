"""
How a page asks whether somebody may see it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from console.accounts.models import Account
from console.accounts.roles import Right

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def account_of(request: HttpRequest) -> Account:
    """Who is logged in. Raises `PermissionDenied` when nobody is."""
    if not isinstance(request.user, Account):
        raise PermissionDenied
    return request.user


def needs[**P](*rights: Right) -> Callable[[View[P]], View[P]]:
    """
    Decorator of a view: log in first, and have one of `rights`; otherwise 403. The page is not
    stored by any cache.
    """

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not any(map(account_of(request).may, rights)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        # functools' wrapper remembers both signatures; they are the same.
        return cast("View[P]", never_cache(login_required(checked)))

    return guarded
