"""
Telling the people concerned (GDPR art. 34): the decision with its exceptions, and the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from console.accounts.access import account_of, needs
from console.accounts.audit import note
from console.accounts.roles import Right
from console.desk.page import page
from console.dossier.around import organisation, surroundings
from console.dossier.breach_file import opened
from console.dossier.forms import telling_form
from console.dossier.models import TellingDecision
from console.dossier.shown import day
from console.dossier.views import incident_or_404, room_texts
from console.languages import LANGUAGES
from console.portal import portal_of
from console.records.models import Incident

_LETTERS: Final = Path(__file__).resolve().parent / "letters"
_NAMES: Final = {"nl": "Nederlands", "fr": "Français", "en": "English"}
_INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.INCIDENTS)
def telling_page(request: HttpRequest, number: str) -> HttpResponse:
    """The decision that holds, those before it, and the form for another."""
    incident, texts = incident_or_404(number), room_texts(request)
    if request.method == "POST":
        return _decided(request, incident, texts)
    return _page(request, incident, telling_form(texts))


@needs(Right.DECIDE)
def _decided(request: HttpRequest, incident: Incident, texts: Mapping[str, Any]) -> HttpResponse:
    form = telling_form(texts, request.POST)
    if not form.is_valid():
        messages.error(request, texts["telling"]["wrong"])
        return _page(request, incident, form, status=_INVALID)
    given = form.cleaned_data
    account = account_of(request)
    with transaction.atomic():
        TellingDecision.objects.create(
            incident=incident,
            inform=given["inform"] == "yes",
            ground=given["ground"],
            reasoning=given["reasoning"],
            dpo_advice=given["dpo_advice"],
            decided_by=given["decided_by"],
            decided_on=given["decided_on"],
            at=timezone.now(),
            by=account,
        )
        words = f"inform {given['inform']} {given['ground']}".strip()
        note(account, "telling-decided", incident.number, reason=words, request=request)
    messages.success(request, texts["telling"]["saved"])
    return redirect("telling", number=incident.number)


def _page(
    request: HttpRequest, incident: Incident, form: forms.Form, status: int = 200
) -> HttpResponse:
    """Also with a form that was rejected: what it shows is the same."""
    note(account_of(request), "telling-viewed", incident.number, request=request)
    texts = room_texts(request)
    decisions = [
        {"it": decision, "ground": texts["grounds"].get(decision.ground, "")}
        for decision in TellingDecision.objects.filter(incident=incident).order_by("-id")
    ]
    more = {
        "incident": incident,
        "decisions": decisions,
        "form": form,
        "letters": [(code, _NAMES[code]) for code in LANGUAGES],
        "may_decide": account_of(request).may(Right.DECIDE),
    }
    words = {**texts["telling"], "title": f"{texts['telling']['title']}: {incident.number}"}
    return page(request, "dossier/telling.html", words, more, status=status)


@require_safe
@needs(Right.INCIDENTS)
def letter_page(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The letter, to read, fill in and print."""
    more = {
        "letter": _letter(request, number, language),
        "letter_language": language,
        "number": number,
    }
    return page(request, "dossier/letter.html", room_texts(request)["letter_page"], more)


@require_safe
@needs(Right.INCIDENTS)
def letter_text(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The same as plain text."""
    text = _letter(request, number, language)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _letter(request: HttpRequest, number: str, language: str) -> str:
    if language not in LANGUAGES:
        raise Http404
    incident = incident_or_404(number)
    controller = organisation().controller(incident.controller)
    service = opened(incident, surroundings(request, incident)).answers["service"]
    note(account_of(request), "letter-viewed", number, reason=language, request=request)
    text = (_LETTERS / f"{language}.txt").read_text(encoding="utf-8")
    return text.format(
        controller=controller.name,
        service=service,
        day=day(incident.occurred_at, language),
        dpo=portal_of(request).dpo_email,
        number=incident.number,
    )
