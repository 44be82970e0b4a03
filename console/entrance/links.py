"""
The page behind a one-time link: set a password, and for the first account say who it is for.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from console.accounts import invitations, people
from console.accounts.models import Invitation
from console.entrance.forms import FirstDetailsForm, PasswordForm
from console.entrance.words import frame, words


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """
    Looking at it spends nothing: mail programs look too. A wrong, used or old link says so
    without saying which.
    """
    try:
        found = invitations.find(token)
        return _page(request, token, found)
    except invitations.InvitationError:
        return render(request, "entrance/link_over.html", frame(request), status=404)


def _page(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    texts = words(request)
    details = FirstDetailsForm(texts, data) if found.account is None else None
    sound = details is None or (data is not None and details.is_valid())
    described = details.account() if details is not None and sound else found.account
    password = PasswordForm(texts, described, data)
    if data is not None and password.is_valid() and sound:
        first = described if details is not None else None
        people.accept(token, password.cleaned_data["password"], first)
        # Whoever was logged in here is somebody else now.
        logout(request)
        messages.success(request, texts["invitation"]["done"])
        return redirect("account_login")
    context = frame(request) | {
        "forms": [form for form in (details, password) if form is not None],
        "first": details is not None,
        "for_whom": found.account.username if found.account else "",
        "page": texts["invitation"],
    }
    status = 200 if data is None else 422
    return render(request, "entrance/invitation.html", context, status=status)
