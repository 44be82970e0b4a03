"""
One's own account: language, password, second factor; and the page for those who have to wait.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from console.accounts.access import account_of
from console.accounts.models import Account
from console.desk.page import page
from console.entrance.forms import LanguageForm
from console.entrance.words import frame, words


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def own_account(request: HttpRequest) -> HttpResponse:
    """Everybody with an account may see this page: it shows nothing of anybody else."""
    account = account_of(request)
    texts = words(request)
    if request.method == "POST":
        form = LanguageForm(texts, request.POST)
        if form.is_valid():
            language = form.cleaned_data["language"]
            Account.objects.filter(pk=account.pk).update(language=language)
            messages.success(request, texts["own"]["saved"])
            return redirect("own-account")
    else:
        form = LanguageForm(texts, initial={"language": account.language})
    more = {"form": form, "words": texts, "role": texts["roles"][account.role]}
    return page(request, "entrance/own.html", texts["own"], more)


@require_safe
@never_cache
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """For an account that ICT made and nobody agreed to yet."""
    if not account_of(request).waiting:
        return redirect("start")
    context = frame(request) | {"page": words(request)["waiting"]}
    return render(request, "entrance/waiting.html", context)
