"""
Making, resetting and closing accounts (ICT), and agreeing to those that see cases (DPO, director).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.accounts import people
from console.accounts.access import account_of, needs
from console.accounts.adapters import FACTORS
from console.accounts.models import Account, Invitation
from console.accounts.roles import Right
from console.desk.page import page
from console.entrance.forms import DetailsForm
from console.entrance.words import words
from console.installation import public_address

RESET: Final = "link"
CLOSE: Final = "sluiten"
REOPEN: Final = "openen"


@dataclass(frozen=True, slots=True)
class _Row:
    """One account, as the table shows it."""

    account: Account
    role: str
    state: str
    has_factor: bool

    @property
    def deeds(self) -> tuple[str, ...]:
        """What may be done to it; the words are those of the address."""
        return (RESET, CLOSE) if self.account.is_active else (REOPEN,)


@require_safe
@needs(Right.ACCOUNTS)
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody who has or had an account."""
    texts = words(request)
    with_factor = set(
        Authenticator.objects.filter(type__in=FACTORS).values_list("user_id", flat=True)
    )
    invited: set[int | None] = set(
        Invitation.objects.filter(used_at=None, until__gt=timezone.now()).values_list(
            "account_id", flat=True
        )
    )
    rows = [
        _Row(
            account,
            texts["roles"][account.role],
            texts["accounts"]["states"][_state(account, invited)],
            account.pk in with_factor,
        )
        for account in Account.objects.order_by("-is_active", "last_name", "first_name", "pk")
    ]
    return page(request, "entrance/accounts.html", texts["accounts"], {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Right.ACCOUNTS)
def new_account(request: HttpRequest) -> HttpResponse:
    """Describe somebody; the answer shows the one-time link, once."""
    texts = words(request)
    form = DetailsForm(texts, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            account, token = people.create(form.account(), account_of(request))
        except people.DeedError as refused:
            form.add_error("username", texts["problems"][str(refused)])
        else:
            return _link(request, account, token)
    more = {"form": form, "words": texts, "separation": texts["accounts"]["separation"]}
    status = 422 if form.errors else 200
    return page(
        request,
        "entrance/new_account.html",
        {"title": texts["accounts"]["new"]} | texts["accounts"],
        more,
        status=status,
    )


@require_POST
@needs(Right.ACCOUNTS)
def account_deed(request: HttpRequest, number: int, deed: str) -> HttpResponse:
    """Reset, close or reopen one account."""
    account = Account.objects.filter(pk=number).first()
    if account is None or deed not in {RESET, CLOSE, REOPEN}:
        raise Http404
    me = account_of(request)
    try:
        if deed == CLOSE:
            people.close(number, me)
            return redirect("accounts")
        token = people.reopen(number, me) if deed == REOPEN else people.reset(account, me)
    except people.DeedError as refused:
        messages.error(request, words(request)["problems"][str(refused)])
        return redirect("accounts")
    return _link(request, account, token)


@require_safe
@needs(Right.CONFIRM)
def waiting_accounts(request: HttpRequest) -> HttpResponse:
    """Accounts that see cases, which ICT made or reset."""
    texts = words(request)
    rows = [
        (account, texts["roles"][account.role])
        for account in Account.objects.filter(waiting=True, is_active=True).order_by("pk")
        if account.pk != account_of(request).pk and people.is_used(account)
    ]
    more = {"rows": rows, "words": texts}
    return page(request, "entrance/confirm.html", texts["confirm"], more)


@require_POST
@needs(Right.CONFIRM)
def confirm_account(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to one of them."""
    texts = words(request)
    try:
        people.confirm(number, account_of(request))
        messages.success(request, texts["confirm"]["done"])
    except people.DeedError as refused:
        messages.error(request, texts["problems"][str(refused)])
    return redirect("waiting-accounts")


def _link(request: HttpRequest, account: Account, token: str) -> HttpResponse:
    """Shown in the answer itself: a redirect would have to keep the link somewhere."""
    texts = words(request)
    address = public_address(reverse("invitation", args=[token]), request.get_host())
    more = {"address": address, "for_whom": account.username}
    return page(request, "entrance/link.html", texts["link"], more)


def _state(account: Account, invited: set[int | None]) -> str:
    if not account.is_active:
        return "closed"
    if account.pk in invited:
        return "invited"
    if account.waiting:
        return "waiting"
    return "open" if account.has_usable_password() else "unused"
