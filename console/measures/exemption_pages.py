"""
Exemptions: the list, one of them, a new one.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.errors import ConfigError
from console.accounts.access import account_of, needs
from console.accounts.roles import Right
from console.desk.language import desk_language
from console.desk.page import page
from console.measures import granting
from console.measures.forms import (
    EVERYWHERE,
    WordedForm,
    day_field,
    department_choices,
    end_of,
    kind_choices,
    long_text,
    named,
    rule_choices,
    service_choices,
    start_of,
    ticks,
)
from console.measures.models import Approval
from console.measures.scopes import Scopes
from console.measures.state import now, state_dir
from console.measures.words import words_of
from console.portal import portal_of
from console.records.models import Event, Incident
from policy.exemption import ExemptionError
from policy.finding import SECURITY_KINDS


class ExemptionForm(WordedForm):
    """What must be known before something may pass."""

    departments = ticks()
    services = ticks()
    kinds = ticks()
    rules = ticks(required=False)
    reason = long_text()
    legal_basis = long_text(rows=2)
    advice = long_text()
    approver = forms.CharField(max_length=120)
    starts = day_field(required=False)
    ends = day_field()

    def asked(self) -> dict[str, Any]:
        """The fields of an `Approval`."""
        told = self.cleaned_data
        return {
            "departments": named(told["departments"]),
            "services": named(told["services"]),
            "kinds": sorted(told["kinds"]),
            "rules": sorted(told["rules"]),
            "reason": told["reason"],
            "legal_basis": told["legal_basis"],
            "advice": told["advice"],
            "approver": told["approver"],
            "starts_at": max(now(), start_of(told["starts"])) if told["starts"] else now(),
            "ends_at": end_of(told["ends"]),
        }


@require_safe
@needs(Right.EXEMPT)
def exemption_list(request: HttpRequest) -> HttpResponse:
    """Those in force first, the first to end on top."""
    at, scopes = now(), Scopes.of(request)
    soon = set(granting.ending_soon(at).values_list("pk", flat=True))
    more = {
        "holding": [(scopes.told(row), row.pk in soon) for row in granting.holding(at)],
        "waiting": [(scopes.told(row), False) for row in granting.waiting(at)],
        "over": [(scopes.told(row), False) for row in granting.over(at)[:100]],
    }
    return page(request, "measures/exemptions.html", words_of(request, "exemptions"), more)


@require_safe
@needs(Right.EXEMPT)
def exemption(request: HttpRequest, number: str) -> HttpResponse:
    """One of them: who, why, until when, and how often it was used."""
    row = _row(number)
    at = now()
    more = {
        "told": Scopes.of(request).told(row),
        "used": granting.times_used(row),
        "holds": row.revoked_at is None and row.ends_at > at,
    }
    return page(request, "measures/exemption.html", words_of(request, "exemption"), more)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.EXEMPT)
def new_exemption(request: HttpRequest) -> HttpResponse:
    """`?incident=` or `?event=` (the code of a notice) fills in what is known."""
    words = words_of(request, "new_exemption")
    incident = _incident(request)
    form = _form(request, words, incident)
    if request.method == "POST" and form.is_valid():
        try:
            row = granting.grant(
                form.asked(),
                account_of(request),
                state_dir=state_dir(request),
                now=now(),
                incident=incident,
                request=request,
            )
        except ExemptionError:
            form.add_error("ends", words["bounds"])
        except granting.TooWideError:
            form.add_error("departments", words["too_wide"])
        except ConfigError:
            form.add_error(None, words["not_written"])
        else:
            messages.success(request, words["granted"].format(number=row.number))
            return redirect("exemption", row.number)
    more = {"form": form, "incident": incident}
    status = 400 if form.is_bound else 200
    return page(request, "measures/new_exemption.html", words, more, status=status)


@require_POST
@needs(Right.EXEMPT)
def revoke_exemption(request: HttpRequest, number: str) -> HttpResponse:
    """Before its time; with a reason."""
    words = words_of(request, "exemption")
    row = _row(number)
    because = request.POST.get("because", "").strip()[:2000]
    if not because:
        messages.error(request, words["because_missing"])
        return redirect("exemption", row.number)
    try:
        granting.revoke(
            row.number,
            because,
            account_of(request),
            state_dir=state_dir(request),
            now=now(),
            request=request,
        )
    except granting.ChangedError:
        messages.error(request, words["changed"])
    except ConfigError:
        messages.error(request, words["not_written"])
    else:
        messages.success(request, words["revoked"])
    return redirect("exemption", row.number)


def _row(number: str) -> Approval:
    try:
        return Approval.objects.select_related("granted_by", "revoked_by", "incident").get(
            number=number
        )
    except Approval.DoesNotExist:
        raise Http404 from None


def _incident(request: HttpRequest) -> Incident | None:
    number = request.GET.get("incident", "")
    return Incident.objects.filter(number=number).first() if number else None


def _form(request: HttpRequest, words: Any, incident: Incident | None) -> ExemptionForm:
    policy = portal_of(request).policy
    data = request.POST if request.method == "POST" else None
    form = ExemptionForm(words["fields"], data, initial=_known(request, incident))
    everywhere = (EVERYWHERE, words["everywhere"])
    form.choose("departments", [*department_choices(policy.departments), everywhere])
    form.choose("services", [*service_choices(policy.catalogue, of=["allowed"]), everywhere])
    form.choose("kinds", kind_choices(desk_language(request)))
    form.choose("rules", rule_choices(policy.rulebook))
    return form


def _known(request: HttpRequest, incident: Incident | None) -> dict[str, Any]:
    """What an incident or an event says already."""
    code = request.GET.get("event", "")
    event = Event.objects.filter(code=code).first() if code else None
    if event is None and incident is not None:
        event = incident.events.first()
    if event is None:
        return {}
    kinds = [str(finding["kind"]) for finding in event.findings]
    return {
        "departments": [event.department],
        "services": [event.service],
        "kinds": [kind for kind in kinds if kind not in SECURITY_KINDS],
        "rules": [event.rule] if event.rule else [],
    }
