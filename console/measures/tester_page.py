"""
The page of the policy tester. What is typed there is shown back once, and neither kept nor logged.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from config.exemptions import EXEMPTIONS, exemptions_or_none
from console.accounts.access import needs
from console.accounts.roles import Right
from console.desk.page import page
from console.measures.forms import WordedForm, department_choices, long_text, service_choices
from console.measures.state import now, state_dir
from console.measures.tester import Trial, judged, prompt_of
from console.measures.words import words_of
from console.portal import portal_of
from console.text_look import LookError

_LONGEST = 20_000


class TrialForm(WordedForm):
    """A text, whose it is, and where it would go."""

    department = forms.ChoiceField()
    service = forms.ChoiceField()
    text = long_text(rows=8, most=_LONGEST)


@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TRY_POLICY)
def tester(request: HttpRequest) -> HttpResponse:
    """Paste a text, choose a department, see which rule would do what."""
    words = words_of(request, "tester")
    form = _form(request, words)
    trial: Trial | None = None
    if request.method == "POST" and form.is_valid():
        try:
            trial = _tried(request, form.cleaned_data)
        except LookError:
            form.add_error(None, words["not_looked"])
    elif request.method != "POST":
        portal_of(request).look.warm_up()
    status = 400 if form.is_bound and form.errors else 200
    more = {"form": form, "trial": trial}
    return page(request, "measures/tester.html", words, more, status=status)


@sensitive_variables()
def _tried(request: HttpRequest, told: dict[str, Any]) -> Trial:
    portal = portal_of(request)
    policy = portal.policy
    prompt = prompt_of(told["text"], told["department"], told["service"])
    found = portal.look.findings([told["text"]])
    service = policy.catalogue.named(told["service"])
    status = policy.catalogue.status(service, policy.departments.named(told["department"]))
    at = now()
    exemptions = exemptions_or_none(state_dir(request) / EXEMPTIONS)
    holding = [each for each in exemptions if each.holds(at)]
    return judged(prompt, found, policy.rulebook, status, holding)


def _form(request: HttpRequest, words: Any) -> TrialForm:
    policy = portal_of(request).policy
    data = request.POST if request.method == "POST" else None
    known = {"department": policy.departments.default, "service": "chatgpt"}
    form = TrialForm(words["fields"], data, initial=known)
    form.choose("department", department_choices(policy.departments))
    form.choose("service", service_choices(policy.catalogue))
    return form
