"""
One's own tokens: which there are, a new one (shown once), and the end of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.accounts.access import account_of
from console.api.tokens import LONGEST, MOST, TooManyError, living, make, revoke
from console.desk.language import desk_language
from console.desk.page import page, texts_in

_TEXTS: Final = Path(__file__).resolve().parent / "texts"
_NAME: Final = 60
_USUAL: Final = timedelta(days=90)


class TokenForm(forms.Form):
    """What a token is for, and how long it works."""

    name = forms.CharField(max_length=_NAME)
    until = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, words: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data, initial={"until": localdate() + _USUAL})
        self._words = words
        for name, field in self.fields.items():
            field.label, field.help_text = words[name], words[f"{name}_hint"]
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        bounds = {"min": str(localdate()), "max": str(localdate() + LONGEST)}
        self.fields["until"].widget.attrs.update(bounds)

    def clean_until(self) -> date:
        """From today to a year from now."""
        until: date = self.cleaned_data["until"]
        if not localdate() <= until <= localdate() + LONGEST:
            raise forms.ValidationError(self._words["past"])
        return until


@require_safe
@never_cache
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """Everybody with an account may have some: they show no more than the account does."""
    found = living(account_of(request), timezone.now())
    return page(request, "api/tokens.html", _words(request), {"tokens": found})


# Whoever finds a browser open must not walk off with a year of it.
@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types
def new_token(request: HttpRequest) -> HttpResponse:
    """Describe it; the answer shows it, once."""
    words = _words(request)
    form = TokenForm(words, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name, until = form.cleaned_data["name"], form.cleaned_data["until"]
        try:
            shown = make(account_of(request), name, until, now=timezone.now(), request=request)
        except TooManyError:
            form.add_error(None, words["too_many"].format(most=MOST))
        else:
            ready = {**words, "title": words["made_title"]}
            return page(request, "api/token.html", ready, {"token": shown})
    status = 422 if form.errors else 200
    titled = {**words, "title": words["new"]}
    return page(
        request, "api/new_token.html", titled, {"form": form, "words": words}, status=status
    )


@require_POST
@never_cache
@login_required
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """End it at once. One that is not one's own, or that ended, changes nothing."""
    revoke(account_of(request), number, now=timezone.now(), request=request)
    messages.success(request, _words(request)["revoked"])
    return redirect("tokens")


def _words(request: HttpRequest) -> Mapping[str, Any]:
    return texts_in(_TEXTS, desk_language(request))
