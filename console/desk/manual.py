"""
Opening an incident by hand, after a notice from elsewhere: a resident, the provider, a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from console.accounts import audit
from console.accounts.access import account_of, needs
from console.accounts.models import Account
from console.accounts.roles import Right
from console.desk.forms import DeskForm
from console.desk.groups import groups_of, service_names
from console.desk.language import desk_language
from console.desk.moments import MomentField
from console.desk.page import desk_texts, page
from console.desk.rules import notify_rules
from console.records.models import Incident, IncidentKind, Note
from console.records.opening import open_incident

_HOUR: Final = "%Y-%m-%dT%H:%M"
_UNPROCESSABLE: Final = 422


class OpenForm(DeskForm):
    """What is known when it is opened."""

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        language = desk_language(request)
        super().__init__(desk_texts(request)["open"], language, name="open", data=data)
        self.add("occurred_at", _hour_field())
        self.add("department", _choice(groups_of(request).choices_to_record()))
        self.add("service", _choice(sorted(service_names(request).items(), key=lambda s: s[1])))
        self.add("channel", _choice(self.coded(("prompt", "upload", "api"), "channel")))
        forwarded = self.coded(("unknown", "yes", "partly", "no"), "forwarded")
        self.add("forwarded", forms.ChoiceField(choices=forwarded))
        self.add(
            "severity", forms.ChoiceField(choices=self.coded(("1", "2", "3", "4"), "severity"))
        )
        text = forms.Textarea(attrs={"rows": 4})
        self.add("note", forms.CharField(max_length=4000, widget=text))

    def clean_occurred_at(self) -> datetime:
        moment: datetime = self.cleaned_data["occurred_at"]
        if moment > timezone.now():
            raise forms.ValidationError(self.words["future"])
        return moment


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.DECIDE)
def open_page(request: HttpRequest) -> HttpResponse:
    """The form; and the incident, once it is filled in."""
    form = OpenForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        incident = _opened(request, account_of(request), form.cleaned_data)
        return HttpResponseRedirect(reverse("incident", args=[incident.number]))
    status = _UNPROCESSABLE if form.is_bound else 200
    words = desk_texts(request)["open"]
    return page(request, "desk/open.html", words, {"form": form}, status=status)


def _opened(request: HttpRequest, account: Account, given: Mapping[str, Any]) -> Incident:
    with transaction.atomic():
        incident = open_incident(_incident(given, timezone.now()))
        incident.transitions.update(by=account)
        audit.note(account, "incident-opened", incident.number, request=request)
        Note.objects.create(
            incident=incident,
            at=timezone.now(),
            by=account,
            kind="remark",
            text=given["note"],
        )
    return incident


def _incident(given: Mapping[str, Any], now: datetime) -> Incident:
    return Incident(
        kind=IncidentKind.MANUAL,
        controller=notify_rules().controller_of(given["department"]),
        department=given["department"],
        service=given["service"],
        channel=given["channel"],
        occurred_at=given["occurred_at"],
        last_event_at=given["occurred_at"],
        detected_at=now,
        forwarded=given["forwarded"],
        severity=int(given["severity"]),
    )


def _choice(choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", "–"), *choices])  # noqa: RUF001


def _hour_field() -> MomentField:
    latest = localtime().strftime(_HOUR)
    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "max": latest}, format=_HOUR)
    return MomentField(widget=widget, input_formats=[_HOUR])
