"""
Services stopped for now: stopping at once, and opening again with two people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from config.errors import ConfigError
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk.page import page
from console.measures import stopping
from console.measures.forms import (
    EVERYWHERE,
    WordedForm,
    department_choices,
    long_text,
    service_choices,
)
from console.measures.granting import ChangedError
from console.measures.models import Stop
from console.measures.scopes import Scopes
from console.measures.state import now, state_dir
from console.measures.words import words_of
from console.portal import portal_of
from policy.catalogue import Suspension


class StopForm(WordedForm):
    """Which service, where, and why: everybody will read it."""

    service = forms.ChoiceField()
    department = forms.ChoiceField()
    reason = long_text(rows=2, most=500)


@require_safe
@needs(Right.FIGURES)
def stops(request: HttpRequest) -> HttpResponse:
    """What is stopped now, what was, and the form to stop something."""
    _some(request)
    return _shown(request, _form(request))


def _shown(request: HttpRequest, form: StopForm, status: int = 200) -> HttpResponse:
    words, scopes = words_of(request, "stops"), Scopes.of(request)
    try:
        current = stopping.take_over(state_dir(request), now())
    except ConfigError:
        current = list(Stop.objects.filter(reopened_at=None))
        messages.error(request, words["unreadable"])
    past = Stop.objects.exclude(reopened_at=None).order_by("-reopened_at")[:50]
    more = {
        "form": form,
        "current": [_told(row, scopes) for row in current],
        "past": [_told(row, scopes) for row in past],
        "may_stop": account_of(request).may(Right.SUSPEND),
        "may_reopen": account_of(request).may(Right.RESUME),
    }
    return page(request, "measures/stops.html", words, more, status=status)


def _told(row: Stop, scopes: Scopes) -> Mapping[str, Any]:
    return {
        "row": row,
        "service": scopes.services.get(row.service, row.service),
        "place": scopes.place(row.department),
    }


@require_POST
@needs(Right.SUSPEND)
def stop_service(request: HttpRequest) -> HttpResponse:
    """At once, for everybody or one department."""
    words = words_of(request, "stops")
    form = _form(request)
    if form.is_valid():
        told = form.cleaned_data
        where = None if told["department"] == EVERYWHERE else told["department"]
        wanted = Suspension(service=told["service"], department=where, reason=told["reason"])
        try:
            stopping.stop(
                wanted,
                account_of(request),
                state_dir=state_dir(request),
                now=now(),
                request=request,
            )
        except ConfigError:
            form.add_error(None, words["not_written"])
        else:
            messages.success(request, words["stopped"])
            return redirect("stops")
    return _shown(request, form, status=400)


@require_POST
@needs(Right.RESUME)
def ask_to_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """The first person, with a reason."""
    words = words_of(request, "stops")
    because = request.POST.get("because", "").strip()[:500]
    if not because:
        messages.error(request, words["because_missing"])
        return redirect("stops")
    who = account_of(request)
    return _done(
        request,
        "asked",
        lambda: stopping.ask_to_reopen(pk, because, who, now=now(), request=request),
    )


@require_POST
@needs(Right.RESUME)
def decline_reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """It stays stopped."""
    who = account_of(request)
    return _done(request, "declined", lambda: stopping.decline(pk, who, request=request))


@require_POST
@needs(Right.RESUME)
def reopen_service(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person."""
    who, folder = account_of(request), state_dir(request)
    return _done(
        request,
        "reopened",
        lambda: stopping.reopen(pk, who, state_dir=folder, now=now(), request=request),
    )


def _done(request: HttpRequest, said: str, deed: Callable[[], object]) -> HttpResponse:
    words = words_of(request, "stops")
    try:
        deed()
    except Stop.DoesNotExist:
        raise Http404 from None
    except stopping.OwnRequestError:
        messages.error(request, words["own_request"])
    except ChangedError:
        messages.error(request, words["changed"])
    except ConfigError:
        messages.error(request, words["not_written"])
    else:
        messages.success(request, words[said])
    return redirect("stops")


def _form(request: HttpRequest) -> StopForm:
    words, policy = words_of(request, "stops"), portal_of(request).policy
    data = request.POST if request.method == "POST" else None
    form = StopForm(words["fields"], data, initial={"service": request.GET.get("service", "")})
    form.choose("service", [("", words["choose"]), *service_choices(policy.catalogue)])
    everywhere = (EVERYWHERE, words["everywhere"])
    form.choose("department", [everywhere, *department_choices(policy.departments)])
    return form


def _some(request: HttpRequest) -> None:
    """Who can do nothing here has nothing to see here."""
    who = account_of(request)
    if not (who.may(Right.SUSPEND) or who.may(Right.RESUME)):
        raise PermissionDenied
