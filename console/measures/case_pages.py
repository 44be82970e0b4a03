"""
Test cases: the list for whoever keeps the rules, a new one, and all of them as a file.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk.page import page
from console.measures import cases
from console.measures.forms import WordedForm, long_text, rule_choices
from console.measures.granting import ChangedError
from console.measures.models import TestCase
from console.measures.state import now
from console.measures.words import words_of
from console.portal import portal_of
from console.records.models import Incident
from console.text_look import LookError


class CaseForm(WordedForm):
    """An invented text, and what the rule should do with it."""

    rule = forms.ChoiceField()
    text = long_text(rows=6, most=5000)
    expect = forms.ChoiceField(widget=forms.RadioSelect)
    remark = forms.CharField(max_length=500, required=False)
    invented = forms.BooleanField()


@require_safe
@never_cache
@login_required
def case_list(request: HttpRequest) -> HttpResponse:
    """What waits first."""
    _some(request)
    who = account_of(request)
    more = {
        "cases": TestCase.objects.select_related("made_by", "done_by")[:500],
        "may_make": who.may(Right.EXEMPT),
        "may_finish": who.may(Right.RULES),
    }
    return page(request, "measures/cases.html", words_of(request, "cases"), more)


@require_safe
@never_cache
@login_required
def case_file(request: HttpRequest) -> HttpResponse:
    """All of them as JSON Lines, for `promptwacht evaluate`."""
    _some(request)
    audit.note(account_of(request), "cases-exported", request=request)
    text = "".join(cases.as_json_lines(TestCase.objects.order_by("id")))
    headers = {"Content-Disposition": 'attachment; filename="testgevallen.jsonl"'}
    return HttpResponse(text, content_type="application/jsonl; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.EXEMPT)
def new_case(request: HttpRequest) -> HttpResponse:
    """`?incident=` fills in the rule."""
    words = words_of(request, "new_case")
    number = request.GET.get("incident", "")
    incident = Incident.objects.filter(number=number).first() if number else None
    form = _form(request, words, incident)
    if request.method == "POST" and form.is_valid() and (row := _made(request, form, incident)):
        messages.success(request, words["made"].format(number=row.number))
        return redirect("cases")
    more = {"form": form, "incident": incident}
    status = 400 if form.is_bound else 200
    return page(request, "measures/new_case.html", words, more, status=status)


def _made(request: HttpRequest, form: CaseForm, incident: Incident | None) -> TestCase | None:
    words = words_of(request, "new_case")
    try:
        return cases.make(
            form.cleaned_data,
            account_of(request),
            look=portal_of(request).look,
            now=now(),
            incident=incident,
            request=request,
        )
    except cases.MarkError as wrong:
        form.add_error("text", words["mark"].format(kind=wrong))
    except cases.RealPersonError:
        form.add_error("text", words["real"])
    except LookError:
        form.add_error("text", words["not_looked"])
    return None


@require_POST
@needs(Right.RULES)
def finish_case(request: HttpRequest, number: str) -> HttpResponse:
    """With a word on what was done."""
    words = words_of(request, "cases")
    text = request.POST.get("done", "").strip()[:500]
    if not text:
        messages.error(request, words["done_missing"])
        return redirect("cases")
    try:
        cases.finish(number, text, account_of(request), now=now(), request=request)
    except TestCase.DoesNotExist:
        raise Http404 from None
    except ChangedError:
        messages.error(request, words["changed"])
    else:
        messages.success(request, words["finished"])
    return redirect("cases")


def _form(request: HttpRequest, words: Any, incident: Incident | None) -> CaseForm:
    event = incident.events.first() if incident else None
    known = {"rule": event.rule if event else "", "expect": "allow"}
    data = request.POST if request.method == "POST" else None
    form = CaseForm(words["fields"], data, initial=known)
    rules = rule_choices(portal_of(request).policy.rulebook)
    form.choose("rule", [("", words["choose"]), *rules])
    form.choose("expect", [(value, words["expected"][value]) for value in cases.EXPECTED])
    return form


def _some(request: HttpRequest) -> None:
    who = account_of(request)
    if not (who.may(Right.RULES) or who.may(Right.EXEMPT)):
        raise PermissionDenied
