"""
The requests, the second key, and what is shown once both were turned.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from console import installation
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk.language import desk_language
from console.desk.page import page
from console.disclosure import two_keys
from console.disclosure.forms import AskForm
from console.disclosure.identity_store import identity_of
from console.disclosure.models import Disclosure, Excerpt, State, What
from console.disclosure.openable import openable, words_in
from console.records.models import Incident

_SHOWN = 100


@require_POST
@needs(Right.OPEN_SEALED)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The first key, from the page of an incident."""
    incident = get_object_or_404(Incident, number=number)
    words = words_in(desk_language(request))
    form = AskForm(words, openable(incident, words), request.POST)
    if not form.is_valid():
        messages.error(request, words["problems"]["form"])
        return redirect("incident", incident.number)
    try:
        disclosure = two_keys.ask(form.wish(incident), account_of(request), request)
    except two_keys.KeyRefusedError as refused:
        messages.error(request, words["problems"][str(refused)])
        return redirect("incident", incident.number)
    messages.success(request, words["asked"])
    return redirect("disclosure", disclosure.pk)


@require_safe
@needs(Right.OPEN_SEALED, Right.SECOND_KEY)
def disclosures(request: HttpRequest) -> HttpResponse:
    """What waits for a second key first, then the rest, the newest first."""
    words = words_in(desk_language(request))
    account, now = account_of(request), timezone.now()
    found = list(two_keys.seen_by(account)[:_SHOWN])
    waiting = [d for d in found if d.state(now) is State.ASKED and two_keys.may_agree(d, account)]
    rest = [d for d in found if d not in waiting]
    more = {
        "words": words,
        "waiting": [_shown(each, words) for each in waiting],
        "rest": [_shown(each, words) for each in rest],
    }
    return page(request, "disclosure/list.html", words["list"], more)


@require_safe
@needs(Right.OPEN_SEALED, Right.SECOND_KEY)
def disclosure(request: HttpRequest, number: int) -> HttpResponse:
    """One request, with what the reader may do now."""
    return _page(request, _of(request, number))


@require_POST
@needs(Right.SECOND_KEY)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """The second key."""
    _of(request, number)
    words = words_in(desk_language(request))
    agrees = request.POST.get("decision") == "agree"
    if not agrees and request.POST.get("decision") != "refuse":
        raise Http404
    try:
        two_keys.decide(number, account_of(request), agrees=agrees, request=request)
    except two_keys.KeyRefusedError as refused:
        messages.error(request, words["problems"][str(refused)])
    return redirect("disclosure", number)


@require_POST
@needs(Right.OPEN_SEALED)
@sensitive_variables()
def open_it(request: HttpRequest, number: int) -> HttpResponse:
    """
    Show it in the answer itself, which no cache keeps: the sealed text, which the reader's
    browser opens, or once, who it was.
    """
    _of(request, number)
    words = words_in(desk_language(request))
    try:
        used = two_keys.use(number, account_of(request), request)
    except two_keys.KeyRefusedError as refused:
        messages.error(request, words["problems"][str(refused)])
        return redirect("disclosure", number)
    if used.what == What.IDENTITY:
        settings = installation.current()
        who = identity_of(settings.state_dir, used.subject) if settings else None
        more = {"who": who, "words": words, "request_of": _shown(used, words)}
        return page(request, "disclosure/identity.html", words["identity"], more)
    excerpt = Excerpt.objects.filter(code=used.subject).first()
    more = {
        "sealed": json.loads(excerpt.sealed) if excerpt else None,
        "words": words,
        "request_of": _shown(used, words),
        "said": words["excerpt"]["said"],
    }
    return page(request, "disclosure/excerpt.html", words["excerpt"], more)


def _of(request: HttpRequest, number: int) -> Disclosure:
    found = two_keys.seen_by(account_of(request)).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Disclosure) -> HttpResponse:
    words = words_in(desk_language(request))
    account, now = account_of(request), timezone.now()
    state = found.state(now)
    more = {
        "words": words,
        "request_of": _shown(found, words),
        "may_agree": state is State.ASKED and two_keys.may_agree(found, account),
        "may_open": state is State.AGREED and found.asked_by_id == account.pk,
        "may_read_incident": account.may(Right.INCIDENTS),
    }
    return page(request, "disclosure/request.html", words["request"], more)


def _shown(found: Disclosure, words: Any) -> dict[str, object]:
    state = found.state(timezone.now())
    return {
        "row": found,
        "what": words["what"][found.what],
        "reason": words["reasons"][found.reason],
        "state": words["states"][state],
        "is_open": state in {State.ASKED, State.AGREED},
        # A pseudonym is shortened everywhere; whoever agrees need not recognise it elsewhere.
        "subject": found.subject if found.what == What.EXCERPT else found.subject[:8],
    }
